using System.Globalization;
using System.Numerics;
using System.Text;
using IotXmpp.Exi.Portable;

namespace IotXmpp.Exi.Tests.Oracle;

/// <summary>EXI 7.1: typed values as text.</summary>
internal sealed class OracleValues(GrammarImage image, OracleBits bits, OracleTables tables, OracleOptions options)
{
    private static readonly int[] s_space = ['\t', '\n', '\r', ' '];

    public string Read(int datatype, (string, string) name)
    {
        if (options.Lexical)
            return tables.ReadValue(name, LexicalSet(datatype));
        switch (image.GetDatatypeKind(datatype))
        {
            case DatatypeKind.String:
                return tables.ReadValue(name, Set(datatype));
            case DatatypeKind.Boolean:
                return bits.Boolean() ? "true" : "false";
            case DatatypeKind.BooleanWithPattern:
                return ((string[])["false", "0", "true", "1"])[bits.OneOf(4)];
            case DatatypeKind.Decimal:
                return (bits.Boolean() ? "-" : "") + bits.Unsigned() + "." + Reversed();
            case DatatypeKind.Float:
                BigInteger mantissa = Integer();
                BigInteger exponent = Integer();
                return exponent == -16384 ? mantissa == 1 ? "INF" : mantissa == -1 ? "-INF" : "NaN" : $"{mantissa}E{exponent}";
            case DatatypeKind.NBitUnsignedInteger:
                return ((BigInteger)bits.NBit(image.NBitWidth(datatype)) + image.NBitMinimum(datatype)).ToString(CultureInfo.InvariantCulture);
            case DatatypeKind.NBitBigInteger:
                return (bits.NBit(image.NBitWidth(datatype)) + BigInteger.Parse(image.GetNBitBigMinimum(datatype), CultureInfo.InvariantCulture)).ToString(CultureInfo.InvariantCulture);
            case DatatypeKind.UnsignedInteger:
                return bits.Unsigned().ToString(CultureInfo.InvariantCulture);
            case DatatypeKind.Integer:
                return Integer().ToString(CultureInfo.InvariantCulture);
            case DatatypeKind.Base64Binary:
                return Convert.ToBase64String(Octets());
            case DatatypeKind.HexBinary:
                return Convert.ToHexString(Octets());
            case DatatypeKind.List:
                int count = (int)bits.Unsigned();
                return string.Join(' ', Enumerable.Range(0, count).Select(_ => Read(image.DatatypeDetail(datatype), name)));
            case DatatypeKind.Enumeration:
                return image.GetEnumerationValue(datatype, bits.OneOf(image.EnumerationCount(datatype)));
            case int kind:
                return DateTime(kind);
        }
    }

    /// <summary>xsi:nil.</summary>
    public string ReadBoolean((string, string) name) =>
        options.Lexical ? tables.ReadValue(name, LexicalSetOfKind(DatatypeKind.Boolean)) : bits.Boolean() ? "true" : "false";

    private byte[] Octets() => [.. Enumerable.Range(0, (int)bits.Unsigned()).Select(_ => (byte)bits.Bits(8))];

    private BigInteger Integer() => bits.Boolean() ? -bits.Unsigned() - 1 : bits.Unsigned();

    private string Reversed() => new([.. bits.Unsigned().ToString(CultureInfo.InvariantCulture).Reverse()]);

    private string DateTime(int kind)
    {
        var text = new StringBuilder();
        if (kind is DatatypeKind.DateTime or DatatypeKind.Date or DatatypeKind.GYearMonth or DatatypeKind.GYear)
        {
            BigInteger year = Integer() + 2000;
            text.Append(year.Sign < 0 ? "-" : "").Append(BigInteger.Abs(year).ToString("D4", CultureInfo.InvariantCulture));
        }

        if (kind is not (DatatypeKind.GYear or DatatypeKind.Time))
        {
            int monthDay = bits.NBit(9);
            text.Append(kind switch
            {
                DatatypeKind.GYearMonth => $"-{monthDay / 32:D2}",
                DatatypeKind.GMonth => $"--{monthDay / 32:D2}",
                DatatypeKind.GMonthDay => $"--{monthDay / 32:D2}-{monthDay % 32:D2}",
                DatatypeKind.GDay => $"---{monthDay % 32:D2}",
                _ => $"-{monthDay / 32:D2}-{monthDay % 32:D2}",
            });
        }

        if (kind is DatatypeKind.DateTime or DatatypeKind.Time)
        {
            int time = bits.NBit(17);
            text.Append(kind == DatatypeKind.DateTime ? "T" : "").Append($"{time / 4096:D2}:{time / 64 % 64:D2}:{time % 64:D2}");
            if (bits.Boolean())
                text.Append('.').Append(Reversed());
        }

        if (bits.Boolean())
        {
            int zone = bits.NBit(11) - 896;
            text.Append(zone == 0 ? "Z" : $"{(zone < 0 ? '-' : '+')}{Math.Abs(zone) / 64:D2}:{Math.Abs(zone) % 64:D2}");
        }

        return text.ToString();
    }

    private int[] Set(int datatype) =>
        [.. Enumerable.Range(0, image.CharacterSetSize(datatype)).Select(n => image.CharacterSetMember(datatype, n))];

    /// <summary>Table 7-2.</summary>
    private int[] LexicalSet(int datatype) => image.GetDatatypeKind(datatype) switch
    {
        DatatypeKind.String => [], // "regardless of the actual pattern facets"
        DatatypeKind.Enumeration => LexicalSet(image.EnumerationDatatype(datatype)),
        DatatypeKind.List => LexicalSet(image.DatatypeDetail(datatype)),
        int kind => LexicalSetOfKind(kind),
    };

    private static int[] LexicalSetOfKind(int kind) => kind switch
    {
        DatatypeKind.Base64Binary => Sorted("+/0123456789=ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"),
        DatatypeKind.HexBinary => Sorted("0123456789ABCDEFabcdef"),
        DatatypeKind.Boolean or DatatypeKind.BooleanWithPattern => Sorted("01aeflrstu"),
        DatatypeKind.Decimal => Sorted("+-.0123456789"),
        DatatypeKind.Float => Sorted("+-.0123456789EFINae"),
        DatatypeKind.Integer or DatatypeKind.UnsignedInteger or DatatypeKind.NBitUnsignedInteger or DatatypeKind.NBitBigInteger => Sorted("+-0123456789"),
        _ => Sorted("+-.0123456789:TZ"),
    };

    private static int[] Sorted(string characters) => [.. s_space.Concat(characters.Select(c => (int)c)).Order()];
}
