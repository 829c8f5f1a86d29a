namespace IotXmpp.Service.Tests.Boards;

/// <summary>
/// One connection of a board. It can be cut, which both ends notice; or go deaf or mute, which none does: the other end's router has forgotten it, and what is
/// sent goes nowhere.
/// </summary>
internal sealed class BoardConnection(Stream transport) : Stream
{
    private readonly TaskCompletionSource _cut = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly MemoryStream _sent = new();
    private volatile bool _isMute;
    private volatile bool _isDeaf;

    /// <summary>All that the board has sent, whether it arrived or not.</summary>
    public byte[] Sent
    {
        get
        {
            lock (_sent)
                return _sent.ToArray();
        }
    }

    /// <summary>What the board sends is not answered.</summary>
    public bool IsSilent => _isMute;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>What the board sends goes nowhere from here on.</summary>
    public void Mute() => _isMute = true;

    /// <summary>Nothing goes through any more, and nobody is told.</summary>
    public void GoHalfOpen() => _isMute = _isDeaf = true;

    /// <summary>Both ends are told that it is over.</summary>
    public void Cut()
    {
        _cut.TrySetResult();
        transport.Dispose();
    }

    /// <summary>The end of a test: also of a half-open connection.</summary>
    public ValueTask EndAsync() => transport.DisposeAsync();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            int count;
            try
            {
                var read = transport.ReadAsync(buffer, cancellationToken).AsTask();
                await Task.WhenAny(read, _cut.Task);
                if (_cut.Task.IsCompleted)
                    throw new IOException("the network is gone");
                count = await read;
            }
            catch (ObjectDisposedException e)
            {
                throw new IOException("the network is gone", e);
            }

            if (!_isDeaf)
                return count;
            if (count == 0)
                await _cut.Task.WaitAsync(cancellationToken);
        }
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_cut.Task.IsCompleted)
            throw new IOException("the network is gone");
        lock (_sent)
            _sent.Write(buffer.Span);
        if (!_isMute)
            await transport.WriteAsync(buffer, cancellationToken);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        // A half-open connection stays: to the service it looks alive.
        if (disposing && !_isDeaf)
            transport.Dispose();
        base.Dispose(disposing);
    }
}
