using System.Threading.Channels;
using IotXmpp.Testing;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Components;
using IotXmpp.Xmpp.Stanzas;
using IotXmpp.Xmpp.Tests.Streams.Server;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace IotXmpp.Xmpp.Tests.Components;

public sealed class ComponentLinkTests : IAsyncDisposable
{
    private const string ServerHeader = "<?xml version='1.0'?><stream:stream xmlns:stream='http://etherx.jabber.org/streams' xmlns='jabber:component:accept' from='things.localhost' id='3BF96D32'>";

    private readonly Channel<XmlPeer> _connections = Channel.CreateUnbounded<XmlPeer>();
    private readonly Channel<Stanza> _received = Channel.CreateUnbounded<Stanza>();
    private readonly Channel<bool> _connected = Channel.CreateUnbounded<bool>();
    private readonly FakeTimeProvider _time = new();
    private readonly List<string> _log = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly ComponentLink _link;
    private readonly Task _running;
    private bool _reachable = true;

    public ComponentLinkTests()
    {
        _link = new ComponentLink(
            new ComponentLinkOptions { Domain = "things.localhost", Secret = "s3cr3t", MaxQueuedStanzas = 10 },
            ConnectAsync,
            (stanza, _) => _received.Writer.WriteAsync(stanza),
            _ => _connected.Writer.WriteAsync(true),
            _time,
            new ListLogger(_log));
        _running = _link.RunAsync(_stop.Token);
    }

    [Fact]
    [Spec("XEP-0114 3", "GEN-008", "GEN-010")]
    public async Task The_handshake_proves_the_secret_and_stanzas_flow()
    {
        var server = await NextConnectionAsync();
        (await server.ExpectAsync(">")).Should().StartWith("<?xml");
        (await server.ExpectAsync(">")).Should().Contain("xmlns='jabber:component:accept'").And.Contain("to='things.localhost'");
        await server.SendAsync(ServerHeader);
        // SHA-1 of "3BF96D32s3cr3t", by sha1sum.
        (await server.ExpectAsync("</handshake>")).Should().Be("<handshake>ba33290100f616a33656a931798d6c9011cfa840</handshake>");
        _link.IsConnected.Should().BeFalse();
        await server.SendAsync("<handshake/>");
        await _connected.Reader.ReadAsync(Waits.Token());
        _link.IsConnected.Should().BeTrue();

        await server.SendAsync("<message from='a@b' to='board1@things.localhost'><body>hi</body></message>");
        var message = (Message)await _received.Reader.ReadAsync(Waits.Token());
        message.Body.Should().Be("hi");
        message.To!.ToString().Should().Be("board1@things.localhost");
        await _link.SendAsync(new Presence { From = Jid.Parse("board1@things.localhost"), To = Jid.Parse("a@b") }, default);
        (await server.ExpectAsync("/>")).Should().Be("<presence from='board1@things.localhost' to='a@b'/>");
    }

    [Fact]
    [Spec("XEP-0478 3.1")]
    public async Task Limits_in_features_are_known()
    {
        var server = await NextConnectionAsync();
        await server.SendAsync(ServerHeader);
        await server.ExpectAsync("</handshake>");
        await server.SendAsync("<stream:features><limits xmlns='urn:xmpp:stream-limits:0'><max-bytes>262144</max-bytes></limits></stream:features><handshake/>");
        await _connected.Reader.ReadAsync(Waits.Token());
        _link.MaxStanzaBytes.Should().Be(262144);
    }

    [Fact]
    [Spec("GEN-013")]
    public async Task A_broken_link_comes_back_and_messages_wait_for_it()
    {
        var first = await AcceptAsync();
        await _connected.Reader.ReadAsync(Waits.Token());
        _reachable = false;
        first.Close();
        await UntilAsync(() => !_link.IsConnected);
        await _link.SendAsync(new Presence { To = Jid.Parse("a@b") }, default);
        for (int i = 0; i < 12; i++)
            await _link.SendAsync(new Message { Id = $"{i}", To = Jid.Parse("a@b") }, default);
        _reachable = true;

        var accepting = AcceptAsync();
        await AdvanceUntilAsync(accepting);
        await _connected.Reader.ReadAsync(Waits.Token());
        (await (await accepting).ExpectAsync("id='9' to='a@b'/>")).Should().NotContain("presence").And.StartWith("<message id='0' to='a@b'/>");
        _log.Should().ContainSingle(line => line.Contains("no connection"));
        _log.Should().ContainSingle(line => line.Contains("3 stanzas were dropped"), "ten messages had room, two and a presence had not");
    }

