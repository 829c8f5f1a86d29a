using IotXmpp.Concentrator.Registry;
using IotXmpp.Concentrator.Storage;
using IotXmpp.Concentrator.Tests.Sources;
using IotXmpp.Testing;
using IotXmpp.Things.Discovery;
using IotXmpp.Things.Model;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Concentrator.Tests.Registry;

public sealed class RegistryTests
{
    private const string Meta = "<str name='SN' value='394872348732948723'/><str name='MAN' value='www.ktc.se'/><str name='MODEL' value='IMC'/><num name='V' value='1.2'/>";
    private const string Key = "<str name='KEY' value='4857402340298342'/>";
    private const string Node = "nodeId='imc1' sourceId='MeteringTopology'";
    private static readonly Jid Thing = Jid.Parse("thing@example.org/imc");
    private static readonly Jid Owner = Jid.Parse("owner@example.org/phone");
    private static readonly CancellationToken Ct = CancellationToken.None;

    [Fact]
    [Spec("DI-012", "DI-009", "DI-010")]
    public async Task The_registry_is_found_by_discovery_and_needs_no_friendship()
    {
        await using var world = await World.CreateAsync();
        (await world.AskAsync(Thing, Ask.Domain, IqType.Get, $"<query xmlns='{Ns.DiscoInfo}'/>")).Request!.All("feature", "var").Should().Contain(Ns.Discovery);

        (await SetAsync(world, Thing, "register", "", Meta + Key)).Payloads.Should().BeEmpty();
        (await SetAsync(world, Thing, "register", "", Meta + Key, "board1@things.localhost")).Error!.Condition.Should().Be("service-unavailable", "a board is no registry");
    }

    [Fact]
    [Spec("DI-013", "DI-015", "DI-016", "DI-019", "DI-020", "DI-064")]
    public async Task A_registration_replaces_the_one_before_and_is_not_found_yet()
    {
        await using var world = await World.CreateAsync();
        for (int i = 0; i < 2; i++)
            (await SetAsync(world, Thing, "register", "", Meta + Key)).Should().Match<Iq>(answer => answer.Type == IqType.Result && answer.Payloads.Count == 0);
        await SetAsync(world, Jid.Parse("thing@example.org/other"), "register", "", "<str name='sn' value='1'/><num name='v' value='2'/>");

        (await world.Registry.CountAsync("example.org", Ct)).Should().Be(1);
        (await world.Registry.FindAsync(Thing.Bare, new NodeRef(""), Ct))!.Tags.Select(tag => tag.Name).Should().Equal("SN", "V");
        (await FoundAsync(world, "<strEq name='SN' value='1'/>")).Should().BeEmpty();
        (await SetAsync(world, Thing, "register", "", $"<str name='{new string('N', 33)}' value='1'/>")).Error!.Condition.Should().Be("bad-request");
        (await SetAsync(world, Thing, "register", "", $"<str name='SN' value='{new string('v', 129)}'/>")).Error!.Condition.Should().Be("bad-request");
        (await SetAsync(world, Thing, "register", "", "<str name='A:B' value='1'/>")).Error!.Condition.Should().Be("bad-request");
        (await SetAsync(world, Thing, "register", "", string.Concat(Enumerable.Range(0, 41).Select(i => $"<str name='T{i}' value='1'/>")))).Error!.Condition.Should().Be("policy-violation");
    }

    [Fact]
    [Spec("DI-025", "DI-026", "DI-027", "DI-029", "DI-030")]
    public async Task Who_has_all_the_tags_owns_the_thing_and_the_thing_is_told()
    {
        await using var world = await World.CreateAsync();
        await SetAsync(world, Thing, "register", "", Meta + Key);

        var claimed = (await SetAsync(world, Owner, "mine", "", Key + "<num name='v' value='1.20'/>" + Meta.Replace("<num name='V' value='1.2'/>", "", StringComparison.Ordinal))).Request!;
        claimed.ToString().Should().Be("<claimed jid=\"thing@example.org\" xmlns=\"urn:xmpp:iot:discovery\" />");
        var told = await ToldAsync(world);
        told.To.Should().Be(Thing);
        told.From.Should().Be(Jid.Parse(Ask.Domain));
        told.Request!.ToString().Should().Be("<claimed jid=\"owner@example.org\" xmlns=\"urn:xmpp:iot:discovery\" />");

        (await SetAsync(world, Owner, "mine", "", Meta + Key)).Request!.Attribute("jid").Should().Be("thing@example.org", "the same owner may ask again");
        (await FoundAsync(world, "<strEq name='MAN' value='www.ktc.se'/>")).Should().Equal("thing@example.org");
    }

