namespace IotXmpp.Exi.Values;

/// <summary>Octets of binary values. Grows with what has arrived, never with a length the input announces.</summary>
internal sealed class OctetBuffer
{
    private const int LargestKept = 64 * 1024;

    private byte[] _octets = [];

    /// <summary>Octets in the buffer.</summary>
    public int Length { get; private set; }

    /// <summary>Empties the buffer, and gives a huge one back.</summary>
    public void Clear()
    {
        Length = 0;
        if (_octets.Length > LargestKept)
            _octets = [];
    }

    /// <summary>Octets from a place on.</summary>
    public ReadOnlySpan<byte> Slice(int start, int length) => _octets.AsSpan(start, length);

    /// <summary>Room for more octets.</summary>
    public Span<byte> Room(int more)
    {
        if (_octets.Length - Length < more)
            Array.Resize(ref _octets, Math.Max(Length + more, Math.Max(256, _octets.Length * 2)));
        return _octets.AsSpan(Length, more);
    }

    /// <summary>So many octets were put into the room.</summary>
    public void Advance(int count) => Length += count;
}
