namespace IotXmpp.Tool.Flashing;

/// <summary>The cyclic redundancy check of nanoFramework: CRC-32 with the polynomial 04C11DB7 of ANSI X3.66, highest bit first, from 0, without a final inversion.</summary>
internal static class PeChecksum
{
    private static readonly uint[] Table = MakeTable();

    /// <summary>The checksum of some octets.</summary>
    public static uint Of(ReadOnlySpan<byte> data)
    {
        uint sum = 0;
        foreach (byte octet in data)
            sum = Table[(sum >> 24) ^ octet] ^ (sum << 8);
        return sum;
    }

    private static uint[] MakeTable()
    {
        var table = new uint[256];
        for (uint i = 0; i < 256; i++)
        {
            uint value = i << 24;
            for (int bit = 0; bit < 8; bit++)
                value = (value & 0x80000000) != 0 ? (value << 1) ^ 0x04C11DB7 : value << 1;
            table[i] = value;
        }

        return table;
    }
}
