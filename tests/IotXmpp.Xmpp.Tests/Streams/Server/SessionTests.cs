using IotXmpp.Testing;
using IotXmpp.Xmpp.Stanzas;
using IotXmpp.Xmpp.Streams;

namespace IotXmpp.Xmpp.Tests.Streams.Server;

public sealed class SessionTests
{
    [Fact]
    [Spec("RFC 6120 7.7.2.2")]
    public async Task A_second_session_replaces_the_first()
    {
        await using var fixture = new ServerFixture();
        var (first, session) = await fixture.BoundAsync("balcony");
        var (second, _) = await fixture.BoundAsync("balcony");
        (await first.ExpectAsync("</stream:stream>")).Should().Contain("<conflict ");
        await session.ClosedAsync();
        await second.SendAsync("<iq type='set' id='s'><session xmlns='urn:ietf:params:xml:ns:xmpp-session'/></iq>");
        (await second.ExpectAsync("/>")).Should().Be("<iq id='s' type='result'/>");
    }

    [Fact]
    [Spec("RFC 6120 7.7.2.2")]
    public async Task Or_the_second_is_refused()
    {
        await using var fixture = new ServerFixture(hostOptions: new StreamHostOptions { ReplaceOnConflict = false });
        await fixture.BoundAsync("balcony");
        var second = fixture.Connect();
        await second.LogInAsync();
        await second.SendAsync("<iq type='set' id='b1'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><resource>balcony</resource></bind></iq>");
        (await second.ExpectAsync("</iq>")).Should().Contain("<conflict ");
    }

    [Fact]
    [Spec("RFC 6120 10.1")]
    public async Task Stanzas_reach_the_owner_in_order_and_one_by_one()
    {
        await using var fixture = new ServerFixture();
        var (peer, session) = await fixture.BoundAsync();
        session.Gate = new TaskCompletionSource();
        await peer.SendAsync(string.Concat(Enumerable.Range(0, 200).Select(i => $"<message id='{i}'/>")));
        session.Gate.SetResult();
        for (int i = 0; i < 200; i++)
            (await session.NextStanzaAsync()).Id.Should().Be($"{i}");
        for (int i = 0; i < 200; i++)
            session.Stream.TrySend(new Message { Id = $"{i}" }).Should().BeTrue();
        for (int i = 0; i < 200; i++)
            (await peer.ExpectAsync("/>")).Should().Be($"<message id='{i}'/>");
    }

    [Theory]
    [InlineData("<message from='romeo@localhost'/>", "invalid-from")]
    [InlineData("<message from='juliet@localhost/chamber'/>", "invalid-from")]
    [InlineData("<message xmlns='jabber:server'/>", "invalid-namespace")]
    [InlineData("<what/>", "unsupported-stanza-type")]
    [InlineData("<r xmlns='urn:xmpp:sm:3'/>", "policy-violation")]
    [InlineData("<!-- a -->", "restricted-xml")]
    [InlineData("<message><body>&what;</body></message>", "restricted-xml")]
    [InlineData("<message></presence>", "not-well-formed")]
    public async Task What_breaks_the_stream_ends_it(string xml, string condition)
    {
        await using var fixture = new ServerFixture();
        var (peer, session) = await fixture.BoundAsync();
        await peer.SendAsync(xml);
        (await peer.ExpectAsync("</stream:stream>")).Should().Contain($"<{condition} ");
        (await session.ClosedAsync()).Should().BeEmpty();
    }

    [Theory]
    [InlineData("<message from='juliet@localhost'/>")]
    [InlineData("<message from='juliet@localhost/balcony'/>")]
    public async Task Ones_own_address_may_be_written(string xml)
    {
        await using var fixture = new ServerFixture();
        var (peer, session) = await fixture.BoundAsync();
        await peer.SendAsync(xml);
        (await session.NextStanzaAsync()).From!.ToString().Should().Be("juliet@localhost/balcony");
    }

    [Theory]
    [InlineData("<iq type='get' id='1' to='@@'><ping xmlns='urn:xmpp:ping'/></iq>", "jid-malformed")]
    [InlineData("<iq type='what' id='1'/>", "bad-request")]
    [InlineData("<iq type='get' id='1'/>", "bad-request")]
    [Spec("RFC 6120 8.2.3")]
    public async Task What_breaks_a_stanza_breaks_only_that_stanza(string xml, string condition)
    {
        await using var fixture = new ServerFixture();
        var (peer, session) = await fixture.BoundAsync();
        await peer.SendAsync(xml + "<message id='2'/>");
        (await peer.ExpectAsync("</iq>")).Should().Contain("id='1'").And.Contain($"<{condition} ");
        (await session.NextStanzaAsync()).Id.Should().Be("2");
    }

    [Fact]
    public async Task An_owner_that_refuses_a_stanza_is_heard()
    {
        await using var fixture = new ServerFixture();
        var (peer, session) = await fixture.BoundAsync();
        session.Failure = new StanzaException(StanzaErrors.ResourceConstraint("Not now."));
        await peer.SendAsync("<message id='1'><body>a</body></message>");
        (await peer.ExpectAsync("</message>")).Should().Contain("type='error'").And.Contain("<resource-constraint ");
    }

    [Fact]
    public async Task An_owner_that_fails_costs_its_own_session_only()
    {
        await using var fixture = new ServerFixture();
        var (peer, session) = await fixture.BoundAsync();
        var (other, otherSession) = await fixture.BoundAsync("chamber");
        session.Failure = new InvalidOperationException("a bug");
        await peer.SendAsync("<message/>");
        (await peer.ExpectAsync("</stream:stream>")).Should().Contain("<internal-server-error ").And.NotContain("a bug");
        await other.SendAsync("<message id='1'/>");
        (await otherSession.NextStanzaAsync()).Id.Should().Be("1");
    }

