using IotXmpp.Concentrator.Storage;
using IotXmpp.Testing;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Stanzas;
using IotXmpp.Xmpp.Streams;

namespace IotXmpp.Concentrator.Tests.LocalDomain;

[Spec("RFC 6121 3", "RFC 6121 4")]
public sealed class LocalPresenceTests
{
    private static readonly CancellationToken Ct = CancellationToken.None;

    [Fact]
    [Spec("GEN-006")]
    public async Task Two_people_subscribe_to_each_other_and_see_each_other()
    {
        var fixture = await LocalDomainFixture.CreateAsync();
        var alice = await fixture.LoginAsync("alice@localhost/phone");
        var bob = await fixture.LoginAsync("bob@localhost/desk");

        await alice.PresenceAsync(PresenceType.Subscribe, "bob@localhost");
        alice.Pushes().Should().Equal("bob@localhost none ask");
        bob.Words().Should().Equal("presence subscribe from alice@localhost");

        await bob.PresenceAsync(PresenceType.Subscribed, "alice@localhost");
        bob.Pushes().Should().Equal("alice@localhost from");
        alice.Words().Should().Equal("presence subscribed from bob@localhost", "iq set query", "presence available from bob@localhost/desk");

        await bob.PresenceAsync(PresenceType.Subscribe, "alice@localhost");
        await alice.PresenceAsync(PresenceType.Subscribed, "bob@localhost");
        (await alice.RosterAsync()).Should().Equal("bob@localhost both");
        (await bob.RosterAsync()).Should().Equal("alice@localhost both");
    }

    [Fact]
    public async Task A_refused_request_leaves_no_contact_with_the_one_who_refused()
    {
        var fixture = await LocalDomainFixture.CreateAsync();
        var alice = await fixture.LoginAsync("alice@localhost/phone");
        var bob = await fixture.LoginAsync("bob@localhost/desk");
        await alice.PresenceAsync(PresenceType.Subscribe, "bob@localhost");

        await bob.PresenceAsync(PresenceType.Unsubscribed, "alice@localhost");

        (await bob.RosterAsync()).Should().BeEmpty();
        (await alice.RosterAsync()).Should().Equal("bob@localhost none");
        (await fixture.Stores.All.Rosters.ListAsync("bob", Ct)).Should().BeEmpty();
    }

    [Fact]
    public async Task A_request_waits_for_somebody_who_is_away()
    {
        var fixture = await LocalDomainFixture.CreateAsync();
        var alice = await fixture.LoginAsync("alice@localhost/phone");
        await alice.PresenceAsync(PresenceType.Subscribe, "bob@localhost");

        var bob = await fixture.BindAsync("bob@localhost/desk");
        (await bob.RosterAsync()).Should().BeEmpty("a request is no contact");
        await bob.PresenceAsync();

        bob.Words().Should().Contain("presence subscribe from alice@localhost");
    }

    [Fact]
    public async Task Contacts_see_somebody_come_change_and_go_and_oneself_too()
    {
        var fixture = await LocalDomainFixture.CreateAsync();
        var alice = await fixture.LoginAsync("alice@localhost/phone");
        var bob = await fixture.LoginAsync("bob@localhost/desk");
        await LocalDomainFixture.BefriendAsync(alice, bob);

        var tablet = await fixture.BindAsync("bob@localhost/tablet");
        await tablet.PresenceAsync();
        alice.Words().Should().Equal("presence available from bob@localhost/tablet");
        tablet.Words().Should().BeEquivalentTo("presence available from bob@localhost/tablet", "presence available from bob@localhost/desk", "presence available from alice@localhost/phone");
        bob.Words().Should().Equal("presence available from bob@localhost/tablet");

        await tablet.Session.OnClosedAsync([], Ct);
        alice.Words().Should().Equal("presence unavailable from bob@localhost/tablet");
        bob.Words().Should().Equal("presence unavailable from bob@localhost/tablet");
        await bob.PresenceAsync(PresenceType.Unavailable);
        alice.Words().Should().Equal("presence unavailable from bob@localhost/desk");
    }

    [Fact]
    public async Task A_stranger_sees_nothing_and_a_stranger_s_probe_learns_nothing()
    {
        var fixture = await LocalDomainFixture.CreateAsync();
        var alice = await fixture.LoginAsync("alice@localhost/phone");
        var bob = await fixture.LoginAsync("bob@localhost/desk");
        bob.Take().Should().BeEmpty();

        await bob.PresenceAsync(PresenceType.Probe, "alice@localhost");

        bob.Words().Should().BeEmpty("'unsubscribed' of somebody never asked is dropped");
        alice.Take().Should().BeEmpty();
    }

    [Fact]
    [Spec("RFC 6121 4.6")]
    public async Task Directed_presence_reaches_a_stranger_and_so_does_its_end()
    {
        var fixture = await LocalDomainFixture.CreateAsync();
        var alice = await fixture.LoginAsync("alice@localhost/phone");
        var bob = await fixture.LoginAsync("bob@localhost/desk");

        await alice.PresenceAsync(to: "bob@localhost/desk");
        await alice.Session.OnClosedAsync([], Ct);

        bob.Words().Should().Equal("presence available from alice@localhost/phone", "presence unavailable from alice@localhost/phone");
    }

    [Fact]
    public async Task Directed_presences_are_bounded()
    {
        var fixture = await LocalDomainFixture.CreateAsync(options => options with { MaxDirectedPresences = 1 });
        var alice = await fixture.LoginAsync("alice@localhost/phone");
        await alice.PresenceAsync(to: "bob@localhost/1");
        await alice.PresenceAsync(to: "bob@localhost/2");

        alice.Take().OfType<Presence>().Should().ContainSingle().Which.Error!.Condition.Should().Be("resource-constraint");
    }

