using System.Globalization;

namespace IotXmpp.Tool.Conversion;

/// <summary>Passes a file on and shows how far it has been read, once it is clear that this takes a while.</summary>
internal sealed class ProgressStream : Stream
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private readonly Stream _inner;
    private readonly TextWriter? _terminal;
    private readonly TimeProvider _time;
    private readonly long _length;
    private long _read;
    private long _lastShown;
    private bool _shown;

    /// <param name="inner">The file; disposed of with this one.</param>
    /// <param name="terminal">Where progress is shown; null if that is no terminal.</param>
    /// <param name="time">Clock.</param>
    public ProgressStream(Stream inner, TextWriter? terminal, TimeProvider time)
    {
        _inner = inner;
        _terminal = terminal;
        _time = time;
        _length = inner.CanSeek ? inner.Length : 0;
        _lastShown = time.GetTimestamp();
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => _read;
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        int count = _inner.Read(buffer);
        _read += count;
        if (_terminal is not null && _time.GetElapsedTime(_lastShown) >= (_shown ? Interval : Patience))
            Show(_terminal);
        return count;
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
        {
            if (_shown)
                _terminal!.Write("\r" + new string(' ', 40) + "\r");
            _inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Show(TextWriter terminal)
    {
        _shown = true;
        _lastShown = _time.GetTimestamp();
        string share = _length > 0 ? string.Create(CultureInfo.InvariantCulture, $"{100.0 * _read / _length,5:F1} %, ") : "";
        terminal.Write(string.Create(CultureInfo.InvariantCulture, $"\r{share}{_read / 1e6:F1} MB read"));
    }
}
