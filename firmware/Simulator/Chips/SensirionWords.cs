namespace IotXmpp.Simulator.Chips;

/// <summary>Words as Sensirion's chips send them: 16 bits and their checksum (polynomial 0x31, start 0xFF).</summary>
internal static class SensirionWords
{
    /// <summary>Raw temperature for thousandths of a degree: -45 to 130 °C are 0 to 65535.</summary>
    public static int Temperature(long thousandths) => (int)Math.Clamp(Math.Round((thousandths + 45_000) * 65535 / 175_000.0), 0, 65535);

    /// <summary>Raw humidity for thousandths of a percent.</summary>
    public static int Humidity(long thousandths) => (int)Math.Clamp(Math.Round(thousandths * 65535 / 100_000.0), 0, 65535);

    /// <summary>Writes words into an answer, as many as fit.</summary>
    public static void Write(Span<byte> into, params ReadOnlySpan<int> words)
    {
        for (int i = 0; i < words.Length && (3 * i) + 2 < into.Length; i++)
        {
            into[3 * i] = (byte)(words[i] >> 8);
            into[(3 * i) + 1] = (byte)words[i];
            into[(3 * i) + 2] = Checksum(into[3 * i], into[(3 * i) + 1]);
        }
    }

    private static byte Checksum(byte high, byte low)
    {
        int crc = 0xFF;
        foreach (byte octet in (ReadOnlySpan<byte>)[high, low])
        {
            crc ^= octet;
            for (int bit = 0; bit < 8; bit++)
                crc = (crc & 0x80) != 0 ? (crc << 1) ^ 0x31 : crc << 1;
        }

        return (byte)crc;
    }
}