    [Theory]
    [InlineData(Meta)]
    [InlineData(Meta + Key + "<str name='CITY' value='Oslo'/>")]
    [InlineData(Meta + "<str name='KEY' value='4857402340298343'/>")]
    [InlineData("<str name='SN' value='394872348732948723'/><str name='MAN' value='www.ktc.se'/><str name='MODEL' value='IMC'/><str name='V' value='1.2'/>" + Key)]
    [InlineData("")]
    [Spec("DI-026", "DI-028")]
    public async Task Anything_else_claims_nothing_and_says_nothing(string tags)
    {
        await using var world = await World.CreateAsync();
        await SetAsync(world, Thing, "register", "", Meta + Key);

        var answer = await SetAsync(world, Owner, "mine", "", tags);

        answer.Error.Should().BeEquivalentTo(StanzaErrors.ItemNotFound(), "without any detail");
        answer.Payloads.Should().BeEmpty();
        (await world.Registry.FindAsync(Thing.Bare, new NodeRef(""), Ct))!.Owner.Should().BeNull();
    }

    [Fact]
    [Spec("DI-028", "DI-017", "DI-018")]
    public async Task A_claimed_thing_is_nobody_elses_and_keeps_its_record()
    {
        await using var world = await World.CreateAsync();
        await SetAsync(world, Thing, "register", "", Meta + Key);
        await SetAsync(world, Owner, "mine", "", Meta + Key);
        (await SetAsync(world, World.Mallory, "mine", "", Meta + Key)).Error!.Condition.Should().Be("item-not-found");

        (await SetAsync(world, Thing, "register", "", "<str name='SN' value='other'/>")).Request!.ToString().Should().Be("<claimed jid=\"owner@example.org\" xmlns=\"urn:xmpp:iot:discovery\" />");

        var record = (await world.Registry.FindAsync(Thing.Bare, new NodeRef(""), Ct))!;
        record.Owner.Should().Be(Owner.Bare);
        record.Tags.Select(tag => tag.Name).Should().Equal(["SN", "MAN", "MODEL", "V"], "the secret is kept no longer than it is needed");
    }

    [Fact]
    [Spec("DI-022", "DI-027", "DI-029", "DI-032", "DI-035", "DI-036")]
    public async Task A_thing_behind_a_concentrator_is_named_by_its_node()
    {
        await using var world = await World.CreateAsync();
        await SetAsync(world, Thing, "register", Node, Meta + Key);
        await SetAsync(world, Thing, "register", "nodeId='imc2' sourceId='MeteringTopology'", Meta);

        var claimed = (await SetAsync(world, Owner, "mine", "public='false'", Meta + Key)).Request!;
        claimed.Attribute("nodeId").Should().Be("imc1");
        claimed.Attribute("sourceId").Should().Be("MeteringTopology");
        var told = (await ToldAsync(world)).Request!;
        told.Attribute("public").Should().Be("false");
        told.Attribute("nodeId").Should().Be("imc1");
        (await FoundAsync(world, "<strEq name='MODEL' value='IMC'/>")).Should().BeEmpty("it is private");

        (await SetAsync(world, Owner, "remove", "jid='thing@example.org/imc'", "")).Error!.Condition.Should().Be("item-not-found");
        (await SetAsync(world, Owner, "remove", $"jid='thing@example.org/imc' {Node}", "")).Payloads.Should().BeEmpty();
        (await ToldAsync(world)).Request!.ToString().Should().Be("<removed nodeId=\"imc1\" sourceId=\"MeteringTopology\" xmlns=\"urn:xmpp:iot:discovery\" />");
    }

    [Fact]
    [Spec("DI-021", "DI-052")]
    public async Task A_thing_may_own_itself()
    {
        await using var world = await World.CreateAsync();
        (await SetAsync(world, Thing, "register", "selfOwned='true'", Meta + Key)).Payloads.Should().BeEmpty();
        (await SetAsync(world, Thing, "register", "selfOwned='true'", Meta + Key)).Payloads.Should().BeEmpty("as often as it likes");

        (await FoundAsync(world, "<strEq name='MODEL' value='IMC'/>")).Should().Equal("thing@example.org");
        (await SetAsync(world, World.Mallory, "mine", "", Meta + Key)).Error!.Condition.Should().Be("item-not-found");
    }

