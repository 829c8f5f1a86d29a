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
    private readonly Inflater _inflater = new();
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
            var inner = new BitReader(_inflater.Unread, 0, byteAligned: true);
            bool found = _blocks.TryRead(ref inner);
            int used = (int)(inner.Position >> 3);
            _inflater.Consume(used);
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
            if (_inflater.Unread.Length > 0)
                throw TooMuch();
            if (!Inflate(ref bits))
                return false;
        }

        if (_inflater.Unread.Length > 0)
            throw TooMuch();
        _blocks.AtStreamEnd = false;
        return true;
    }

    /// <inheritdoc/>
    public ExiException Failure(in BitReader bits, string message) => Failure(message);

    /// <summary>At the first inflated byte that nothing has read: the ones before it have been counted.</summary>
    private ExiException Failure(string message) => _blocks.Failure(new BitReader([], 0, byteAligned: true), message);

    private ExiException TooMuch() => Failure("a compressed stream with more bytes than its channels have");

    private bool Inflate(ref BitReader bits)
    {
        int count;
        try
        {
            if (!_inflater.TryInflate(ref bits, out count))
                return false;
        }
        catch (InvalidDataException e)
        {
            throw Failure("a compressed stream that is no DEFLATE data: " + e.Message);
        }

        _total += count;
        if (_total > limits.MaxInflatedBytes)
            throw Failure($"compressed streams that inflate to more than {limits.MaxInflatedBytes} bytes");
        return true;
    }
}
