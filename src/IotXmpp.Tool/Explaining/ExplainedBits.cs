using System.Numerics;
using System.Text;

namespace IotXmpp.Tool.Explaining;

/// <summary>EXI 7.1.6, 7.1.9 and 7.1.10, one bit at a time; keeps a note of what was read.</summary>
internal sealed class ExplainedBits(byte[] stream)
{
    private byte[] _data = stream;

    /// <summary>Longest string: a length that no stream of this size can hold is refused before anything is taken for it.</summary>
    private int MaxCharacters => _data.Length * 8;

    private readonly List<Explanation> _notes = [];
    private long _noted;

    public bool ByteAligned { get; set; }

    public int Depth { get; set; }

    public long Position { get; private set; }

    public long Length => _data.Length * 8L;

    public IReadOnlyList<Explanation> Notes => _notes;

    /// <summary>Explains what was read since the last note.</summary>
    public void Note(string kind, string meaning, string place = "")
    {
        _notes.Add(new Explanation(_noted, (int)(Position - _noted), Depth, kind, meaning, place));
        _noted = Position;
    }

    /// <summary>Goes on in other bytes, which begin as these do.</summary>
    public void Replace(byte[] data) => _data = data;

    /// <summary>Skips what somebody else has read.</summary>
    public void MoveTo(long position) => Position = position;

    public int Bits(int width)
    {
        int value = 0;
        for (int i = 0; i < width; i++)
            value = (value << 1) | Bit();
        return value;
    }

    public int NBit(int width)
    {
        if (!ByteAligned)
            return Bits(width);
        int value = 0;
        for (int shift = 0; shift < width; shift += 8)
            value |= Bits(8) << shift;
        return value;
    }

    /// <summary>One of n possible values, in the fewest bits.</summary>
    public int OneOf(int n)
    {
        if (n < 1)
            throw new FormatException($"a table hit where the table is empty (bit {Position})");
        long at = Position;
        int value = NBit(BitOperations.Log2((uint)n * 2 - 1));
        return value < n ? value : throw new FormatException($"{value} where there are {n} (bit {at})");
    }

    public bool Boolean() => NBit(1) == 1;

    public BigInteger Unsigned()
    {
        BigInteger value = 0;
        for (int shift = 0; ; shift += 7)
        {
            int octet = Bits(8);
            value |= (BigInteger)(octet & 0x7F) << shift;
            if (octet < 0x80)
                return value;
        }
    }

    /// <summary>A length or count.</summary>
    public int Count()
    {
        long at = Position;
        BigInteger value = Unsigned();
        return value <= MaxCharacters ? (int)value : throw new FormatException($"a length of {value} in a stream of {_data.Length} bytes (bit {at})");
    }

    public string Characters(int count, int[] set)
    {
        var text = new StringBuilder();
        for (int i = 0; i < count; i++)
        {
            long at = Position;
            int index = set.Length == 0 ? -1 : OneOf(set.Length + 1);
            BigInteger character = index >= 0 && index < set.Length ? set[index] : Unsigned();
            if (character > 0x10FFFF || !Rune.IsValid((int)character))
                throw new FormatException($"{character} is no character (bit {at})");
            text.Append(new Rune((int)character).ToString());
        }

        return text.ToString();
    }

    public string String() => Characters(Count(), []);

    /// <summary>The bits of an explanation as 0 and 1.</summary>
    public string Show(Explanation note, int most)
    {
        int shown = Math.Min(note.Length, most);
        var text = new StringBuilder(shown + 8);
        for (long bit = note.Start; bit < note.Start + shown; bit++)
            text.Append((_data[bit >> 3] >> (7 - (int)(bit & 7)) & 1) == 1 ? '1' : '0');
        return note.Length > most ? $"{text}+{note.Length - most}" : text.ToString();
    }

    private int Bit()
    {
        if (Position >= Length)
            throw new FormatException($"the stream ends (bit {Position})");
        int value = (_data[Position >> 3] >> (7 - (int)(Position & 7))) & 1;
        Position++;
        return value;
    }
}
