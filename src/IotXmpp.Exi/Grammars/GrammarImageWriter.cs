using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using IotXmpp.Exi.Portable;

namespace IotXmpp.Exi.Grammars;

/// <summary>Packs <see cref="GrammarTables"/> into the bytes that <see cref="GrammarImage"/> reads. The same tables always give
/// the same bytes: everything is written in table order, and strings are shared on first use.</summary>
internal sealed class GrammarImageWriter
{
    private const int NarrowLimit = 0xFFFF;

    private readonly GrammarTables _tables;
    private readonly int _width;
    private readonly List<byte> _pool = [];
    private readonly Dictionary<string, int> _strings = [];
    private int _poolStart;

    private GrammarImageWriter(GrammarTables tables, int width)
    {
        _tables = tables;
        _width = width;
    }

    /// <summary>The image's bytes, with 2-byte fields if everything fits them.</summary>
    public static byte[] Write(GrammarTables tables)
    {
        bool narrow = new[]
        {
            tables.QNames.Count, tables.Elements.Count, tables.Attributes.Count, tables.Types.Count, tables.Datatypes.Count,
            tables.States.Count, tables.Productions.Count,
        }.Max() < NarrowLimit;
        if (narrow)
        {
            byte[] image = new GrammarImageWriter(tables, 2).Write();
            if (image.Length < NarrowLimit)
                return image;
        }

        return new GrammarImageWriter(tables, 4).Write();
    }

    private byte[] Write()
    {
        int[] globalElements = SortedByQName(tables => tables.Elements, e => e.Global ? e.QName : -1);
        int[] globalAttributes = SortedByQName(tables => tables.Attributes, a => a.Global ? a.QName : -1);
        int[] namedTypes = SortedByQName(tables => tables.Types, t => t.QName);
        int w = _width;
        (int Count, int Size)[] sections =
        [
            (GrammarImage.RootCount, w),
            (_tables.Uris.Count, 3 * w),
            (_tables.QNames.Count, 2 * w),
            (_tables.Elements.Count, 2 * w + 1),
            (_tables.Attributes.Count, 2 * w + 1),
            (_tables.Types.Count, 4 * w + 1),
            (_tables.Datatypes.Count, 3 * w + 2),
            (_tables.States.Count, 4 * w + 1),
            (_tables.Productions.Count, 2 * w + 1),
            (globalElements.Length, w),
            (globalAttributes.Length, w),
            (namedTypes.Length, w),
        ];
        _poolStart = GrammarImage.HeaderLength + sections.Sum(s => s.Count * s.Size);

        var output = new List<byte>();
        foreach (int root in (int[])[_tables.DocContent, _tables.FragmentContent, _tables.ElementFragmentType, _tables.XsiType, _tables.XsiNil])
            Field(output, root);
        foreach (UriRecord uri in _tables.Uris)
            Fields(output, String(uri.Uri), uri.FirstQName, uri.Prefix is null ? -1 : String(uri.Prefix));
        foreach (QNameRecord qname in _tables.QNames)
            Fields(output, String(qname.LocalName), qname.Uri);
        foreach (ElementRecord element in _tables.Elements)
        {
            Fields(output, element.QName, element.Type);
            output.Add((byte)((element.Nillable ? GrammarImage.FlagNillable : 0) | (element.Global ? GrammarImage.FlagGlobal : 0)));
        }

        foreach (AttributeRecord attribute in _tables.Attributes)
        {
            Fields(output, attribute.QName, attribute.Datatype);
            output.Add((byte)(attribute.Global ? GrammarImage.FlagGlobal : 0));
        }

        foreach (TypeRecord type in _tables.Types)
        {
            Fields(output, type.QName, type.StartState, type.EmptyState, type.Datatype);
            output.Add((byte)((type.Castable ? GrammarImage.FlagCastable : 0) | (type.Simple ? GrammarImage.FlagSimpleType : 0)));
        }

        foreach (DatatypeRecord datatype in _tables.Datatypes)
        {
            Fields(output, datatype.QName, datatype.Base, Detail(datatype));
            output.Add((byte)datatype.Kind);
            output.Add((byte)datatype.WhiteSpace);
        }

        foreach (StateRecord state in _tables.States)
        {
            Fields(output, state.FirstProduction, state.ProductionCount, state.AttributeCount, state.ContentState);
            output.Add((byte)state.Flags);
        }

        foreach (ProductionRecord production in _tables.Productions)
        {
            Fields(output, production.Operand, production.Next);
            output.Add((byte)production.Kind);
        }

        Fields(output, globalElements);
        Fields(output, globalAttributes);
        Fields(output, namedTypes);

        byte[] image = new byte[_poolStart + _pool.Count];
        output.CopyTo(image, GrammarImage.HeaderLength);
        _pool.CopyTo(image, _poolStart);
        WriteHeader(image, sections);
        return image;
    }

