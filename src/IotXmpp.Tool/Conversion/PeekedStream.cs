namespace IotXmpp.Tool.Conversion;

/// <summary>Looks at the first byte of a stream and gives it back.</summary>
internal sealed class PeekedStream(Stream inner) : Stream
{
    private int _first = inner.ReadByte();

    /// <summary>
    /// EXI begins with <c>$EXI</c> or the bits 10 (EXI 5.2), which no XML document does in any encoding (Appendix B of XML has the list).
    /// </summary>
    /// <exception cref="FormatException">Nothing at all.</exception>
    public StreamFormat Format => _first < 0 ? throw new FormatException("the input is empty")
        : _first == '$' || _first >> 6 == 2 ? StreamFormat.Exi
        : StreamFormat.Xml;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        if (_first < 0 || buffer.IsEmpty)
            return inner.Read(buffer);
        buffer[0] = (byte)_first;
        _first = -1;
        return 1;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }
}
