using System.Net;
using System.Net.Sockets;

namespace IotXmpp.Simulator.Tests;

/// <summary>A listener that passes one connection on to another port and counts what goes through.</summary>
internal sealed class Tap : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _gate = new();
    private readonly Task _running;
    private bool _waiting;

    public Tap(int target)
    {
        _listener.Start();
        _running = RunAsync(target);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public int BytesOut { get; private set; }

    public int BytesIn { get; private set; }

    /// <summary>How often the client had to wait for an answer to something it had sent.</summary>
    public int RoundTrips { get; private set; }

    /// <summary>Completes when both sides have closed.</summary>
    public Task Done => _running;

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        await _running;
        _stopping.Dispose();
    }

    private async Task RunAsync(int target)
    {
        try
        {
            using var client = await _listener.AcceptSocketAsync(_stopping.Token);
            using var server = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            client.NoDelay = true;
            await server.ConnectAsync(IPAddress.Loopback, target, _stopping.Token);
            await Task.WhenAll(PassAsync(client, server, outwards: true), PassAsync(server, client, outwards: false));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
            // The test is over, or one side has gone.
        }
    }

    private async Task PassAsync(Socket from, Socket to, bool outwards)
    {
        byte[] buffer = new byte[4096];
        while (await from.ReceiveAsync(buffer.AsMemory(), _stopping.Token) is var count && count > 0)
        {
            lock (_gate)
            {
                BytesOut += outwards ? count : 0;
                BytesIn += outwards ? 0 : count;
                RoundTrips += !outwards && _waiting ? 1 : 0;
                _waiting = outwards;
            }

            await to.SendAsync(buffer.AsMemory(0, count), _stopping.Token);
        }

        to.Shutdown(SocketShutdown.Send);
    }
}
