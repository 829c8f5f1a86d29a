namespace IotXmpp.Exi;

/// <summary>What the value of an attribute or of characters is: the built-in datatype representation it had (EXI table 7-1).</summary>
public enum ExiValueKind : byte
{
    /// <summary>The event has no value.</summary>
    None,

    /// <summary>String, with or without restricted character set; and every number that 64 bits do not hold, as its digits.</summary>
    String,

    /// <summary>Boolean (EXI 7.1.2).</summary>
    Boolean,

    /// <summary>Integer (EXI 7.1.5), n-bit or with sign, that fits <see cref="long"/>.</summary>
    Integer,

    /// <summary>Unsigned Integer (EXI 7.1.6) that fits <see cref="ulong"/>.</summary>
    UnsignedInteger,

    /// <summary>Decimal (EXI 7.1.3), an <see cref="ExiDecimal"/>.</summary>
    Decimal,

    /// <summary>Float (EXI 7.1.4), an <see cref="ExiFloat"/>.</summary>
    Float,

    /// <summary>Date-Time (EXI 7.1.8), an <see cref="ExiDateTime"/>.</summary>
    DateTime,

    /// <summary>Enumeration (EXI 7.2): the place of the value in its schema.</summary>
    Enumeration,

    /// <summary>Binary (EXI 7.1.1): octets whose text is base64.</summary>
    Base64Binary,

    /// <summary>Binary (EXI 7.1.1): octets whose text is hexadecimal.</summary>
    HexBinary,

    /// <summary>List (EXI 7.1.11), as text: the items with a space between them.</summary>
    List,

    /// <summary>QName (EXI 7.1.7) of xsi:type.</summary>
    QName,
}
