using IotXmpp.Testing;
using IotXmpp.Xmpp.Stanzas;
using IotXmpp.Xmpp.Streams;

namespace IotXmpp.Xmpp.Tests.Streams.Server;

public sealed class StreamManagementTests
{
    [Fact]
    [Spec("XEP-0198 4", "GEN-065")]
    public async Task H_counts_what_the_owner_has_finished_with()
    {
        await using var fixture = new ServerFixture();
        var (peer, session) = await fixture.BoundAsync();
        await peer.SendAsync("<presence/>");
        await session.NextStanzaAsync();
        await peer.EnableAsync();
        session.Gate = new TaskCompletionSource();
        await peer.SendAsync("<message id='1'/><message id='2'/><r xmlns='urn:xmpp:sm:3'/>");
        session.Gate.SetResult();
        (await peer.ExpectAsync("/>")).Should().Be("<a xmlns='urn:xmpp:sm:3' h='2'/>");
        (await session.NextStanzaAsync()).Id.Should().Be("1");
        (await session.NextStanzaAsync()).Id.Should().Be("2");
    }

    [Fact]
    [Spec("XEP-0198 5", "GEN-066")]
    public async Task A_resumed_session_loses_nothing_in_either_direction()
    {
        await using var fixture = new ServerFixture();
        var (first, session) = await fixture.BoundAsync();
        string id = await first.EnableAsync();
        Send(session, "s1", "s2", "s3");
        await first.ExpectAsync("id='s3'");
        await first.SendAsync("<message id='c1'/><message id='c2'/><a xmlns='urn:xmpp:sm:3' h='1'/>");
        await session.NextStanzaAsync();
        await session.NextStanzaAsync();
        first.Close();
        (await session.NextAsync()).Should().Be("detached");
        Send(session, "s4");

        var second = fixture.Connect();
        await second.LogInAsync();
        await second.SendAsync($"<resume xmlns='urn:xmpp:sm:3' previd='{id}' h='2'/>");
        (await second.ExpectAsync("/>")).Should().Be($"<resumed xmlns='urn:xmpp:sm:3' h='2' previd='{id}'/>");
        (await second.ExpectAsync("id='s4'")).Should().NotContain("s1").And.NotContain("s2").And.Contain("s3");
        (await session.NextAsync()).Should().Be("resumed");

        // The counters go on: five were sent in all, four of them before this one.
        Send(session, "s5");
        await second.ExpectAsync("id='s5'");
        await second.SendAsync("<a xmlns='urn:xmpp:sm:3' h='5'/><message id='c3'/><r xmlns='urn:xmpp:sm:3'/>");
        await second.ExpectAsync("<a xmlns='urn:xmpp:sm:3' h='3'/>");
    }

    [Fact]
    [Spec("XEP-0198 5")]
    public async Task A_half_open_connection_gives_way_to_its_successor()
    {
        await using var fixture = new ServerFixture();
        var (first, session) = await fixture.BoundAsync();
        string id = await first.EnableAsync();
        Send(session, "s1");
        await first.ExpectAsync("id='s1'");
        var second = fixture.Connect();
        await second.LogInAsync();
        await second.SendAsync($"<resume xmlns='urn:xmpp:sm:3' previd='{id}' h='0'/>");
        await second.ExpectAsync("<resumed ");
        await second.ExpectAsync("id='s1'");
        (await first.ExpectAsync("</stream:stream>")).Should().Contain("<conflict ");
        (await session.NextAsync()).Should().Be("detached");
        (await session.NextAsync()).Should().Be("resumed");
    }

    [Fact]
    [Spec("XEP-0198 5")]
    public async Task A_session_that_nobody_resumes_hands_its_stanzas_back()
    {
        await using var fixture = new ServerFixture();
        var (peer, session) = await fixture.BoundAsync();
        string id = await peer.EnableAsync();
        Send(session, "s1", "s2");
        await peer.ExpectAsync("id='s2'");
        await peer.SendAsync("<a xmlns='urn:xmpp:sm:3' h='1'/><message id='c1'/>");
        await session.NextStanzaAsync();
        peer.Close();
        (await session.NextAsync()).Should().Be("detached");
        Send(session, "s3");
        fixture.Time.Advance(TimeSpan.FromSeconds(301));
        (await session.ClosedAsync()).Select(stanza => stanza.Id).Should().Equal("s2", "s3");
        session.Stream.TrySend(new Message()).Should().BeFalse();

        var late = fixture.Connect();
        await late.LogInAsync();
        await late.SendAsync($"<resume xmlns='urn:xmpp:sm:3' previd='{id}' h='1'/>");
        (await late.ExpectAsync("</failed>")).Should().Contain("<item-not-found ");
        (await late.BindAsync()).Should().Be("juliet@localhost/balcony");
    }

