using System.Buffers;
using System.IO.Pipelines;
using System.Net.WebSockets;

namespace IotXmpp.Xmpp.Streams.Transports;

/// <summary>
/// A WebSocket of the subprotocol <c>xmpp</c>: each write is one text message (RFC 7395 3.2). Received messages are put one after another
/// into a pipe; since each holds one whole element, no boundary is lost.
/// </summary>
internal sealed class WebSocketTransport : StreamTransport
{
    private readonly WebSocket _socket;
    private readonly Pipe _received = new(new PipeOptions(pauseWriterThreshold: 128 * 1024, resumeWriterThreshold: 64 * 1024, useSynchronizationContext: false));
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _receiving;

    public WebSocketTransport(WebSocket socket, bool isTls)
    {
        _socket = socket;
        IsTls = isTls;
        _receiving = ReceiveAsync(_stop.Token);
    }

    public override PipeReader Input => _received.Reader;

    public override bool IsTls { get; }

    public override bool IsMessageOriented => true;

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken ct)
    {
        try
        {
            await _socket.SendAsync(bytes, WebSocketMessageType.Text, endOfMessage: true, ct);
        }
        catch (WebSocketException e)
        {
            throw new IOException("The WebSocket is closed.", e);
        }
    }

    public override async ValueTask ShutdownAsync(CancellationToken ct)
    {
        if (_socket.State is not (WebSocketState.Open or WebSocketState.CloseReceived))
            return;
        try
        {
            await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, ct);
        }
        catch (WebSocketException e)
        {
            throw new IOException("The WebSocket is closed.", e);
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await _received.Reader.CompleteAsync();
        await _stop.CancelAsync();
        await _receiving;
        _stop.Dispose();
    }

    private async Task ReceiveAsync(CancellationToken ct)
    {
        Exception? failure = null;
        try
        {
            while (true)
            {
                var received = await _socket.ReceiveAsync(_received.Writer.GetMemory(2048), ct);
                if (received.MessageType == WebSocketMessageType.Close)
                    break;
                if (received.MessageType == WebSocketMessageType.Binary)
                {
                    failure = new IOException("A binary message on an XMPP WebSocket (RFC 7395 3.2).");
                    break;
                }

                _received.Writer.Advance(received.Count);
                var flushed = await _received.Writer.FlushAsync(ct);
                if (flushed.IsCompleted)
                    break;
            }
        }
        catch (WebSocketException e)
        {
            failure = new IOException("The WebSocket broke.", e);
        }
        catch (OperationCanceledException)
        {
            // The connection is being disposed.
        }
        finally
        {
            await _received.Writer.CompleteAsync(failure);
        }
    }
}
