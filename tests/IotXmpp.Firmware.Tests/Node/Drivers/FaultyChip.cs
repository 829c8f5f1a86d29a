using IotXmpp.Node.Drivers;

namespace IotXmpp.Node.Tests.Drivers;

/// <summary>A chip on a byte bus that can be unplugged or disturbed: the faults every driver has to name.</summary>
internal abstract class FaultyChip : BusDevice
{
    /// <summary>What the bus answers instead of the chip; <see cref="DriverError.None"/> for a healthy wire.</summary>
    public int WireError { get; set; }

    /// <summary>Index of an octet read that has a bit flipped on its way; -1 for none.</summary>
    public int FlippedOctet { get; set; } = -1;

    /// <summary>Polls it stays busy beyond what is usual.</summary>
    public int BusyPolls { get; set; }

    public sealed override int Write(byte[] data, int count) => WireError != 0 ? WireError : Receive(data.AsSpan(0, count));

    public sealed override int Read(byte[] data, int count)
    {
        if (WireError != 0)
            return WireError;
        int error = Send(data.AsSpan(0, count));
        if (FlippedOctet >= 0 && FlippedOctet < count)
            data[FlippedOctet] ^= 0x10;
        return error;
    }

    /// <summary>The board writes to the chip.</summary>
    protected abstract int Receive(ReadOnlySpan<byte> data);

    /// <summary>The board reads from the chip.</summary>
    protected abstract int Send(Span<byte> data);
}
