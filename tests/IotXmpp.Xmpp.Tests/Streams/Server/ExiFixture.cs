using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Streams;
using IotXmpp.Xmpp.Streams.Exi;

namespace IotXmpp.Xmpp.Tests.Streams.Server;

/// <summary>A stream server that speaks EXI.</summary>
internal sealed class ExiFixture : IAsyncDisposable
{
    private readonly ServerFixture _fixture = new(new StreamServerOptions { Exi = ExiPeer.Configurations, ExiPort = 15222 }, new StreamHostOptions { OfferExi = true });

    public TestHost Host => _fixture.Host;

    public ServerFixture Server => _fixture;

    /// <summary>Connects to the binary listener.</summary>
    public ExiPeer Connect(ExiConfiguration configuration) => new(_fixture.ConnectPipe(StreamEntry.Exi), configuration);

    /// <summary>Opens and authenticates in the small configuration; the stream is open again afterwards.</summary>
    public async Task LogInAsync(ExiPeer peer)
    {
        for (int i = 0; i < 2; i++)
        {
            peer.Restart();
            await peer.OpenAsync("c:small-1");
            await peer.ReceiveHeaderAsync();
            await peer.ReceiveAsync(Ns.Exi, "streamStart");
            await peer.ReceiveAsync(Ns.Streams, "features");
            if (i == 0)
                await peer.AuthenticateAsync();
        }
    }

    public async Task<(string Jid, TestSession Session)> BoundAsync(ExiPeer peer)
    {
        await LogInAsync(peer);
        string jid = await peer.BindAsync();
        return (jid, await Host.NextSessionAsync());
    }

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();
}
