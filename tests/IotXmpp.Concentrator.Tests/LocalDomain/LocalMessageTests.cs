using IotXmpp.Testing;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Concentrator.Tests.LocalDomain;

[Spec("RFC 6121 8.5")]
public sealed class LocalMessageTests
{
    private static readonly CancellationToken Ct = CancellationToken.None;

    [Fact]
    public async Task A_message_to_a_bare_address_goes_to_the_highest_priority_only()
    {
        var fixture = await LocalDomainFixture.CreateAsync();
        var low = await fixture.LoginAsync("alice@localhost/low", 1);
        var high = await fixture.LoginAsync("alice@localhost/high", 5);
        var negative = await fixture.LoginAsync("alice@localhost/negative", -1);
        low.Take();
        high.Take();
        var bob = await fixture.LoginAsync("bob@localhost/desk");

        await bob.SayAsync("alice@localhost", "hello");

        high.Words().Should().Equal("message chat from bob@localhost/desk: hello");
        low.Take().Should().BeEmpty();
        negative.Take().Should().BeEmpty();
    }

    [Fact]
    public async Task A_headline_goes_to_all_that_take_messages_and_is_never_kept()
    {
        var fixture = await LocalDomainFixture.CreateAsync();
        var low = await fixture.LoginAsync("alice@localhost/low", 1);
        var high = await fixture.LoginAsync("alice@localhost/high", 5);
        low.Take();
        var bob = await fixture.LoginAsync("bob@localhost/desk");

        await bob.SayAsync("alice@localhost", "news", MessageType.Headline);
        low.Words().Should().Equal("message headline from bob@localhost/desk: news");
        high.Words().Should().Equal("message headline from bob@localhost/desk: news");

        await low.Session.OnClosedAsync([], Ct);
        await high.Session.OnClosedAsync([], Ct);
        await bob.SayAsync("alice@localhost", "news", MessageType.Headline);
        (await fixture.Stores.All.OfflineMessages.ListAsync("alice", Ct)).Should().BeEmpty();
    }

    [Fact]
    public async Task A_full_address_reaches_that_client_and_what_is_written_to_a_gone_one_reaches_another()
    {
        var fixture = await LocalDomainFixture.CreateAsync();
        var phone = await fixture.LoginAsync("alice@localhost/phone");
        var desk = await fixture.LoginAsync("alice@localhost/desk");
        phone.Take();
        var bob = await fixture.LoginAsync("bob@localhost/desk");

        await bob.SayAsync("alice@localhost/desk", "one");
        desk.Words().Should().Equal("message chat from bob@localhost/desk: one");
        phone.Take().Should().BeEmpty();

        await desk.Session.OnClosedAsync([], Ct);
        phone.Take();
        await bob.SayAsync("alice@localhost/desk", "two");
        phone.Words().Should().Equal("message chat from bob@localhost/desk: two");
    }

    [Fact]
    public async Task A_program_s_answer_to_a_gone_client_is_returned_and_reaches_nobody_else()
    {
        var fixture = await LocalDomainFixture.CreateAsync();
        var phone = await fixture.LoginAsync("alice@localhost/phone");
        var fields = new Message
        {
            From = Jid.Parse("board1@things.localhost"),
            To = Jid.Parse("alice@localhost/program"),
            Payloads = [XmppElement.Parse($"<fields xmlns='{Ns.SensorData}' seqnr='1' done='true'/>")],
        };

        await fixture.Domain.SendAsync(fields, Ct);

        phone.Take().Should().BeEmpty();
        fixture.Things.Take().Should().ContainSingle().Which.Error!.Condition.Should().Be("service-unavailable");
    }

    [Fact]
    [Spec("XEP-0160 3", "XEP-0203 3")]
    public async Task A_message_for_somebody_away_is_kept_with_its_time_and_handed_over_once()
    {
        var fixture = await LocalDomainFixture.CreateAsync();
        var bob = await fixture.LoginAsync("bob@localhost/desk");
        await bob.SayAsync("alice@localhost", "one");
        fixture.Time.Advance(TimeSpan.FromMinutes(5));
        await bob.SayAsync("alice@localhost", "two", MessageType.Normal);

        var negative = await fixture.LoginAsync("alice@localhost/negative", -1);
        negative.Take().Should().BeEmpty();
        var alice = await fixture.BindAsync("alice@localhost/phone");
        await alice.PresenceAsync();

        var messages = alice.Take().OfType<Message>().ToList();
        messages.Select(message => message.Body).Should().Equal("one", "two");
        messages[0].Payload(Ns.Delay, "delay")!.Attribute("stamp").Should().Be("2026-07-01T12:00:00Z");
        messages[0].Payload(Ns.Delay, "delay")!.Attribute("from").Should().Be("localhost");
        (await fixture.Stores.All.OfflineMessages.ListAsync("alice", Ct)).Should().BeEmpty();
    }

