using System.Buffers;

namespace IotXmpp.Xmpp.Streams.Xml;

/// <summary>The bytes of a token that has arrived in part. Holds pooled memory only while there are some: an idle stream costs none.</summary>
internal sealed class PendingBytes
{
    private byte[] _bytes = [];

    internal int Count { get; private set; }

    internal ReadOnlySpan<byte> Span => _bytes.AsSpan(0, Count);

    internal void Add(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > _bytes.Length - Count)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(256, Math.Max(Count + bytes.Length, 2 * Count)));
            Span.CopyTo(larger);
            Release();
            _bytes = larger;
        }

        bytes.CopyTo(_bytes.AsSpan(Count));
        Count += bytes.Length;
    }

    internal void Clear()
    {
        if (_bytes.Length == 0)
            return;
        Release();
        _bytes = [];
        Count = 0;
    }

    private void Release()
    {
        if (_bytes.Length == 0)
            return;
        // The next user of the memory is not to find a password.
        _bytes.AsSpan(0, Count).Clear();
        ArrayPool<byte>.Shared.Return(_bytes);
    }
}
