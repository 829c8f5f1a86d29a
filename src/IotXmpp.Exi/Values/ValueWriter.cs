using System.Text;
using IotXmpp.Exi.Bits;
using IotXmpp.Exi.Portable;
using IotXmpp.Exi.Strings;

namespace IotXmpp.Exi.Values;

/// <summary>Writes value content items (EXI 7) from their lexical forms.</summary>
internal sealed class ValueWriter(ValuePartitions partitions)
{
    /// <summary>Whether the text can be represented with a datatype: what decides between typed and untyped productions.</summary>
    public static bool CanWrite(Datatype datatype, string text) => datatype.Kind switch
    {
        DatatypeKind.String => true,
        DatatypeKind.Enumeration => EnumerationIndex.Find(datatype, text) >= 0,
        DatatypeKind.List => CanWriteList(datatype.Item!, text),
        _ => AtomicWriter.TryWrite(null, datatype, text),
    };

    /// <summary>Writes a value for which <see cref="CanWrite"/> holds.</summary>
    /// <param name="bits">Where to.</param>
    /// <param name="name">The element or attribute whose value it is.</param>
    /// <param name="datatype">Its representation.</param>
    /// <param name="text">Its lexical form.</param>
    public void Write(BitWriter bits, int name, Datatype datatype, string text)
    {
        switch (datatype.Kind)
        {
            case DatatypeKind.String:
                WriteTableString(bits, name, datatype.CharacterSet, text);
                break;

            case DatatypeKind.Enumeration:
                bits.WriteNBit((uint)EnumerationIndex.Find(datatype, text), datatype.Width);
                break;

            case DatatypeKind.List:
                string[] items = Split(text);
                bits.WriteUnsigned((ulong)items.Length);
                foreach (string item in items)
                    Write(bits, name, datatype.Item!, item);
                break;

            default:
                if (!AtomicWriter.TryWrite(bits, datatype, text))
                    throw new InvalidOperationException("A value was written that is not of its datatype.");
                break;
        }
    }

    /// <summary>Writes a String that uses no value partition, its length increased by <paramref name="lengthOffset"/>.</summary>
    public static void WriteString(BitWriter bits, ReadOnlySpan<char> text, int lengthOffset, RestrictedCharacterSet? set = null)
    {
        bits.WriteUnsigned((ulong)(XmlCharacters.CountCodePoints(text) + lengthOffset));
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (set is not null)
            {
                int code = rune.IsBmp ? set.CodeOf((char)rune.Value) : -1;
                bits.WriteNBit((uint)(code < 0 ? set.Count : code), set.Width);
                if (code >= 0)
                    continue;
            }

            bits.WriteUnsigned((ulong)rune.Value);
        }
    }

    private void WriteTableString(BitWriter bits, int name, RestrictedCharacterSet? set, string text)
    {
        if (partitions.TryFind(name, text, out bool isLocal, out int id))
        {
            bits.WriteUnsigned(isLocal ? 0u : 1u);
            bits.WriteNBit((uint)id, CodeWidth.Of(isLocal ? partitions.LocalCount(name) : partitions.GlobalCount));
            return;
        }

        WriteString(bits, text, 2, set);
        partitions.Add(name, text);
    }

    private static bool CanWriteList(Datatype item, string text)
    {
        foreach (string part in Split(text))
        {
            if (!CanWrite(item, part))
                return false;
        }

        return true;
    }

    private static string[] Split(string text) => text.Split([' ', '\t', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries);
}