    [Fact]
    public async Task An_own_board_is_a_contact_in_both_directions_and_is_probed()
    {
        var fixture = await LocalDomainFixture.CreateAsync();
        var alice = await fixture.LoginAsync("alice@localhost/phone");
        fixture.Things.Take();

        await fixture.Domain.AddContactAsync("alice", Jid.Parse("board1@things.localhost"), "board1", ["Things"], Ct);

        alice.Pushes().Should().Equal("board1@things.localhost both 'board1'");
        fixture.Things.Take().Select(ScriptedClient.Word).Should().Equal("presence available from alice@localhost/phone", "presence probe from alice@localhost/phone");
        await fixture.Domain.SendAsync(new Presence { From = Jid.Parse("board1@things.localhost/board"), To = Jid.Parse("alice@localhost") }, Ct);
        alice.Words().Should().Equal("presence available from board1@things.localhost/board");
    }

    [Fact]
    public async Task A_person_who_logs_in_probes_the_boards_and_is_seen_by_them()
    {
        var fixture = await LocalDomainFixture.CreateAsync();
        await fixture.Domain.AddContactAsync("alice", Jid.Parse("board1@things.localhost"), "board1", [], Ct);
        var alice = await fixture.BindAsync("alice@localhost/phone");

        await alice.PresenceAsync();
        fixture.Things.Take().Select(ScriptedClient.Word).Should().Equal("presence available from alice@localhost/phone", "presence probe from alice@localhost/phone");

        await alice.Session.OnClosedAsync([], Ct);
        fixture.Things.Take().Select(ScriptedClient.Word).Should().Equal("presence unavailable from alice@localhost/phone");
    }

    [Fact]
    public async Task Removing_a_contact_ends_both_subscriptions()
    {
        var fixture = await LocalDomainFixture.CreateAsync();
        var alice = await fixture.LoginAsync("alice@localhost/phone");
        var bob = await fixture.LoginAsync("bob@localhost/desk");
        await LocalDomainFixture.BefriendAsync(alice, bob);

        var answer = await alice.RequestAsync(IqType.Set, null, "<query xmlns='jabber:iq:roster'><item jid='bob@localhost' subscription='remove'/></query>");

        answer.Type.Should().Be(IqType.Result);
        alice.Pushes().Should().Contain("bob@localhost remove");
        (await bob.RosterAsync()).Should().Equal("alice@localhost none");
        bob.Words().Should().Contain("presence unavailable from alice@localhost/phone");
        (await alice.RosterAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task What_another_process_changes_in_a_roster_is_pushed()
    {
        var fixture = await LocalDomainFixture.CreateAsync();
        var alice = await fixture.LoginAsync("alice@localhost/phone");
        fixture.Things.Take();
        await fixture.Stores.All.Rosters.SetAsync("alice", new(Jid.Parse("board2@things.localhost"), FriendshipState.From | FriendshipState.To), Ct);

        await fixture.Domain.RefreshAsync(Ct);
        alice.Pushes().Should().Equal("board2@things.localhost both");
        fixture.Things.Take().OfType<Presence>().Should().Contain(presence => presence.Type == PresenceType.Probe);

        await fixture.Stores.All.Rosters.RemoveAsync("alice", Jid.Parse("board2@things.localhost"), Ct);
        await fixture.Domain.RefreshAsync(Ct);
        alice.Pushes().Should().Equal("board2@things.localhost remove");
    }

    [Fact]
    public async Task A_removed_account_is_logged_out()
    {
        var fixture = await LocalDomainFixture.CreateAsync();
        var alice = await fixture.LoginAsync("alice@localhost/phone");
        await fixture.Stores.All.Accounts.RemoveAsync("alice", Ct);

        await fixture.Domain.RefreshAsync(Ct);

        alice.Closed.Should().Be(StreamErrorCondition.NotAuthorized);
    }

    [Fact]
    [Spec("RFC 6120 7.7.2.2")]
    public async Task A_second_session_of_a_resource_replaces_the_first()
    {
        var fixture = await LocalDomainFixture.CreateAsync();
        var first = await fixture.LoginAsync("alice@localhost/phone");
        var second = await fixture.LoginAsync("alice@localhost/phone");

        first.Closed.Should().Be(StreamErrorCondition.Conflict);
        await first.Session.OnClosedAsync([], Ct);
        var bob = await fixture.LoginAsync("bob@localhost/desk");
        await bob.SayAsync("alice@localhost", "hello");
        second.Words().Should().Contain("message chat from bob@localhost/desk: hello");
    }

    [Fact]
    public async Task Sessions_of_one_account_are_bounded()
    {
        var fixture = await LocalDomainFixture.CreateAsync(options => options with { MaxResources = 1 });
        await fixture.LoginAsync("alice@localhost/phone");

        var act = () => fixture.BindAsync("alice@localhost/desk");

        (await act.Should().ThrowAsync<StanzaException>()).Which.Error.Condition.Should().Be("resource-constraint");
    }

    [Fact]
    [Spec("RFC 6121 8.5.1")]
    public async Task A_request_to_nobody_is_refused_at_once()
    {
        var fixture = await LocalDomainFixture.CreateAsync();
        var alice = await fixture.LoginAsync("alice@localhost/phone");

        await alice.PresenceAsync(PresenceType.Subscribe, "nobody@localhost");

        alice.Words().Should().Contain("presence unsubscribed from nobody@localhost");
    }
}
