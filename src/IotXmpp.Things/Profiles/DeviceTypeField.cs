using IotXmpp.Things.Model;

namespace IotXmpp.Things.Profiles;

/// <summary>One field of a type of board.</summary>
public sealed record DeviceTypeField
{
    /// <summary>Unlocalised name, such as <c>Temperature</c>: 1 to 64 characters.</summary>
    public required string Name { get; init; }

    /// <summary>Data type; decides the element it travels in.</summary>
    public FieldValueKind Kind { get; init; } = FieldValueKind.Numeric;

    /// <summary>Unit of a numeric field, case-sensitive, at most 16 characters; empty for none. Others have none.</summary>
    public string Unit { get; init; } = "";

    /// <summary>Smallest value of a number, inclusive; null if unknown.</summary>
    public decimal? Minimum { get; init; }

    /// <summary>Largest value of a number, inclusive; null if unknown.</summary>
    public decimal? Maximum { get; init; }

    /// <summary>Digits behind the point of a numeric field, 0 to 9. They are always written: 21.0 and 21 are different statements
    /// (XEP-0323 2).</summary>
    public int Decimals { get; init; }

    /// <summary>Categories its values come in (XEP-0323 5.6). One costs nothing; of several each value names its own, a bit or two.</summary>
    public FieldTypes FieldTypes { get; init; } = FieldTypes.Momentary;

    /// <summary>Values of an enumeration, 1 to 256.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];

    /// <summary>Name of the set that an enumeration's values belong to.</summary>
    public string DataType { get; init; } = "";
}