    [Fact]
    public async Task A_session_whose_queue_is_full_is_closed()
    {
        await using var fixture = new ServerFixture(new StreamServerOptions { Limits = new StreamLimits { MaxQueuedStanzas = 20 } });
        // The peer reads nothing any more: 4 KB of window, then the writer waits.
        var (_, session) = await fixture.BoundAsync(window: 4096);
        var message = new Message { Payloads = [Message.BodyOf(new string('a', 3000))] };
        int sent = 0;
        while (session.Stream.TrySend(message with { Id = $"{sent}" }))
            (++sent).Should().BeLessThan(100);
        session.Stream.TrySend(message).Should().BeFalse();
        var undelivered = await fixture.AdvanceUntilAsync(TimeSpan.FromSeconds(5), session.ClosedAsync());
        // In order, and to the last one: whatever was lost was lost at the front.
        undelivered.Select(stanza => int.Parse(stanza.Id!, null)).Should().Equal(Enumerable.Range(sent - undelivered.Count, undelivered.Count));
        undelivered.Count.Should().BeGreaterThan(10);
    }

    [Fact]
    [Spec("RFC 6120 4.6.3")]
    public async Task A_silent_peer_is_asked_and_given_up()
    {
        await using var fixture = new ServerFixture();
        var (peer, session) = await fixture.BoundAsync();
        await fixture.AdvanceUntilAsync(TimeSpan.FromMinutes(2), peer.ExpectAsync("<ping xmlns='urn:xmpp:ping'/></iq>"));
        await fixture.AdvanceUntilAsync(TimeSpan.FromSeconds(30), peer.ExpectAsync("</stream:stream>"));
        await session.ClosedAsync();
    }

    [Fact]
    [Spec("RFC 6120 4.6.3", "XEP-0198 5")]
    public async Task A_silent_peer_with_stream_management_may_come_back()
    {
        await using var fixture = new ServerFixture();
        var (peer, session) = await fixture.BoundAsync();
        await peer.EnableAsync();
        await fixture.AdvanceUntilAsync(TimeSpan.FromMinutes(2), peer.ExpectAsync("<r xmlns='urn:xmpp:sm:3'/>"));
        await fixture.AdvanceUntilAsync(TimeSpan.FromSeconds(30), peer.ExpectAsync("<connection-timeout "));
        (await session.NextAsync()).Should().Be("detached");
    }

    [Fact]
    public async Task A_peer_that_answers_the_ping_stays_and_its_owner_sees_nothing_of_it()
    {
        await using var fixture = new ServerFixture();
        var (peer, session) = await fixture.BoundAsync();
        string ping = await fixture.AdvanceUntilAsync(TimeSpan.FromMinutes(2), peer.ExpectAsync("<ping xmlns='urn:xmpp:ping'/></iq>"));
        string id = System.Text.RegularExpressions.Regex.Match(ping, "id='([^']+)'").Groups[1].Value;
        await peer.SendAsync($"<iq type='error' id='{id}'><error type='cancel'><service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq><message id='m'/>");
        (await session.NextStanzaAsync()).Id.Should().Be("m");
        fixture.Time.Advance(TimeSpan.FromSeconds(31));
        await peer.SendAsync("<message id='n'/>");
        (await session.NextStanzaAsync()).Id.Should().Be("n");
    }

    [Fact]
    [Spec("RFC 6120 4.6.1")]
    public async Task White_space_keeps_the_connection_alive()
    {
        await using var fixture = new ServerFixture();
        var (peer, session) = await fixture.BoundAsync();
        for (int i = 0; i < 5; i++)
        {
            fixture.Time.Advance(TimeSpan.FromSeconds(90));
            // The message is there only to know that the space has been read.
            await peer.SendAsync($" \n<message id='{i}'/>");
            await session.NextStanzaAsync();
        }

        session.Stream.TrySend(new Message { Id = "last" }).Should().BeTrue();
        (await peer.ExpectAsync("/>")).Should().Be("<message id='last'/>");
    }

    [Fact]
    [Spec("RFC 6120 4.4")]
    public async Task A_closing_tag_is_answered_and_queued_stanzas_come_first()
    {
        await using var fixture = new ServerFixture();
        var (peer, session) = await fixture.BoundAsync();
        session.Stream.TrySend(new Message { Id = "last" });
        session.Stream.Close(null);
        (await peer.ExpectAsync("</stream:stream>")).Should().Be("<message id='last'/></stream:stream>");
        (await session.ClosedAsync()).Should().BeEmpty();

        var (other, otherSession) = await fixture.BoundAsync();
        await other.SendAsync("</stream:stream>");
        (await other.ExpectAsync("</stream:stream>")).Should().Be("</stream:stream>");
        await otherSession.ClosedAsync();
    }

    [Fact]
    public async Task A_lost_connection_without_stream_management_is_the_end()
    {
        await using var fixture = new ServerFixture();
        var (peer, session) = await fixture.BoundAsync();
        peer.Close();
        await session.ClosedAsync();
        await fixture.LastConnection;
    }

    [Fact]
    public async Task At_shutdown_everyone_is_told()
    {
        await using var fixture = new ServerFixture();
        var (peer, session) = await fixture.BoundAsync();
        var (detached, detachedSession) = await fixture.BoundAsync("chamber");
        await detached.EnableAsync();
        detached.Close();
        (await detachedSession.NextAsync()).Should().Be("detached");
        var stopping = fixture.Server.DisposeAsync();
        (await peer.ExpectAsync("</stream:stream>")).Should().Contain("<system-shutdown ");
        peer.Close();
        await stopping;
        await session.ClosedAsync();
        await detachedSession.ClosedAsync();
    }
}
