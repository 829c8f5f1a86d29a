using System.Net;
using System.Net.Sockets;

namespace IotXmpp.Interop.Tests.Peers;

/// <summary>A port that leads to another while it is open: a broker that some can reach and others cannot yet.</summary>
internal sealed class Forwarder(int target) : IAsyncDisposable
{
    private readonly List<Task> _running = [];
    private CancellationTokenSource? _open;

    public int Port { get; } = Ports.Free(1)[0];

    public void Open()
    {
        _open = new CancellationTokenSource();
        var listener = new TcpListener(IPAddress.Loopback, Port);
        listener.Start();
        _running.Add(AcceptAsync(listener, _open.Token));
    }

    /// <summary>Ends all connections, and takes no further ones.</summary>
    public async Task CloseAsync()
    {
        if (_open is not null)
        {
            await _open.CancelAsync();
            await Task.WhenAll(_running);
            _open.Dispose();
        }

        _open = null;
        _running.Clear();
    }

    public async ValueTask DisposeAsync() => await CloseAsync();

    private async Task AcceptAsync(TcpListener listener, CancellationToken ct)
    {
        var connections = new List<Task>();
        try
        {
            while (true)
                connections.Add(ForwardAsync(await listener.AcceptTcpClientAsync(ct), ct));
        }
        catch (OperationCanceledException)
        {
            listener.Stop();
        }

        await Task.WhenAll(connections);
    }

    private async Task ForwardAsync(TcpClient near, CancellationToken ct)
    {
        using var far = new TcpClient();
        using (near)
        {
            try
            {
                await far.ConnectAsync(IPAddress.Loopback, target, ct);
                await Task.WhenAny(near.GetStream().CopyToAsync(far.GetStream(), ct), far.GetStream().CopyToAsync(near.GetStream(), ct));
            }
            catch (Exception e) when (e is SocketException or IOException or OperationCanceledException)
            {
                // Either end has gone.
            }
        }
    }
}
