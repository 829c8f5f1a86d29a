namespace IotXmpp.Exi.Fuzz;

/// <summary>Changes inputs: bits, bytes, numbers, blocks, and pieces of other inputs, several times over.</summary>
internal sealed class Mutator(Random random)
{
    private const int LongestInput = 24 * 1024;

    private static readonly byte[] s_interesting = [0, 1, 2, 7, 8, 15, 16, 31, 32, 63, 64, 127, 128, 129, 191, 192, 240, 254, 255];

    /// <summary>A changed copy.</summary>
    /// <param name="input">The input.</param>
    /// <param name="other">Another one, for pieces.</param>
    /// <param name="words">What may be inserted as a whole.</param>
    public byte[] Mutate(byte[] input, byte[] other, IReadOnlyList<byte[]> words)
    {
        var bytes = new List<byte>(input);
        for (int change = 1 << random.Next(5); change > 0; change--)
            Change(bytes, other, words);
        if (bytes.Count > LongestInput)
            bytes.RemoveRange(LongestInput, bytes.Count - LongestInput);
        return [.. bytes];
    }

    private void Change(List<byte> bytes, byte[] other, IReadOnlyList<byte[]> words)
    {
        if (bytes.Count == 0)
        {
            bytes.Add((byte)random.Next(256));
            return;
        }

        int at = random.Next(bytes.Count);
        int length = Math.Min(bytes.Count - at, 1 + random.Next(1 << random.Next(9)));
        switch (random.Next(words.Count > 0 ? 14 : 12))
        {
            case 0 or 1 or 2:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 3:
                bytes[at] = s_interesting[random.Next(s_interesting.Length)];
                break;
            case 4:
                bytes[at] = (byte)random.Next(256);
                break;
            case 5:
                bytes[at] += (byte)(random.Next(2) == 0 ? random.Next(1, 17) : -random.Next(1, 17));
                break;
            case 6:
                bytes.RemoveRange(at, length);
                break;
            case 7:
                bytes.InsertRange(at, bytes.GetRange(at, length));
                break;
            case 8:
                byte fill = (byte)random.Next(256);
                bytes.InsertRange(at, Enumerable.Repeat(random.Next(2) == 0 ? fill : (byte)0xFF, Math.Min(length, 64)));
                break;
            case 9 when other.Length > 0:
                int from = random.Next(other.Length);
                bytes.InsertRange(at, other.AsSpan(from, Math.Min(other.Length - from, length)).ToArray());
                break;
            case 10 when other.Length > 0:
                int start = random.Next(other.Length);
                int copied = Math.Min(Math.Min(other.Length - start, length), bytes.Count - at);
                for (int i = 0; i < copied; i++)
                    bytes[at + i] = other[start + i];
                break;
            case 11:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 12 or 13:
                bytes.InsertRange(at, words[random.Next(words.Count)]);
                break;
        }
    }
}