    [Fact]
    [Spec("CT-050")]
    public async Task Typing_and_commands_and_what_asks_not_to_be_kept_are_not_kept()
    {
        var fixture = await LocalDomainFixture.CreateAsync();
        var bob = await fixture.LoginAsync("bob@localhost/desk");
        foreach (string payloads in new[]
        {
            $"<composing xmlns='{Ns.ChatStates}'/>",
            $"<set xmlns='{Ns.Control}'><boolean name='Relay' value='true'/></set>",
            $"<no-store xmlns='{Ns.Hints}'/>",
        })
        {
            var message = new Message { Type = MessageType.Chat, To = Jid.Parse("alice@localhost"), Payloads = [XmppElement.Parse(payloads)] };
            await bob.SendAsync(payloads.Contains("composing", StringComparison.Ordinal) ? message : message with { Payloads = [Message.BodyOf("on relay"), .. message.Payloads] });
        }

        (await fixture.Stores.All.OfflineMessages.ListAsync("alice", Ct)).Should().BeEmpty();
    }

    [Fact]
    public async Task Kept_messages_are_bounded_and_the_sender_is_told()
    {
        var fixture = await LocalDomainFixture.CreateAsync(options => options with { MaxOfflineMessages = 2 });
        var bob = await fixture.LoginAsync("bob@localhost/desk");
        for (int i = 0; i < 3; i++)
            await bob.SayAsync("alice@localhost", $"{i}");

        bob.Words().Should().Equal("message error from alice@localhost: service-unavailable");
    }

    [Fact]
    public async Task A_store_that_fails_is_an_error_for_the_sender_and_the_domain_goes_on()
    {
        var fixture = await LocalDomainFixture.CreateAsync();
        var bob = await fixture.LoginAsync("bob@localhost/desk");
        fixture.Stores.Failure = new IOException("disk full");
        await bob.SayAsync("alice@localhost", "one");
        bob.Words().Should().Equal("message error from alice@localhost: resource-constraint");

        fixture.Stores.Failure = null;
        await bob.SayAsync("alice@localhost", "two");
        (await fixture.Stores.All.OfflineMessages.ListAsync("alice", Ct)).Should().ContainSingle();
    }

    [Theory]
    [InlineData("nobody@localhost", "service-unavailable")]
    [InlineData("someone@example.org", "remote-server-not-found")]
    [InlineData("localhost", "service-unavailable")]
    public async Task A_message_that_reaches_nobody_comes_back(string to, string condition)
    {
        var fixture = await LocalDomainFixture.CreateAsync();
        var alice = await fixture.LoginAsync("alice@localhost/phone");

        await alice.SayAsync(to, "hello");

        alice.Words().Should().Equal($"message error from {to}: {condition}");
    }

    [Fact]
    public async Task A_message_to_a_board_goes_to_the_things_domain_and_the_answer_comes_back()
    {
        var fixture = await LocalDomainFixture.CreateAsync();
        var alice = await fixture.LoginAsync("alice@localhost/phone");

        await alice.SayAsync("board1@things.localhost", "read");
        fixture.Things.Take().Select(ScriptedClient.Word).Should().Equal("message chat from alice@localhost/phone: read");

        await fixture.Domain.SendAsync(new Message { Type = MessageType.Chat, From = Jid.Parse("board1@things.localhost"), To = alice.Jid, Payloads = [Message.BodyOf("21.5 °C")] }, Ct);
        alice.Words().Should().Equal("message chat from board1@things.localhost: 21.5 °C");
    }

    [Fact]
    [Spec("XEP-0280 6", "XEP-0280 7")]
    public async Task Other_clients_get_copies_of_both_directions_if_they_asked()
    {
        var fixture = await LocalDomainFixture.CreateAsync();
        var phone = await fixture.LoginAsync("alice@localhost/phone", 5);
        var desk = await fixture.LoginAsync("alice@localhost/desk", 1);
        var plain = await fixture.LoginAsync("alice@localhost/plain", 1);
        (await desk.RequestAsync(IqType.Set, null, $"<enable xmlns='{Ns.Carbons}'/>")).Type.Should().Be(IqType.Result);
        foreach (var client in new[] { phone, desk, plain })
            client.Take();

        await fixture.Domain.SendAsync(new Message { Type = MessageType.Chat, From = Jid.Parse("board1@things.localhost"), To = phone.Jid, Payloads = [Message.BodyOf("21.5 °C")] }, Ct);
        await phone.SayAsync("board1@things.localhost", "read");

        var copies = desk.Take().OfType<Message>().ToList();
        copies.Select(copy => copy.From!.ToString()).Should().AllBe("alice@localhost");
        copies[0].Payload(Ns.Carbons, "received")!.Element(Ns.Forward, "forwarded")!.Element(Ns.Client, "message")!.Element("body")!.Text.Should().Be("21.5 °C");
        copies[1].Payload(Ns.Carbons, "sent")!.Element(Ns.Forward, "forwarded")!.Element(Ns.Client, "message")!.Element("body")!.Text.Should().Be("read");
        plain.Take().Should().BeEmpty();
    }

    [Fact]
    [Spec("XEP-0198 5")]
    public async Task What_a_client_never_saw_goes_to_another_or_is_kept()
    {
        var fixture = await LocalDomainFixture.CreateAsync();
        var alice = await fixture.LoginAsync("alice@localhost/phone");
        var lost = new Message { Type = MessageType.Chat, From = Jid.Parse("board1@things.localhost"), To = alice.Jid, Payloads = [Message.BodyOf("21.5 °C")] };

        await alice.Session.OnClosedAsync([lost], Ct);

        (await fixture.Stores.All.OfflineMessages.ListAsync("alice", Ct)).Should().ContainSingle().Which.Xml.Should().Contain("21.5 °C");
    }
}