    private void WriteHeader(byte[] image, (int Count, int Size)[] sections)
    {
        "EXIG"u8.CopyTo(image);
        image[4] = GrammarImage.LayoutVersion;
        image[5] = (byte)_width;
        image[6] = (byte)((_tables.IsSchemaInformed ? GrammarImage.FlagSchemaInformed : 0)
            | (_tables.FragmentContent >= 0 ? GrammarImage.FlagFragments : 0));
        BinaryPrimitives.WriteInt32LittleEndian(image.AsSpan(8), image.Length);
        _tables.Identity.CopyTo(image, 12);
        int at = 44;
        int offset = GrammarImage.HeaderLength;
        foreach ((int count, int size) in sections.Append((_pool.Count, 1)))
        {
            BinaryPrimitives.WriteInt32LittleEndian(image.AsSpan(at), offset);
            BinaryPrimitives.WriteInt32LittleEndian(image.AsSpan(at + 4), count);
            at += 8;
            offset += count * size;
        }
    }

    private int[] SortedByQName<T>(Func<GrammarTables, List<T>> table, Func<T, int> qname)
    {
        List<T> records = table(_tables);
        return [.. Enumerable.Range(0, records.Count).Where(i => qname(records[i]) >= 0).OrderBy(i => qname(records[i]))];
    }

    private int Detail(DatatypeRecord datatype)
    {
        switch (datatype.Kind)
        {
            case DatatypeKind.List:
                return datatype.Item;
            case DatatypeKind.String when datatype.CharacterSet.Count > 0:
                return Pool(bytes =>
                {
                    bytes.Add((byte)datatype.CharacterSet.Count);
                    foreach (int codePoint in datatype.CharacterSet)
                        Number(bytes, codePoint, 2);
                });
            case DatatypeKind.NBitUnsignedInteger:
            case DatatypeKind.NBitBigInteger:
                return Pool(bytes =>
                {
                    bytes.Add((byte)(32 - BitOperations.LeadingZeroCount((uint)datatype.Range)));
                    Number(bytes, datatype.Range, 2);
                    if (datatype.Kind == DatatypeKind.NBitUnsignedInteger)
                        Number(bytes, (long)datatype.Minimum, 8);
                    else
                        WriteString(bytes, datatype.Minimum.ToString(System.Globalization.CultureInfo.InvariantCulture));
                });
            case DatatypeKind.Enumeration when NumberRun.TrySplit(datatype, _tables.Datatypes[datatype.ValueDatatype], _width, out IReadOnlyList<NumberRun> runs):
                return Pool(bytes =>
                {
                    Fields(bytes, datatype.Values.Count, datatype.ValueDatatype, 0, runs.Count);
                    foreach (NumberRun run in runs)
                    {
                        Field(bytes, run.Count);
                        Number(bytes, run.First, 4);
                        Number(bytes, run.Step, 4);
                        bytes.Add((byte)run.Decimals);
                    }
                });
            case DatatypeKind.Enumeration:
                int[] values = [.. datatype.Values.Select(String)];
                return Pool(bytes =>
                {
                    Fields(bytes, values.Length, datatype.ValueDatatype);
                    Fields(bytes, values);
                });
            default:
                return -1;
        }
    }

    private int Pool(Action<List<byte>> write)
    {
        int offset = _poolStart + _pool.Count;
        write(_pool);
        return offset;
    }

    private int String(string value)
    {
        if (_strings.TryGetValue(value, out int offset))
            return offset;
        offset = Pool(bytes => WriteString(bytes, value));
        _strings.Add(value, offset);
        return offset;
    }

    private static void WriteString(List<byte> bytes, string value)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(value);
        int length = utf8.Length;
        while (length >= 0x80)
        {
            bytes.Add((byte)(length | 0x80));
            length >>= 7;
        }

        bytes.Add((byte)length);
        bytes.AddRange(utf8);
    }

    private void Fields(List<byte> bytes, params ReadOnlySpan<int> values)
    {
        foreach (int value in values)
            Field(bytes, value);
    }

    private void Field(List<byte> bytes, int value) => Number(bytes, value, _width);

    private static void Number(List<byte> bytes, long value, int width)
    {
        for (int i = 0; i < width; i++)
            bytes.Add((byte)(value >> (8 * i)));
    }
}
