using IotXmpp.Exi.Bits;
using IotXmpp.Exi.Portable;

namespace IotXmpp.Exi.Values;

/// <summary>A restricted character set (EXI 7.1.10.1, table 7-2): fewer than 256 characters of the BMP, ascending.</summary>
internal sealed class RestrictedCharacterSet
{
    private const int AsciiCount = 128;

    private readonly char[] _members;

    /// <summary>Codes of ASCII characters, which are nearly all.</summary>
    private readonly short[] _asciiCodes = new short[AsciiCount];

    private RestrictedCharacterSet(char[] members)
    {
        _members = members;
        Array.Sort(_members);
        Width = CodeWidth.Of(members.Length + 1);
        Array.Fill(_asciiCodes, (short)-1);
        for (int code = 0; code < _members.Length && _members[code] < AsciiCount; code++)
            _asciiCodes[_members[code]] = (short)code;
    }

    private RestrictedCharacterSet(string members) : this(members.ToCharArray()) { }

    /// <summary>exi:base64Binary under preserve.lexicalValues.</summary>
    public static RestrictedCharacterSet Base64Binary { get; } =
        new("\t\n\r +/0123456789=ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <summary>exi:hexBinary.</summary>
    public static RestrictedCharacterSet HexBinary { get; } = new("\t\n\r 0123456789ABCDEFabcdef");

    /// <summary>exi:boolean.</summary>
    public static RestrictedCharacterSet Boolean { get; } = new("\t\n\r 01aeflrstu");

    /// <summary>exi:dateTime and its relatives.</summary>
    public static RestrictedCharacterSet DateTime { get; } = new("\t\n\r +-.0123456789:TZ");

    /// <summary>exi:decimal.</summary>
    public static RestrictedCharacterSet Decimal { get; } = new("\t\n\r +-.0123456789");

    /// <summary>exi:double.</summary>
    public static RestrictedCharacterSet Double { get; } = new("\t\n\r +-.0123456789EFINae");

    /// <summary>exi:integer.</summary>
    public static RestrictedCharacterSet Integer { get; } = new("\t\n\r +-0123456789");

    /// <summary>Number of members, N: the code of the escape.</summary>
    public int Count => _members.Length;

    /// <summary>Bits of a code.</summary>
    public int Width { get; }

    /// <summary>The character with a code.</summary>
    public char this[int code] => _members[code];

    /// <summary>The code of a character, or -1.</summary>
    public int CodeOf(char c)
    {
        if (c < AsciiCount)
            return _asciiCodes[c];
        int index = Array.BinarySearch(_members, c);
        return index < 0 ? -1 : index;
    }

    /// <summary>The set of a String datatype of the image, or null.</summary>
    public static RestrictedCharacterSet? Of(GrammarImage image, int datatype)
    {
        int count = image.CharacterSetSize(datatype);
        if (count == 0)
            return null;
        var members = new char[count];
        for (int i = 0; i < count; i++)
            members[i] = (char)image.CharacterSetMember(datatype, i);
        return new RestrictedCharacterSet(members);
    }

    /// <summary>The set of table 7-2 for a kind of representation, or null for strings.</summary>
    public static RestrictedCharacterSet? OfKind(int kind) => kind switch
    {
        DatatypeKind.Boolean or DatatypeKind.BooleanWithPattern => Boolean,
        DatatypeKind.Decimal => Decimal,
        DatatypeKind.Float => Double,
        DatatypeKind.NBitUnsignedInteger or DatatypeKind.NBitBigInteger or DatatypeKind.UnsignedInteger or DatatypeKind.Integer => Integer,
        >= DatatypeKind.DateTime and <= DatatypeKind.GMonth => DateTime,
        DatatypeKind.Base64Binary => Base64Binary,
        DatatypeKind.HexBinary => HexBinary,
        _ => null,
    };
}
