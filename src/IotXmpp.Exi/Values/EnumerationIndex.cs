using IotXmpp.Exi.Bits;
using IotXmpp.Exi.Portable;

namespace IotXmpp.Exi.Values;

/// <summary>
/// Finds an enumerated value in value space (EXI 7.2): two lexical forms are the same value when the representation of the
/// enumeration's base type gives their canonical forms the same bits. Mostly the form is the schema's own, and found at once.
/// </summary>
internal sealed class EnumerationIndex
{
    private readonly Dictionary<string, int> _byKey = [];
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _byForm;

    private EnumerationIndex(Datatype enumeration)
    {
        var byForm = new Dictionary<string, int>();
        for (int i = 0; i < enumeration.Enumeration.Length; i++)
        {
            string form = enumeration.Enumeration[i];
            string key = Key(enumeration, form) ?? form;
            _byKey.TryAdd(key, i);
            byForm.TryAdd(form, _byKey[key]);
        }

        _byForm = byForm.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>Ordinal of a value, or -1.</summary>
    public static int Find(Datatype enumeration, ReadOnlySpan<char> text)
    {
        EnumerationIndex index = enumeration.Index ??= new EnumerationIndex(enumeration);
        if (index._byForm.TryGetValue(text, out int ordinal))
            return ordinal;
        return Key(enumeration, text.ToString()) is { } key && index._byKey.TryGetValue(key, out ordinal) ? ordinal : -1;
    }

    private static string? Key(Datatype enumeration, string text)
    {
        Datatype values = enumeration.Item!;
        if (values.Kind == DatatypeKind.String)
            return WhiteSpaceFacet.Apply(enumeration.WhiteSpace, text);
        var bits = new BitWriter(byteAligned: false);
        if (!AtomicWriter.TryWrite(bits, values, text))
            return null;
        bits.Clear();
        return AtomicWriter.TryWrite(bits, values, CanonicalValue.Of(values, text, utc: true)) ? $"{bits.Position}:{Convert.ToHexString(bits.Written)}" : null;
    }
}
