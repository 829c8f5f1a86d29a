using System.Net.WebSockets;
using System.Text;
using IotXmpp.Testing;
using IotXmpp.Xmpp.Sasl;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Xmpp.Tests.Streams.Server;

public sealed class WebSocketTests
{
    [Fact]
    [Spec("RFC 7395 3")]
    public async Task Login_and_close_over_websocket()
    {
        await using var fixture = new ServerFixture();
        await using var peer = new Peer(fixture);
        await peer.SendAsync("<open xmlns='urn:ietf:params:xml:ns:xmpp-framing' to='localhost' version='1.0'/>");
        (await peer.ReceiveAsync()).Should().StartWith("<open xmlns='urn:ietf:params:xml:ns:xmpp-framing' from='localhost' id='").And.EndWith("/>");
        (await peer.ReceiveAsync()).Should().StartWith("<stream:features xmlns:stream='http://etherx.jabber.org/streams'>").And.NotContain("starttls").And.Contain("SCRAM-SHA-256");

        var sasl = SaslClient.Select(["SCRAM-SHA-256"], new SaslCredentials("juliet", "r0m30"), isTls: false)!;
        await peer.SendAsync($"<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='SCRAM-SHA-256'>{Convert.ToBase64String(sasl.Start())}</auth>");
        byte[] challenge = Convert.FromBase64String(XmppElement.Parse(await peer.ReceiveAsync()).Text);
        await peer.SendAsync($"<response xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>{Convert.ToBase64String(sasl.Respond(challenge)!)}</response>");
        (await peer.ReceiveAsync()).Should().StartWith("<success ");
        await peer.SendAsync("<open xmlns='urn:ietf:params:xml:ns:xmpp-framing' to='localhost' version='1.0'/>");
        await peer.ReceiveAsync();
        (await peer.ReceiveAsync()).Should().Contain("<bind ");
        await peer.SendAsync("<iq xmlns='jabber:client' type='set' id='1'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>");
        (await peer.ReceiveAsync()).Should().StartWith("<iq xmlns='jabber:client'").And.Contain("<jid>juliet@localhost/");
        var session = await fixture.Host.NextSessionAsync();
        session.Stream.Traits.IsWebSocket.Should().BeTrue();

        await peer.SendAsync("<message xmlns='jabber:client' id='m'/>");
        (await session.NextStanzaAsync()).Id.Should().Be("m");
        session.Stream.TrySend(new Message { Id = "a" });
        session.Stream.TrySend(new Message { Id = "b" });
        (await peer.ReceiveAsync()).Should().Be("<message xmlns='jabber:client' id='a'/>", "each message of the transport holds one element");
        (await peer.ReceiveAsync()).Should().Be("<message xmlns='jabber:client' id='b'/>");

        await peer.SendAsync("<close xmlns='urn:ietf:params:xml:ns:xmpp-framing'/>");
        (await peer.ReceiveAsync()).Should().Be("<close xmlns='urn:ietf:params:xml:ns:xmpp-framing'/>");
        (await session.ClosedAsync()).Should().BeEmpty();
    }

    [Theory]
    [InlineData("<open xmlns='urn:ietf:params:xml:ns:xmpp-framing' to='example.com' version='1.0'/>", "host-unknown")]
    [InlineData("<stream:stream to='localhost' version='1.0' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>", "")]
    [InlineData("<!DOCTYPE a>", "restricted-xml")]
    [Spec("RFC 7395 3.4")]
    public async Task Errors_are_told_between_open_and_close(string beginning, string condition)
    {
        await using var fixture = new ServerFixture();
        await using var peer = new Peer(fixture);
        await peer.SendAsync(beginning);
        if (condition.Length == 0)
        {
            // Not a complete document: nothing happens until the deadline.
            fixture.Time.Advance(TimeSpan.FromSeconds(11));
            condition = "connection-timeout";
        }

        (await peer.ReceiveAsync()).Should().StartWith("<open ");
        (await peer.ReceiveAsync()).Should().StartWith("<stream:error ").And.Contain($"<{condition} ");
        (await peer.ReceiveAsync()).Should().StartWith("<close ");
    }

    private sealed class Peer : IAsyncDisposable
    {
        private readonly WebSocket _socket;
        private readonly Task _serving;

        public Peer(ServerFixture fixture)
        {
            var pair = new PipePair();
            var options = new WebSocketCreationOptions { SubProtocol = "xmpp" };
            _socket = WebSocket.CreateFromStream(new DuplexStream(pair.Client), options);
            var server = WebSocket.CreateFromStream(new DuplexStream(pair.Server), new WebSocketCreationOptions { IsServer = true, SubProtocol = "xmpp" });
            _serving = fixture.Server.RunAsync(server, isTls: false, null, CancellationToken.None);
        }

        public Task SendAsync(string text) => _socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, Waits.Token());

        public async Task<string> ReceiveAsync()
        {
            byte[] buffer = new byte[8192];
            var result = await _socket.ReceiveAsync(buffer, Waits.Token());
            result.EndOfMessage.Should().BeTrue();
            result.MessageType.Should().Be(WebSocketMessageType.Text);
            return Encoding.UTF8.GetString(buffer, 0, result.Count);
        }

        public async ValueTask DisposeAsync()
        {
            await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, Waits.Token());
            await _serving.WaitAsync(Waits.Token());
            _socket.Dispose();
        }
    }
}