    [Fact]
    [Spec("DI-034", "DI-035", "DI-036", "DI-038", "DI-044", "DI-045")]
    public async Task Only_the_owner_takes_a_thing_out()
    {
        await using var world = await ClaimedAsync();
        (await SetAsync(world, World.Mallory, "remove", "jid='thing@example.org'", "")).Error.Should().BeEquivalentTo(StanzaErrors.ItemNotFound());
        (await SetAsync(world, Owner, "remove", "", "")).Error!.Condition.Should().Be("bad-request");
        (await SetAsync(world, Owner, "remove", "jid='thing@example.org'", "")).Payloads.Should().BeEmpty();

        (await ToldAsync(world)).Request!.LocalName.Should().Be("removed");
        (await SetAsync(world, Owner, "remove", "jid='thing@example.org'", "")).Error!.Condition.Should().Be("item-not-found");
        (await SetAsync(world, Thing, "update", "", "<str name='CLASS' value='PLC'/>")).Error!.Condition.Should().Be("item-not-found");
    }

    [Fact]
    [Spec("DI-041", "DI-043", "DI-044", "DI-048", "DI-049", "DI-071")]
    public async Task Updates_change_what_they_name()
    {
        await using var world = await ClaimedAsync();
        (await SetAsync(world, Thing, "update", "", "<str name='KEY' value='new'/><str name='class' value='PLC'/><num name='LON' value='-71.519722'/><str name='MAN' value=''/>")).Payloads.Should().BeEmpty();
        (await SetAsync(world, Owner, "update", "jid='thing@example.org'", "<str name='ROOM' value='Hall'/>")).Payloads.Should().BeEmpty();

        var tags = (await world.Registry.FindAsync(Thing.Bare, new NodeRef(""), Ct))!.Tags;
        tags.Select(tag => tag.ToString()).Should().BeEquivalentTo("SN=394872348732948723", "MODEL=IMC", "V=1.2", "CLASS=PLC", "LON=-71.519722", "ROOM=Hall");
        (await SetAsync(world, World.Mallory, "update", "jid='thing@example.org'", "<str name='ROOM' value='x'/>")).Error.Should().BeEquivalentTo(StanzaErrors.ItemNotFound());
        (await SetAsync(world, Owner, "update", "jid='nothing@example.org'", "<str name='ROOM' value='x'/>")).Error.Should().BeEquivalentTo(StanzaErrors.ItemNotFound());
    }

    [Fact]
    [Spec("DI-046", "DI-047")]
    public async Task An_update_of_what_nobody_owns_is_answered_disowned()
    {
        await using var world = await World.CreateAsync();
        await SetAsync(world, Thing, "register", Node, Meta + Key);

        (await SetAsync(world, Thing, "update", Node, "<str name='CLASS' value='PLC'/>")).Request!.ToString().Should().Be("<disowned nodeId=\"imc1\" sourceId=\"MeteringTopology\" xmlns=\"urn:xmpp:iot:discovery\" />");

        (await world.Registry.FindAsync(Thing.Bare, new NodeRef("imc1", "MeteringTopology"), Ct))!.Tags.Should().HaveCount(5);
    }

