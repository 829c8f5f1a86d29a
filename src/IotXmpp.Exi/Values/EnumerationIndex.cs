using IotXmpp.Exi.Bits;
using IotXmpp.Exi.Portable;
using IotXmpp.Exi.Strings;

namespace IotXmpp.Exi.Values;

/// <summary>
/// Finds an enumerated value in value space (EXI 7.2): two lexical forms are the same value when the representation of the
/// enumeration's base type gives their canonical forms the same bits.
/// </summary>
internal sealed class EnumerationIndex
{
    private readonly Dictionary<string, int> _ordinals = [];

    private EnumerationIndex(Datatype enumeration)
    {
        for (int i = 0; i < enumeration.Enumeration.Length; i++)
            _ordinals.TryAdd(Key(enumeration, enumeration.Enumeration[i]) ?? enumeration.Enumeration[i], i);
    }

    /// <summary>Ordinal of a value, or -1.</summary>
    public static int Find(Datatype enumeration, string text)
    {
        EnumerationIndex index = enumeration.Index ??= new EnumerationIndex(enumeration);
        return Key(enumeration, text) is { } key && index._ordinals.TryGetValue(key, out int ordinal) ? ordinal : -1;
    }

    private static string? Key(Datatype enumeration, string text)
    {
        Datatype values = enumeration.Item!;
        if (values.Kind == DatatypeKind.String)
            return WhiteSpaceFacet.Apply(enumeration.WhiteSpace, text);
        if (!AtomicWriter.TryWrite(null, values, text))
            return null;
        var bits = new BitWriter(byteAligned: false);
        return AtomicWriter.TryWrite(bits, values, CanonicalValue.Of(values, text, utc: true)) ? $"{bits.Position}:{Convert.ToHexString(bits.Written)}" : null;
    }
}
