using System.Buffers;
using System.Text;
using IotXmpp.Exi.Bits;
using IotXmpp.Exi.Portable;
using IotXmpp.Exi.Strings;

namespace IotXmpp.Exi.Values;

/// <summary>Writes value content items (EXI 7) from their lexical forms.</summary>
internal sealed class ValueWriter(WrittenValues partitions)
{
    private static readonly SearchValues<char> s_space = SearchValues.Create(" \t\n\r");

    /// <summary>Whether values of a datatype enter or use the value partitions: then their bits depend on when they are written.</summary>
    public static bool UsesPartitions(Datatype datatype) =>
        datatype.Kind == DatatypeKind.String || (datatype.Kind == DatatypeKind.List && UsesPartitions(datatype.Item!));

    /// <summary>Writes a value. False: it cannot be represented with the datatype, and nothing was written.</summary>
    /// <param name="bits">Where to.</param>
    /// <param name="name">The element or attribute whose value it is.</param>
    /// <param name="datatype">Its representation.</param>
    /// <param name="text">Its lexical form.</param>
    public bool TryWrite(BitWriter bits, int name, Datatype datatype, ReadOnlySpan<char> text)
    {
        switch (datatype.Kind)
        {
            case DatatypeKind.String:
                WriteTableString(bits, name, datatype.CharacterSet, text);
                return true;

            case DatatypeKind.Enumeration:
                int ordinal = EnumerationIndex.Find(datatype, text);
                if (ordinal < 0)
                    return false;
                bits.WriteNBit((uint)ordinal, datatype.Width);
                return true;

            case DatatypeKind.List:
                return TryWriteList(bits, name, datatype.Item!, text);

            default:
                return AtomicWriter.TryWrite(bits, datatype, text);
        }
    }

    /// <summary>Writes a String that uses no value partition, its length increased by <paramref name="lengthOffset"/>.</summary>
    public static void WriteString(BitWriter bits, ReadOnlySpan<char> text, int lengthOffset, RestrictedCharacterSet? set = null)
    {
        if (set is null)
        {
            BitMark mark = bits.Mark;
            bits.WriteUnsigned((uint)(text.Length + lengthOffset));
            if (bits.TryWriteAscii(text))
                return;
            bits.Rewind(mark);
        }

        bits.WriteUnsigned((uint)(XmlCharacters.CountCodePoints(text) + lengthOffset));
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (set is not null)
            {
                int code = rune.IsBmp ? set.CodeOf((char)rune.Value) : -1;
                bits.WriteNBit((uint)(code < 0 ? set.Count : code), set.Width);
                if (code >= 0)
                    continue;
            }

            bits.WriteUnsigned((uint)rune.Value);
        }
    }

    private void WriteTableString(BitWriter bits, int name, RestrictedCharacterSet? set, ReadOnlySpan<char> text)
    {
        if (partitions.FindOrAdd(name, text, out bool isLocal, out int id, out int count))
        {
            bits.WriteBits(isLocal ? 0u : 1u, 8);
            bits.WriteNBit((uint)id, CodeWidth.Of(count));
            return;
        }

        WriteString(bits, text, 2, set);
    }

    private bool TryWriteList(BitWriter bits, int name, Datatype item, ReadOnlySpan<char> text)
    {
        uint count = 0;
        for (ReadOnlySpan<char> rest = text; NextItem(ref rest).Length > 0;)
            count++;
        BitMark mark = bits.Mark;
        bits.WriteUnsigned(count);
        while (count-- > 0)
        {
            // Items that use partitions are strings, and those can always be written: nothing of a failed list is in a table.
            if (TryWrite(bits, name, item, NextItem(ref text)))
                continue;
            bits.Rewind(mark);
            return false;
        }

        return true;
    }

    /// <summary>The next item, empty behind the last one.</summary>
    private static ReadOnlySpan<char> NextItem(ref ReadOnlySpan<char> text)
    {
        int start = text.IndexOfAnyExcept(s_space);
        if (start < 0)
            return [];
        text = text[start..];
        int length = text.IndexOfAny(s_space);
        ReadOnlySpan<char> item = length < 0 ? text : text[..length];
        text = text[item.Length..];
        return item;
    }
}
