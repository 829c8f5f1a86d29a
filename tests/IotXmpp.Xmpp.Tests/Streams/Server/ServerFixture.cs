using System.IO.Pipelines;
using IotXmpp.Xmpp.Streams;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace IotXmpp.Xmpp.Tests.Streams.Server;

/// <summary>A stream server in memory, with time that stands still until the test moves it.</summary>
internal sealed class ServerFixture : IAsyncDisposable
{
    private readonly Dictionary<XmlPeer, IDuplexPipe> _peers = [];
    private readonly List<Task> _connections = [];

    public ServerFixture(StreamServerOptions? options = null, StreamHostOptions? hostOptions = null)
    {
        Host = new TestHost("localhost", hostOptions);
        Server = new StreamServer([Host, new TestHost("things.localhost")], options ?? new StreamServerOptions(), Time, NullLoggerFactory.Instance);
    }

    public FakeTimeProvider Time { get; } = new();

    public TestHost Host { get; }

    public StreamServer Server { get; }

    /// <summary>The last connection's life.</summary>
    public Task LastConnection => _connections[^1];

    public XmlPeer Connect(StreamEntry entry = StreamEntry.Xml, int window = 64 * 1024)
    {
        var pair = new PipePair(window);
        var peer = new XmlPeer(pair.Client);
        _peers.Add(peer, pair.Client);
        _connections.Add(ServeAsync(pair, entry));
        return peer;
    }

    /// <summary>The bytes below a peer, once it has read all the XML there is.</summary>
    public IDuplexPipe PipeOf(XmlPeer peer) => _peers[peer];

    public IDuplexPipe ConnectPipe(StreamEntry entry) => PipeOf(Connect(entry));

    /// <summary>A peer that has bound a resource, and the owner of its session.</summary>
    public async Task<(XmlPeer Peer, TestSession Session)> BoundAsync(string resource = "balcony", int window = 64 * 1024)
    {
        var peer = Connect(window: window);
        await peer.LogInAsync();
        await peer.BindAsync(resource);
        return (peer, await Host.NextSessionAsync());
    }

    /// <summary>Moves time on, in one step and then in small ones, until it happens: the server's timers may not be set yet at the first step.</summary>
    public async Task<T> AdvanceUntilAsync<T>(TimeSpan time, Task<T> happens)
    {
        Time.Advance(time);
        while (await Task.WhenAny(happens, Task.Delay(5)) != happens)
            Time.Advance(TimeSpan.FromSeconds(1));
        return await happens;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var peer in _peers.Keys)
            peer.Close();
        await AdvanceUntilAsync(TimeSpan.Zero, EndAsync());

        async Task<bool> EndAsync()
        {
            await Server.DisposeAsync();
            await Task.WhenAll(_connections).WaitAsync(Waits.Token());
            return true;
        }
    }

    private async Task ServeAsync(PipePair pair, StreamEntry entry)
    {
        await Server.RunAsync(pair.Server, entry, null, CancellationToken.None);
        // As Kestrel does when the handler returns.
        await pair.Server.Output.CompleteAsync();
        await pair.Server.Input.CompleteAsync();
    }
}
