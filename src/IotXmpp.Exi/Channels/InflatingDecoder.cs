using IotXmpp.Exi.Bits;
using IotXmpp.Exi.Body;

namespace IotXmpp.Exi.Channels;

/// <summary>
/// Decodes a body under EXI compression (EXI 9.3): inflates one DEFLATE stream after another into a block decoder. A stream is
/// opened when the first of its bytes is wanted, because one without bytes is not there at all.
/// </summary>
internal sealed class InflatingDecoder(SchemaContext schema, ExiOptions options, ExiLimits limits) : IEventSource
{
    private readonly BlockDecoder _blocks = new(schema, options, limits);
    private readonly RawInflater _inflater = new();
    private byte[] _inflated = new byte[1024];
    private int _start;
    private int _end;
    private long _total;

    /// <inheritdoc/>
    public BodyEvent Current => _blocks.Current;

    /// <inheritdoc/>
    public bool HasEnded => _blocks.HasEnded;

    /// <inheritdoc/>
    public long TotalReads => _blocks.TotalReads;

    /// <inheritdoc/>
    public void Restart(ExiSessionBuffers keep)
    {
        _blocks.Restart(keep);
        _inflater.Reset();
        _start = 0;
        _end = 0;
        _total = 0;
    }

    /// <inheritdoc/>
    /// <remarks>Positions in messages are those of the inflated bytes: the only ones that lead anywhere.</remarks>
    public void Advance(long bits)
    {
    }

    /// <inheritdoc/>
    public bool TryRead(ref BitReader bits)
    {
        while (true)
        {
            var inner = new BitReader(_inflated.AsSpan(_start, _end - _start), 0, byteAligned: true);
            bool found = _blocks.TryRead(ref inner);
            int used = (int)(inner.Position >> 3);
            _start += used;
            _blocks.Advance(used * 8L);
            if (found)
                return true;
            if (!(_blocks.AtStreamEnd ? EndStream(ref bits) : Inflate(ref bits)))
                return false;
        }
    }

    /// <summary>Reads the rest of the current stream, which must hold nothing more.</summary>
    private bool EndStream(ref BitReader bits)
    {
        while (_inflater.IsOpen)
        {
            if (_end > _start)
                throw Failure("a compressed stream with more bytes than its channels have");
            if (!Inflate(ref bits))
                return false;
        }

        _blocks.AtStreamEnd = false;
        return true;
    }

    private bool Inflate(ref BitReader bits)
    {
        if (_start > 0)
        {
            _inflated.AsSpan(_start, _end - _start).CopyTo(_inflated);
            _end -= _start;
            _start = 0;
        }

        if (_end == _inflated.Length)
            Array.Resize(ref _inflated, _inflated.Length * 2);
        int count;
        try
        {
            if (!_inflater.TryInflate(ref bits, _inflated.AsSpan(_end), out count))
                return false;
        }
        catch (InvalidDataException e)
        {
            throw new ExiException("a compressed stream that is no DEFLATE data: " + e.Message, e);
        }

        _end += count;
        _total += count;
        if (_total > limits.MaxInflatedBytes)
            throw Failure($"compressed streams that inflate to more than {limits.MaxInflatedBytes} bytes");
        return true;
    }

    /// <summary>What was read of the inflated bytes is already in the position of the block decoder.</summary>
    private ExiException Failure(string message) => _blocks.Failure(new BitReader([], 0, byteAligned: true), message);
}