    [Fact]
    public async Task Another_account_cannot_resume_the_session()
    {
        await using var fixture = new ServerFixture();
        var (first, _) = await fixture.BoundAsync();
        string id = await first.EnableAsync();
        var other = fixture.Connect();
        await other.LogInAsync("board1", "secret");
        await other.SendAsync($"<resume xmlns='urn:xmpp:sm:3' previd='{id}' h='0'/>");
        (await other.ExpectAsync("</failed>")).Should().Contain("<item-not-found ");
    }

    [Fact]
    [Spec("XEP-0198 4")]
    public async Task A_count_that_is_too_high_ends_the_stream()
    {
        await using var fixture = new ServerFixture();
        var (peer, session) = await fixture.BoundAsync();
        await peer.EnableAsync();
        await peer.SendAsync("<a xmlns='urn:xmpp:sm:3' h='7'/>");
        (await peer.ExpectAsync("</stream:stream>")).Should().Contain("<undefined-condition ").And.Contain("<handled-count-too-high xmlns='urn:xmpp:sm:3' h='7' send-count='0'/>");
        await session.ClosedAsync();
    }

    [Fact]
    [Spec("XEP-0198 3")]
    public async Task Enabling_twice_or_before_bind_fails()
    {
        await using var fixture = new ServerFixture();
        var peer = fixture.Connect();
        await peer.LogInAsync();
        await peer.SendAsync("<enable xmlns='urn:xmpp:sm:3'/>");
        (await peer.ExpectAsync("</failed>")).Should().Contain("<unexpected-request ");
        await peer.BindAsync();
        await peer.SendAsync("<enable xmlns='urn:xmpp:sm:3'/>");
        (await peer.ExpectAsync("/>")).Should().Be("<enabled xmlns='urn:xmpp:sm:3'/>");
        await peer.SendAsync("<enable xmlns='urn:xmpp:sm:3'/>");
        (await peer.ExpectAsync("</failed>")).Should().Contain("<unexpected-request ");
    }

    [Fact]
    [Spec("XEP-0198 5")]
    public async Task A_stream_closed_in_order_cannot_be_resumed()
    {
        await using var fixture = new ServerFixture();
        var (peer, session) = await fixture.BoundAsync();
        await peer.EnableAsync();
        Send(session, "s1");
        await peer.ExpectAsync("id='s1'");
        await peer.SendAsync("</stream:stream>");
        await peer.ExpectAsync("</stream:stream>");
        (await session.ClosedAsync()).Should().ContainSingle().Which.Id.Should().Be("s1");
    }

    [Fact]
    public async Task Acknowledgements_are_asked_for_when_stanzas_pile_up()
    {
        await using var fixture = new ServerFixture();
        var (peer, session) = await fixture.BoundAsync();
        await peer.EnableAsync();
        for (int i = 0; i < 8; i++)
            Send(session, $"s{i}");
        await peer.ExpectAsync("<r xmlns='urn:xmpp:sm:3'/>");
    }

    [Fact]
    public async Task A_queue_that_overflows_while_detached_ends_the_session()
    {
        await using var fixture = new ServerFixture(new StreamServerOptions { Limits = new StreamLimits { MaxQueuedStanzas = 3 } });
        var (peer, session) = await fixture.BoundAsync();
        await peer.EnableAsync();
        Send(session, "s1");
        await peer.ExpectAsync("id='s1'");
        peer.Close();
        (await session.NextAsync()).Should().Be("detached");
        Send(session, "s2", "s3");
        session.Stream.TrySend(new Message { Id = "s4" }).Should().BeFalse();
        (await session.ClosedAsync()).Select(stanza => stanza.Id).Should().Equal("s1", "s2", "s3");
    }

    [Fact]
    public async Task Who_has_much_to_send_waits_until_half_of_the_queue_is_free()
    {
        await using var fixture = new ServerFixture(new StreamServerOptions { Limits = new StreamLimits { MaxQueuedStanzas = 4 } });
        var (peer, session) = await fixture.BoundAsync();
        await peer.EnableAsync();
        Send(session, "s1", "s2");
        await session.Stream.WaitForRoomAsync(default);
        Send(session, "s3");
        await peer.ExpectAsync("id='s3'");
        var waiting = session.Stream.WaitForRoomAsync(default).AsTask();
        waiting.IsCompleted.Should().BeFalse("sent is not taken");

        await peer.SendAsync("<a xmlns='urn:xmpp:sm:3' h='1'/>");
        await waiting.WaitAsync(TimeSpan.FromSeconds(10));

        Send(session, "s4");
        var ended = session.Stream.WaitForRoomAsync(default).AsTask();
        session.Stream.Close(null);
        await session.ClosedAsync();
        await ended.WaitAsync(TimeSpan.FromSeconds(10));
    }

    private static void Send(TestSession session, params string[] ids)
    {
        foreach (string id in ids)
            session.Stream.TrySend(new Message { Id = id }).Should().BeTrue();
    }
}