    [Fact]
    [Spec("DI-050", "DI-051", "DI-053", "DI-054", "DI-055", "DI-056")]
    public async Task Searches_find_what_fulfils_everything_and_never_by_the_secret()
    {
        await using var world = await ClaimedAsync();
        await SetAsync(world, Thing, "update", "", "<num name='LON' value='-71.519722'/><num name='LAT' value='-33.008055'/>");

        (await FoundAsync(world, "<strEq name='MAN' value='www.ktc.se'/><strEq name='MODEL' value='IMC'/><strMask name='SN' value='39487*' wildcard='*'/>"
            + "<numRange name='V' min='1' minIncluded='true' max='2' maxIncluded='false'/><numRange name='LON' min='-72' max='-70'/><numRange name='LAT' min='-34' max='-33'/>"))
            .Should().Equal("thing@example.org");
        (await FoundAsync(world, "<strEq name='MAN' value='www.ktc.se'/><strEq name='CITY' value='Oslo'/>")).Should().BeEmpty("there is no such tag");
        (await FoundAsync(world, "<strNEq name='CITY' value='Oslo'/>")).Should().BeEmpty();
        (await FoundAsync(world, "<strNEq name='V' value='Oslo'/>")).Should().BeEmpty("a number is no text");
        (await FoundAsync(world, "<strNEq name='KEY' value='x'/>")).Should().BeEmpty();
        (await FoundAsync(world, "<strEq name='MAN' value='www.ktc.se'/><strMask name='key' value='*'/>")).Should().BeEmpty();
        (await SearchAsync(world, "")).Error!.Condition.Should().Be("bad-request");
        (await SearchAsync(world, "<strLike name='A' value='b'/>")).Error!.Condition.Should().Be("bad-request");

        var thing = (await SearchAsync(world, "<numEq name='V' value='1.2'/>")).Request!.Elements.Single();
        thing.Attribute("owner").Should().Be("owner@example.org");
        thing.All("str", "name").Should().NotContain("KEY");
    }

    [Fact]
    [Spec("DI-050", "DI-055")]
    public async Task A_search_is_paged()
    {
        await using var world = await World.CreateAsync();
        for (int i = 10; i < 75; i++)
            await SetAsync(world, Jid.Parse($"t{i}@example.org/x"), "register", "selfOwned='true'", $"<str name='CLASS' value='PLC'/><num name='V' value='{i}'/>");
        async Task<(int Count, string? First, string? More)> PageAsync(string attributes)
        {
            var found = (await SearchAsync(world, "<strEq name='CLASS' value='PLC'/>", attributes)).Request!;
            return (found.Elements.Count(), found.Elements.First().Attribute("jid"), found.Attribute("more"));
        }

        (await PageAsync("offset='0' maxCount='20'")).Should().Be((20, "t10@example.org", "true"));
        (await PageAsync("offset='20' maxCount='20'")).Should().Be((20, "t30@example.org", "true"));
        (await PageAsync("offset='60' maxCount='20'")).Should().Be((5, "t70@example.org", "false"));
        (await PageAsync("maxCount='1000'")).Should().Be((50, "t10@example.org", "true"), "we may lower it");
    }

    [Fact]
    [Spec("DI-057")]
    public async Task Unregistering_is_always_acknowledged()
    {
        await using var world = await ClaimedAsync();
        for (int i = 0; i < 2; i++)
            (await SetAsync(world, Thing, "unregister", "", "")).Should().Match<Iq>(answer => answer.Type == IqType.Result && answer.Payloads.Count == 0);

        (await world.Registry.FindAsync(Thing.Bare, new NodeRef(""), Ct)).Should().BeNull();
    }

    [Fact]
    [Spec("DI-058", "DI-059", "DI-061", "DI-063", "DI-070")]
    public async Task A_thing_is_disowned_when_it_has_acknowledged_and_can_be_claimed_when_it_has_registered_again()
    {
        await using var world = await ClaimedAsync();
        (await SetAsync(world, World.Mallory, "disown", "jid='thing@example.org'", "")).Error!.Condition.Should().Be("item-not-found");
        var disowning = SetAsync(world, Owner, "disown", "jid='thing@example.org'", "");
        var told = await ToldAsync(world);
        told.Request!.ToString().Should().Be("<disowned xmlns=\"urn:xmpp:iot:discovery\" />");
        disowning.IsCompleted.Should().BeFalse("it waits for the thing");
        (await SetAsync(world, Jid.Parse("other@example.org/x"), "register", "", Meta)).Type.Should().Be(IqType.Result, "and holds up nobody else");
        await world.ReceiveAsync(told.Result());

        (await disowning).Payloads.Should().BeEmpty();
        var record = (await world.Registry.FindAsync(Thing.Bare, new NodeRef(""), Ct))!;
        record.Should().Match<RegistryRecord>(record => record.Owner == null && !record.IsPublic);
        record.Tags.Should().ContainSingle().Which.Should().Match<MetaTag>(tag => tag.IsKey && tag.Text!.Length >= 20);
        (await SetAsync(world, World.Mallory, "mine", "", Meta + Key)).Error!.Condition.Should().Be("item-not-found");
        await SetAsync(world, Thing, "register", "", Meta + Key);
        (await SetAsync(world, World.Mallory, "mine", "", Meta + Key)).Request!.LocalName.Should().Be("claimed");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Spec("DI-060", "DI-062")]
    public async Task A_thing_that_does_not_acknowledge_keeps_its_owner(bool answersWithError)
    {
        await using var world = await ClaimedAsync();
        var disowning = SetAsync(world, Owner, "disown", "jid='thing@example.org'", "");
        var told = await ToldAsync(world);
        if (answersWithError)
            await world.ReceiveAsync(told.Fail(StanzaErrors.ServiceUnavailable()));
        else
            world.Time.Advance(TimeSpan.FromSeconds(10));

        (await disowning).Error!.Condition.Should().Be("not-allowed");
        (await world.Registry.FindAsync(Thing.Bare, new NodeRef(""), Ct))!.Owner.Should().Be(Owner.Bare);
    }

