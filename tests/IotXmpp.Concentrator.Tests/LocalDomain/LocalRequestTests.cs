using IotXmpp.Testing;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Concentrator.Tests.LocalDomain;

/// <summary>Requests to the domain, to accounts and to clients.</summary>
public sealed class LocalRequestTests
{
    [Fact]
    [Spec("RFC 6121 2.3", "RFC 6121 2.4")]
    public async Task A_contact_is_added_renamed_and_pushed_to_the_clients_that_asked_for_the_roster()
    {
        var fixture = await LocalDomainFixture.CreateAsync();
        var phone = await fixture.LoginAsync("alice@localhost/phone");
        var silent = await fixture.BindAsync("alice@localhost/silent");

        (await phone.RequestAsync(IqType.Set, null, $"<query xmlns='{Ns.Roster}'><item jid='BOB@localhost/x' name='Bob'><group>Friends</group></item></query>")).Type.Should().Be(IqType.Result);

        phone.Pushes().Should().Equal("bob@localhost none 'Bob'");
        silent.Take().Should().BeEmpty();
        (await silent.RosterAsync()).Should().Equal("bob@localhost none 'Bob'");
    }

    [Theory]
    [InlineData("<item/>", "jid-malformed")]
    [InlineData("<item jid='bob@localhost'/><item jid='carol@localhost'/>", "bad-request")]
    [InlineData("<item jid='bob@localhost'><group>a</group><group>a</group></item>", "bad-request")]
    [InlineData("<item jid='bob@localhost'><group/></item>", "not-acceptable")]
    [InlineData("<item jid='alice@localhost'/>", "not-allowed")]
    [InlineData("<item jid='bob@localhost' subscription='remove'/>", "item-not-found")]
    [InlineData("", "bad-request")]
    [Spec("RFC 6121 2.3.3", "RFC 6121 2.5.3")]
    public async Task A_wrong_roster_set_is_refused(string items, string condition)
    {
        var fixture = await LocalDomainFixture.CreateAsync();
        var alice = await fixture.LoginAsync("alice@localhost/phone");

        var answer = await alice.RequestAsync(IqType.Set, null, $"<query xmlns='{Ns.Roster}'>{items}</query>");

        answer.Error!.Condition.Should().Be(condition);
        (await alice.RosterAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task A_roster_is_bounded()
    {
        var fixture = await LocalDomainFixture.CreateAsync(options => options with { MaxRosterItems = 1 });
        var alice = await fixture.LoginAsync("alice@localhost/phone");
        await alice.RequestAsync(IqType.Set, null, $"<query xmlns='{Ns.Roster}'><item jid='a@localhost'/></query>");

        (await alice.RequestAsync(IqType.Set, null, $"<query xmlns='{Ns.Roster}'><item jid='b@localhost'/></query>")).Error!.Condition.Should().Be("resource-constraint");
        await alice.PresenceAsync(PresenceType.Subscribe, "bob@localhost");
        alice.Take().OfType<Presence>().Should().ContainSingle().Which.Error!.Condition.Should().Be("resource-constraint");
    }

    [Fact]
    public async Task Nobody_reads_another_s_roster()
    {
        var fixture = await LocalDomainFixture.CreateAsync();
        var alice = await fixture.LoginAsync("alice@localhost/phone");

        (await alice.RequestAsync(IqType.Get, "bob@localhost", $"<query xmlns='{Ns.Roster}'/>")).Error!.Condition.Should().Be("service-unavailable");
    }

    [Fact]
    [Spec("XEP-0030 3", "XEP-0030 4")]
    public async Task The_domain_says_what_it_is_and_lists_the_things()
    {
        var fixture = await LocalDomainFixture.CreateAsync();
        var alice = await fixture.LoginAsync("alice@localhost/phone");

        var info = (await alice.RequestAsync(IqType.Get, "localhost", $"<query xmlns='{Ns.DiscoInfo}'/>")).Request!;
        info.Element("identity")!.Attribute("category").Should().Be("server");
        info.Elements.Where(e => e.LocalName == "feature").Select(e => e.Attribute("var")).Should().Contain([Ns.DiscoInfo, Ns.DiscoItems, Ns.Ping, "msgoffline"]);

        var items = (await alice.RequestAsync(IqType.Get, "localhost", $"<query xmlns='{Ns.DiscoItems}'/>")).Request!;
        items.Elements.Select(item => item.Attribute("jid")).Should().Equal("things.localhost");
    }

    [Fact]
    [Spec("XEP-0030 8")]
    public async Task An_account_is_described_to_itself_and_to_whom_it_shows_its_presence_only()
    {
        var fixture = await LocalDomainFixture.CreateAsync();
        var alice = await fixture.LoginAsync("alice@localhost/phone");
        var bob = await fixture.LoginAsync("bob@localhost/desk");
        string query = $"<query xmlns='{Ns.DiscoInfo}'/>";

        (await alice.RequestAsync(IqType.Get, "alice@localhost", query)).Request!.Element("identity")!.Attribute("type").Should().Be("registered");
        (await alice.RequestAsync(IqType.Get, "bob@localhost", query)).Error!.Condition.Should().Be("service-unavailable");
        (await alice.RequestAsync(IqType.Get, "nobody@localhost", query)).Error!.Condition.Should().Be("service-unavailable");
        await LocalDomainFixture.BefriendAsync(alice, bob);
        (await alice.RequestAsync(IqType.Get, "bob@localhost", query)).Type.Should().Be(IqType.Result);
    }

    [Theory]
    [InlineData("localhost", "<ping xmlns='urn:xmpp:ping'/>", IqType.Get)]
    [InlineData(null, "<ping xmlns='urn:xmpp:ping'/>", IqType.Get)]
    [InlineData("localhost", "<query xmlns='jabber:iq:version'/>", IqType.Get)]
    [InlineData("localhost", "<time xmlns='urn:xmpp:time'/>", IqType.Get)]
    [InlineData(null, "<session xmlns='urn:ietf:params:xml:ns:xmpp-session'/>", IqType.Set)]
    public async Task What_ordinary_clients_ask_is_answered(string? to, string payload, IqType type)
    {
        var fixture = await LocalDomainFixture.CreateAsync();
        var alice = await fixture.LoginAsync("alice@localhost/phone");

        (await alice.RequestAsync(type, to, payload)).Type.Should().Be(IqType.Result);
    }

    [Theory]
    [InlineData("localhost", "service-unavailable")]
    [InlineData(null, "service-unavailable")]
    [InlineData("bob@localhost", "service-unavailable")]
    [InlineData("bob@localhost/gone", "service-unavailable")]
    [InlineData("bob@example.org", "remote-server-not-found")]
    public async Task What_nobody_answers_is_answered_with_an_error(string? to, string condition)
    {
        var fixture = await LocalDomainFixture.CreateAsync();
        var alice = await fixture.LoginAsync("alice@localhost/phone");

        (await alice.RequestAsync(IqType.Get, to, "<query xmlns='urn:example:unknown'/>")).Error!.Condition.Should().Be(condition);
    }

    [Fact]
    public async Task A_request_to_a_client_reaches_it_and_its_answer_comes_back()
    {
        var fixture = await LocalDomainFixture.CreateAsync();
        var alice = await fixture.LoginAsync("alice@localhost/phone");
        var bob = await fixture.LoginAsync("bob@localhost/desk");

        await alice.SendAsync(new Iq { Type = IqType.Get, Id = "1", To = bob.Jid, Payloads = [XmppElement.Build(Ns.Ping, "ping")] });
        await bob.SendAsync(bob.Take().OfType<Iq>().Single().Result());

        alice.Take().OfType<Iq>().Should().ContainSingle().Which.From.Should().Be(bob.Jid);
    }

    [Fact]
    [Spec("XEP-0054 3")]
    public async Task A_vcard_is_written_by_its_owner_and_read_by_others()
    {
        var fixture = await LocalDomainFixture.CreateAsync();
        var alice = await fixture.LoginAsync("alice@localhost/phone");
        var bob = await fixture.LoginAsync("bob@localhost/desk");
        string empty = $"<vCard xmlns='{Ns.VCard}'/>";
        (await alice.RequestAsync(IqType.Get, null, empty)).Request!.Elements.Should().BeEmpty();
        (await bob.RequestAsync(IqType.Get, "alice@localhost", empty)).Error!.Condition.Should().Be("item-not-found");

        await alice.RequestAsync(IqType.Set, null, $"<vCard xmlns='{Ns.VCard}'><FN>Alice</FN></vCard>");

        (await bob.RequestAsync(IqType.Get, "alice@localhost", empty)).Request!.Element("FN")!.Text.Should().Be("Alice");
        (await bob.RequestAsync(IqType.Set, "alice@localhost", empty)).Error!.Condition.Should().Be("forbidden");
        string large = new('x', 50_000);
        (await alice.RequestAsync(IqType.Set, null, $"<vCard xmlns='{Ns.VCard}'><NOTE>{large}</NOTE></vCard>")).Error!.Condition.Should().Be("policy-violation");
    }

    [Fact]
    public async Task A_request_of_a_board_to_a_client_that_never_saw_it_is_answered()
    {
        var fixture = await LocalDomainFixture.CreateAsync();
        var alice = await fixture.LoginAsync("alice@localhost/phone");
        var request = new Iq { Type = IqType.Get, Id = "9", From = Jid.Parse("board1@things.localhost"), To = alice.Jid, Payloads = [XmppElement.Build(Ns.Ping, "ping")] };
        fixture.Things.Take();

        await alice.Session.OnClosedAsync([request], CancellationToken.None);

        fixture.Things.Take().Should().ContainSingle().Which.Error!.Condition.Should().Be("recipient-unavailable");
    }
}
