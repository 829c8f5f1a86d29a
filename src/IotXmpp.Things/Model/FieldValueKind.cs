namespace IotXmpp.Things.Model;

/// <summary>Data type of a field's value (XEP-0323 5.4). The numbers are stored: never renumber.</summary>
public enum FieldValueKind
{
    Boolean = 0,
    Date = 1,
    DateTime = 2,
    Duration = 3,

    /// <summary>A name of a set; the set is <see cref="FieldValue.DataType"/>.</summary>
    Enumeration = 4,

    /// <summary>32 bits, signed, without unit.</summary>
    Int = 5,

    /// <summary>64 bits, signed, without unit.</summary>
    Long = 6,

    /// <summary>A number with a unit; its decimals are significant.</summary>
    Numeric = 7,
    String = 8,
    Time = 9,
}
