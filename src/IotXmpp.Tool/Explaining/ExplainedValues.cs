using System.Globalization;
using System.Numerics;
using System.Text;
using IotXmpp.Exi;
using IotXmpp.Exi.Portable;

namespace IotXmpp.Tool.Explaining;

/// <summary>Typed values (EXI 7.1) as text, with the name of their representation.</summary>
internal sealed class ExplainedValues(GrammarImage image, ExplainedBits bits, ExplainedTables tables, ExiOptions options)
{
    private static readonly int[] s_space = ['\t', '\n', '\r', ' '];

    private bool Lexical => options.Preserve.HasFlag(ExiPreserve.LexicalValues);

    /// <summary>A value of a datatype of the image.</summary>
    public string Read(int datatype, (string, string) name)
    {
        if (Lexical)
            return tables.ReadValue(name, LexicalSet(datatype), "String (lexical values are preserved)");
        if (image.GetDatatypeKind(datatype) == DatatypeKind.String)
            return tables.ReadValue(name, Set(datatype), "String");
        string text = Typed(datatype, name, out string type);
        bits.Note("value", $"{type}: {text}");
        return text;
    }

    /// <summary>The value of xsi:nil.</summary>
    public bool ReadNil((string, string) name)
    {
        if (Lexical)
            return tables.ReadValue(name, LexicalSetOf(DatatypeKind.Boolean), "String (lexical values are preserved)").Trim() is "true" or "1";
        bool nil = bits.Boolean();
        bits.Note("value", $"Boolean: {(nil ? "true" : "false")}");
        return nil;
    }

    private string Typed(int datatype, (string, string) name, out string type)
    {
        int kind = image.GetDatatypeKind(datatype);
        type = kind switch
        {
            DatatypeKind.NBitUnsignedInteger => $"{image.NBitWidth(datatype)}-bit Integer from {image.NBitMinimum(datatype)}",
            DatatypeKind.NBitBigInteger => $"{image.NBitWidth(datatype)}-bit Integer from {image.GetNBitBigMinimum(datatype)}",
            DatatypeKind.UnsignedInteger => "Unsigned Integer",
            DatatypeKind.BooleanWithPattern => "Boolean of a type with pattern",
            DatatypeKind.Enumeration => "Enumeration",
            DatatypeKind.List => "List",
            DatatypeKind.Boolean => "Boolean",
            DatatypeKind.Decimal => "Decimal",
            DatatypeKind.Float => "Float",
            DatatypeKind.Integer => "Integer",
            DatatypeKind.Base64Binary or DatatypeKind.HexBinary => "Binary",
            _ => "Date-Time",
        };
        switch (kind)
        {
            case DatatypeKind.Boolean:
                return bits.Boolean() ? "true" : "false";
            case DatatypeKind.BooleanWithPattern:
                return ((string[])["false", "0", "true", "1"])[bits.OneOf(4)];
            case DatatypeKind.Decimal:
                string sign = bits.Boolean() ? "-" : "";
                return $"{sign}{bits.Unsigned()}.{Reversed()}";
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
                return List(image.DatatypeDetail(datatype), name);
            case DatatypeKind.Enumeration:
                int count = image.EnumerationCount(datatype);
                int ordinal = bits.OneOf(count);
                type = $"Enumeration, {ordinal} of {count}";
                return $"\"{image.GetEnumerationValue(datatype, ordinal)}\"";
            default:
                return DateTime(kind);
        }
    }

    /// <summary>Items that are strings have notes of their own.</summary>
    private string List(int item, (string, string) name)
    {
        int count = bits.Count();
        bits.Note("list", $"{count} items");
        var items = new List<string>();
        for (int i = 0; i < count; i++)
        {
            if (image.GetDatatypeKind(item) == DatatypeKind.String)
            {
                items.Add(tables.ReadValue(name, Set(item), "item, String"));
                continue;
            }

            items.Add(Typed(item, name, out string type));
            bits.Note("value", $"item, {type}: {items[^1]}");
        }

        return string.Join(' ', items);
    }

    private byte[] Octets()
    {
        byte[] octets = new byte[bits.Count()];
        for (int i = 0; i < octets.Length; i++)
            octets[i] = (byte)bits.Bits(8);
        return octets;
    }

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
            text.Append(kind == DatatypeKind.DateTime ? "T" : "").Append(CultureInfo.InvariantCulture, $"{time / 4096:D2}:{time / 64 % 64:D2}:{time % 64:D2}");
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

    private int[] Set(int datatype) => [.. Enumerable.Range(0, image.CharacterSetSize(datatype)).Select(n => image.CharacterSetMember(datatype, n))];

    /// <summary>Table 7-2.</summary>
    private int[] LexicalSet(int datatype) => image.GetDatatypeKind(datatype) switch
    {
        DatatypeKind.String => [],
        DatatypeKind.Enumeration => LexicalSet(image.EnumerationDatatype(datatype)),
        DatatypeKind.List => LexicalSet(image.DatatypeDetail(datatype)),
        int kind => LexicalSetOf(kind),
    };

    private static int[] LexicalSetOf(int kind) => kind switch
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
