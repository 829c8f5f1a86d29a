using System.Net;
using System.Net.Sockets;
using System.Text;
using IotXmpp.Device.Tests.Session;

namespace IotXmpp.Node.Tests.Application;

/// <summary>The service on a loopback port: the scripted peer of the session's tests behind a real socket.</summary>
internal sealed class XmlService : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _presences = new(0);
    private readonly SemaphoreSlim _accepted = new(0);
    private Socket? _connection;
    private int _seen;

    public XmlService()
    {
        _listener.Start();
        _ = Task.Run(AcceptAsync);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public XmlPeer Peer { get; } = new();

    public int Connections { get; private set; }

    /// <summary>Waits until the board has said again that it is there: presence, or a resumed session.</summary>
    public Task<bool> WaitForPresenceAsync() => _presences.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

    /// <summary>Waits for the next connection, whatever becomes of it.</summary>
    public Task<bool> WaitForConnectionAsync() => _accepted.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

    /// <summary>Cuts the connection.</summary>
    public void Cut()
    {
        lock (_gate)
            _connection?.Dispose();
    }

    public void Dispose()
    {
        _listener.Dispose();
        Cut();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptSocketAsync();
                lock (_gate)
                {
                    _connection = socket;
                    Connections++;
                }

                _accepted.Release();

                await ServeAsync(socket);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        byte[] buffer = new byte[16384];
        try
        {
            for (int count; (count = await socket.ReceiveAsync(buffer)) > 0;)
            {
                var answers = new StringBuilder();
                lock (_gate)
                {
                    foreach (string answer in Peer.Handle(Encoding.UTF8.GetString(buffer, 0, count)))
                        answers.Append(answer);
                }

                await socket.SendAsync(Encoding.UTF8.GetBytes(answers.ToString()));
                for (; _seen < Peer.Presences + Peer.Resumptions; _seen++)
                    _presences.Release();
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Cut.
        }

        lock (_gate)
            Peer.ConnectionLost();
    }
}