    [Theory]
    [InlineData("not-authorized", "the secret is not the one")]
    [InlineData("conflict", "another connection")]
    [InlineData("host-unknown", "no component of this name")]
    [Spec("GEN-009")]
    public async Task A_refusal_is_reported_once_and_clearly(string condition, string words)
    {
        for (int attempt = 0; attempt < 3; attempt++)
        {
            var connecting = NextConnectionAsync();
            await AdvanceUntilAsync(connecting);
            var server = await connecting;
            await server.SendAsync(ServerHeader + $"<stream:error><{condition} xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error></stream:stream>");
            server.CloseOutput();
            await UntilAsync(() => _link.Problem is not null);
        }

        _log.Should().ContainSingle(line => line.StartsWith("Error", StringComparison.Ordinal)).Which.Should().Contain(words);
        _link.IsConnected.Should().BeFalse();
        _link.Problem.Should().Contain(words);
    }

    [Fact]
    [Spec("XEP-0199")]
    public async Task A_silent_server_is_asked_through_itself_and_given_up()
    {
        var server = await AcceptAsync();
        await _connected.Reader.ReadAsync(Waits.Token());
        var ping = server.ExpectAsync("</iq>");
        await AdvanceUntilAsync(ping, TimeSpan.FromSeconds(60));
        string text = await ping;
        text.Should().Contain("from='things.localhost'").And.Contain("to='things.localhost'").And.Contain("urn:xmpp:ping");
        // The server hands it back: alive, and nobody else hears of it.
        await server.SendAsync(text + "<message from='a@b' to='things.localhost' id='after'/>");
        (await _received.Reader.ReadAsync(Waits.Token())).Id.Should().Be("after");
        _link.IsConnected.Should().BeTrue();

        await AdvanceUntilAsync(server.ExpectAsync("</iq>"), TimeSpan.FromSeconds(60));
        var again = NextConnectionAsync();
        await AdvanceUntilAsync(again, TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task What_cannot_be_read_or_handled_does_not_break_the_link()
    {
        var server = await AcceptAsync();
        await server.SendAsync("<iq type='get' id='1' from='a@b' to='board1@things.localhost'/><message from='@@' to='things.localhost'/><what/><message from='a@b' to='things.localhost' id='2'/>");
        (await server.ExpectAsync("</iq>")).Should().Contain("<bad-request ").And.Contain("to='a@b'");
        (await _received.Reader.ReadAsync(Waits.Token())).Id.Should().Be("2");
    }

    [Fact]
    public async Task What_was_queued_before_the_end_is_still_sent()
    {
        var server = await AcceptAsync();
        await _connected.Reader.ReadAsync(Waits.Token());
        for (int i = 0; i < 5; i++)
            await _link.SendAsync(new Presence { Type = PresenceType.Unavailable, Id = $"{i}", To = Jid.Parse("a@b") }, default);
        await _stop.CancelAsync();
        (await server.ExpectAsync("</stream:stream>")).Should().EndWith("<presence id='4' to='a@b' type='unavailable'/></stream:stream>");
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.WaitAsync(Waits.Token());
        _stop.Dispose();
    }

    private async ValueTask<Stream> ConnectAsync(CancellationToken ct)
    {
        await Task.Yield();
        if (!_reachable)
            throw new IOException("refused");
        var pair = new PipePair();
        _connections.Writer.TryWrite(new XmlPeer(pair.Server));
        return new DuplexStream(pair.Client);
    }

    private async Task<XmlPeer> NextConnectionAsync() => await _connections.Reader.ReadAsync(Waits.Token());

    private async Task<XmlPeer> AcceptAsync()
    {
        var server = await NextConnectionAsync();
        await server.SendAsync(ServerHeader);
        await server.ExpectAsync("</handshake>");
        await server.SendAsync("<handshake/>");
        return server;
    }

    private async Task AdvanceUntilAsync(Task happens, TimeSpan first = default)
    {
        _time.Advance(first);
        while (await Task.WhenAny(happens, Task.Delay(5)) != happens)
            _time.Advance(TimeSpan.FromSeconds(1));
        await happens;
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        var deadline = Waits.Token();
        while (!condition())
        {
            deadline.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private sealed class ListLogger(List<string> lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (lines)
                lines.Add($"{logLevel} {formatter(state, exception)}");
        }
    }
}
