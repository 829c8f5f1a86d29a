using IotXmpp.Concentrator.Storage;
using IotXmpp.Testing;
using IotXmpp.Things.Model;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Concentrator.Tests.Sources;

public sealed class DatabaseTests
{
    private const string Node1 = "<node sourceId='MeteringTopology' nodeId='board1'/>";
    private static readonly CancellationToken Ct = CancellationToken.None;

    [Fact]
    [Spec("CO-125", "CO-126")]
    public async Task The_history_is_a_database_with_a_form()
    {
        await using var world = await World.CreateAsync();

        (await world.GetAsync(World.Alice, "getDatabases")).Response().All("database", "databaseId").Should().Equal("History");
        var form = (await world.GetAsync(World.Alice, "getDatabaseReadoutParameters", "databaseId='History'")).Response().Elements.Single();
        form.Elements.Where(child => child.Namespace == Ns.FormLayout).Select(page => page.Attribute("label")).Should().Equal("Time", "Fields", "Types", "Status");
        form.Elements.Where(child => child.LocalName == "field").Select(field => field.Attribute("var")).Should().HaveCount(32)
            .And.Contain(["from", "to", "fields", "momentary", "historyOther", "missing", "powerFailure", "statusLogicMode"]);
        (await world.GetAsync(World.Alice, "getDatabaseReadoutParameters", "databaseId='Other'")).Response("NotFound");
    }

    [Fact]
    [Spec("CO-127", "CO-130")]
    public async Task A_readout_flows_as_sensor_data_of_its_number()
    {
        await using var world = await World.CreateAsync();
        await StoreAsync(world, Number(world, "Temperature", "20.0", 1), Number(world, "Temperature", "21.0", 2), Number(world, "Humidity", "40", 3));
        await world.ReceiveAsync(Start("7", Node1, ("from", "2026-07-01T11:57:30Z"), ("to", "2026-07-01T12:00:00Z"), ("fields", "Temperature")));

        (await world.Upstream.NextAsync<Stanza>()).Should().BeOfType<Iq>().Which.Response().LocalName.Should().Be("startDatabaseReadoutResponse", "before any part");
        var fields = (await world.Upstream.NextAsync<Message>()).Payload(Ns.SensorData, "fields")!;
        fields.Attribute("seqnr").Should().Be("7");
        fields.Attribute("done").Should().Be("true");
        fields.Elements.SelectMany(node => node.Elements).SelectMany(timestamp => timestamp.Elements).Select(field => field.Attribute("value")).Should().Equal("21.0", "20.0");
    }

    [Fact]
    [Spec("CO-127")]
    public async Task Qualities_are_ignored_required_or_prohibited()
    {
        await using var world = await World.CreateAsync();
        await StoreAsync(
            world,
            Number(world, "A", "1", 1) with { Quality = FieldQuality.Signed },
            Number(world, "B", "2", 1) with { Quality = FieldQuality.Error },
            Number(world, "C", "3", 1) with { Quality = FieldQuality.Signed | FieldQuality.Error });

        (await NamesAsync(world, ("signed", "Required"))).Should().BeEquivalentTo("A", "C");
        (await NamesAsync(world, ("error", "Prohibited"))).Should().BeEquivalentTo("A");
        (await NamesAsync(world, ("signed", "Required"), ("error", "Required"))).Should().BeEquivalentTo("A", "B", "C");
        (await NamesAsync(world, ("signed", "Required"), ("error", "Required"), ("statusLogicMode", "All"))).Should().BeEquivalentTo("C");
    }

    [Fact]
    [Spec("CO-128")]
    public async Task A_readout_is_refused_with_its_reason()
    {
        await using var world = await World.CreateAsync();
        (await world.SetAsync(World.Alice, "startDatabaseReadout", "databaseId='History' seqnr='3'", Node1 + Ask.Submit(("from", "2013-03-23T00:00:00"), ("to", "2013-03-22T00:00:00"), ("missing", "Perhaps"))))
            .Response("FormError").Errors().Should().Equal("missing: Choose one of the options.");
        (await world.SetAsync(World.Alice, "startDatabaseReadout", "databaseId='History' seqnr='3'", Node1 + Ask.Submit(("from", "2013-03-23T00:00:00"), ("to", "2013-03-22T00:00:00"))))
            .Response("FormError").Errors().Should().Equal("to: The To timestamp cannot be older than the From timestamp.");
        (await world.SetAsync(World.Mallory, "startDatabaseReadout", "databaseId='History' seqnr='3'", Node1 + Ask.Submit())).Response("NotFound");
        await world.ChatAsync(World.Alice, "things.localhost", "allow mallory@localhost control board1");
        (await world.SetAsync(World.Mallory, "startDatabaseReadout", "databaseId='History' seqnr='3'", Node1 + Ask.Submit())).Response("InsufficientPrivileges");
        (await world.SetAsync(World.Alice, "startDatabaseReadout", "databaseId='Other' seqnr='3'", Node1 + Ask.Submit())).Response("NotFound");
    }

    [Fact]
    [Spec("CO-129", "CO-130")]
    public async Task A_readout_is_cancelled_like_any_other()
    {
        await using var world = await World.CreateAsync();
        world.History.QueryGate = new TaskCompletionSource();
        await world.ReceiveAsync(Start("4", Node1));
        (await world.Upstream.NextAsync<Iq>()).Response();

        await world.ReceiveAsync(Start("4", Node1));
        (await world.Upstream.NextAsync<Iq>()).Error!.Condition.Should().Be("bad-request", "the number is in use");
        var cancelled = await world.AskAsync(World.Alice, Ask.Domain, IqType.Get, $"<cancel xmlns='{Ns.SensorData}' seqnr='4'/>");
        cancelled.Request!.LocalName.Should().Be("cancelled");
        world.History.QueryGate.SetResult();
        (await world.SettleAsync()).Should().BeEmpty();
    }

    private static async Task<List<string?>> NamesAsync(World world, params (string, string)[] values)
    {
        await world.ReceiveAsync(Start("1", Node1, values));
        (await world.Upstream.NextAsync<Iq>()).Response();
        var fields = (await world.Upstream.NextAsync<Message>()).Payload(Ns.SensorData, "fields")!;
        return [.. fields.Elements.SelectMany(node => node.Elements).SelectMany(timestamp => timestamp.Elements).Select(field => field.Attribute("name"))];
    }

    private static Field Number(World world, string name, string value, int minutesAgo) => world.Number(name, value, "", world.Now.AddMinutes(-minutesAgo));

    private static async Task StoreAsync(World world, params Field[] fields) =>
        await world.History.AppendAsync([.. fields.Select(field => new HistoryEntry("board1", new NodeRef("board1"), field))], Ct);

    private static Iq Start(string number, string nodes, params (string, string)[] values) => new()
    {
        Type = IqType.Set,
        Id = "s" + number,
        From = World.Alice,
        To = Xmpp.Addressing.Jid.Parse(Ask.Domain),
        Payloads = [XmppElement.Parse($"<startDatabaseReadout xmlns='{Ns.Concentrators}' databaseId='History' seqnr='{number}'>{nodes}{Ask.Submit(values)}</startDatabaseReadout>")],
    };
}