    [Fact]
    [Spec("DI-074")]
    public async Task Guessing_and_gathering_are_slowed_down()
    {
        await using var world = await World.CreateAsync();
        for (int i = 0; i < 10; i++)
            (await SetAsync(world, World.Mallory, "mine", "", $"<str name='KEY' value='{i}'/>")).Error!.Condition.Should().Be("item-not-found");
        for (int i = 0; i < 60; i++)
            (await SearchAsync(world, "<strMask name='SN' value='*'/>")).Type.Should().Be(IqType.Result);

        (await SetAsync(world, World.Mallory, "mine", "", "<str name='KEY' value='10'/>")).Error!.Condition.Should().Be("resource-constraint");
        (await SearchAsync(world, "<strMask name='SN' value='*'/>")).Error!.Condition.Should().Be("resource-constraint");
        (await SetAsync(world, Owner, "mine", "", "<str name='KEY' value='10'/>")).Error!.Condition.Should().Be("item-not-found", "others are not slowed down");
        world.Time.Advance(TimeSpan.FromMinutes(1));
        (await SetAsync(world, World.Mallory, "mine", "", "<str name='KEY' value='10'/>")).Error!.Condition.Should().Be("item-not-found");
    }

    [Fact]
    [Spec("DI-065", "DI-066", "DI-072")]
    public async Task All_predefined_tags_are_kept()
    {
        await using var world = await World.CreateAsync();
        string[] numbers = ["ALT", "LAT", "LON", "V"];
        string[] texts = ["APT", "AREA", "BLD", "CITY", "CLASS", "COUNTRY", "KEY", "MAN", "MLOC", "MNR", "MODEL", "NAME", "PURL", "REGION", "ROOM", "SN", "STREET", "STREETNR"];

        await SetAsync(world, Thing, "register", "", string.Concat(texts.Select(name => $"<str name='{name}' value='x'/>")) + string.Concat(numbers.Select(name => $"<num name='{name}' value='1'/>")));

        (await world.Registry.FindAsync(Thing.Bare, new NodeRef(""), Ct))!.Tags.Select(tag => tag.Name).Should().BeEquivalentTo(texts.Concat(numbers)).And.OnlyContain(name => MetaTags.IsPredefined(name));
    }

    private static async Task<World> ClaimedAsync()
    {
        var world = await World.CreateAsync();
        await SetAsync(world, Thing, "register", "", Meta + Key);
        await SetAsync(world, Owner, "mine", "", Meta + Key);
        await world.ReceiveAsync((await ToldAsync(world)).Result());
        return world;
    }

    private static Task<Iq> ToldAsync(World world) => world.Upstream.NextAsync<Iq>(iq => iq.IsRequest && iq.To == Thing);

    private static Task<Iq> SetAsync(World world, Jid from, string name, string attributes, string content, string to = Ask.Domain) =>
        world.AskAsync(from, to, IqType.Set, $"<{name} xmlns='{Ns.Discovery}' {attributes}>{content}</{name}>");

    private static Task<Iq> SearchAsync(World world, string operators, string attributes = "") =>
        world.AskAsync(World.Mallory, Ask.Domain, IqType.Get, $"<search xmlns='{Ns.Discovery}' {attributes}>{operators}</search>");

    private static async Task<IEnumerable<string?>> FoundAsync(World world, string operators) => (await SearchAsync(world, operators)).Request!.All("thing", "jid");
}
