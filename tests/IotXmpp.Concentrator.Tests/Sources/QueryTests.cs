using IotXmpp.Concentrator.Storage;
using IotXmpp.Testing;
using IotXmpp.Things.Concentrators;
using IotXmpp.Things.Model;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Concentrator.Tests.Sources;

public sealed class QueryTests
{
    private const string Board1 = "sourceId='MeteringTopology' nodeId='board1'";
    private const string Both = "<node sourceId='MeteringTopology' nodeId='board1'/><node sourceId='MeteringTopology' nodeId='board2'/>";
    private static readonly CancellationToken Ct = CancellationToken.None;

    [Fact]
    [Spec("CO-084", "CO-085", "CO-098", "CO-099", "CO-100", "CO-101", "CO-103", "CO-104", "CO-105", "CO-108")]
    public async Task A_query_without_parameters_answers_with_a_table()
    {
        await using var world = await World.CreateAsync();
        await (await world.ConnectAsync("board1")).ReportAsync(world.Climate("20.50"));

        var answer = await world.SetAsync(World.Alice, "executeNodeQuery", Board1 + " command='values'");
        string id = answer.Response().Attribute("queryId")!;
        var parts = await PartsAsync(world, World.Alice, id);

        parts.Select(part => part.LocalName).Should().Equal("queryStarted", "title", "newTable", "newRecords", "tableDone", "queryDone");
        parts[1].Attribute("name").Should().Be("Last values of board1");
        parts[2].Elements.Select(column => column.Attribute("columnId")).Should().Equal("time", "node", "field", "value", "unit");
        parts[2].Elements.ElementAt(1).Attribute("dataSourceId").Should().Be("MeteringTopology");
        parts[3].Elements.Select(record => string.Join('|', record.Elements.Select(item => $"{item.LocalName}:{item.Text}"))).First()
            .Should().Be("dateTime:2026-07-01T12:00:00Z|string:board1|string:Temperature|double:20.50|string:°C");
    }

    [Fact]
    [Spec("CO-107", "CO-109", "CO-110", "CO-111", "CO-112", "CO-086")]
    public async Task A_long_history_comes_in_messages_of_bounded_size()
    {
        await using var world = await World.CreateAsync();
        await world.History.AppendAsync([.. Enumerable.Range(0, 120).Select(i => new HistoryEntry("board1", new NodeRef("board1"), world.Number("Temperature", "20.0", "°C", world.Now.AddMinutes(-i))))], Ct);
        string from = "2026-07-01T00:00:00Z", to = "2026-07-01T12:00:00Z";

        (await world.SetAsync(World.Alice, "executeNodeQuery", Board1 + " command='history'", Ask.Submit(("from", to), ("to", from)))).Response("FormError")
            .Errors().Should().Equal("to: The To timestamp cannot be older than the From timestamp.");
        string id = (await world.SetAsync(World.Alice, "executeNodeQuery", Board1 + " command='history'", Ask.Submit(("from", from), ("to", to), ("fields", "Temperature\nHumidity"))))
            .Response().Attribute("queryId")!;
        var messages = new List<XmppElement>();
        var parts = await PartsAsync(world, World.Alice, id, messages);

        parts.Where(part => part.LocalName != "newRecords").Select(part => part.LocalName).Should().Equal(
            "queryStarted", "title", "beginSection", "newTable", "status", "status", "tableDone", "endSection", "queryMessage", "queryDone");
        parts.Where(part => part.LocalName == "newRecords").Sum(part => part.Elements.Count()).Should().Be(120);
        messages.Should().OnlyContain(message => message.ToString().Length < 20_000).And.HaveCountGreaterThan(3);
        parts[^2].Text.Should().Be("120 values found.");
        parts[^2].Attribute("type").Should().Be("Information");
        parts[^2].Attribute("level").Should().Be("Minor");
    }

    [Fact]
    [Spec("CO-087", "CO-088", "CO-102")]
    public async Task A_query_is_aborted_once()
    {
        await using var world = await World.CreateAsync();
        world.History.QueryGate = new TaskCompletionSource();
        string id = (await world.SetAsync(World.Alice, "executeNodeQuery", Board1 + " command='history'")).Response().Attribute("queryId")!;

        (await world.SetAsync(World.Mallory, "abortNodeQuery", $"{Board1} queryId='{id}'")).Response("NotFound");
        (await world.SetAsync(World.Alice, "abortNodeQuery", $"{Board1} command='history' queryId='{id}'")).Response();

        (await PartsAsync(world, World.Alice, id))[^1].LocalName.Should().Be("queryAborted");
        (await world.SetAsync(World.Alice, "abortNodeQuery", $"{Board1} queryId='{id}'")).Response("NotFound");
    }

    [Fact]
    [Spec("CO-094", "CO-096")]
    public async Task A_common_query_has_one_id_and_tells_its_nodes_apart()
    {
        await using var world = await World.CreateAsync();
        var response = (await world.SetAsync(World.Alice, "executeCommonNodeQuery", "command='values'", Both)).Response();
        string id = response.Attribute("queryId")!;
        response.Elements.Should().BeEmpty("nothing failed");

        var messages = new List<XmppElement>();
        await PartsAsync(world, World.Alice, id, messages, ends: 2);

        messages.Select(message => message.Attribute("nodeId")).Distinct().Should().Equal("board1", "board2");
        (await world.SetAsync(World.Alice, "abortCommonNodeQuery", $"queryId='{id}'", Both)).Response();
    }

    [Fact]
    [Spec("CO-095", "CO-094")]
    public async Task A_common_query_that_some_nodes_refuse_says_which()
    {
        await using var world = await World.CreateAsync();
        await world.AllowReadAsync(World.Mallory.Bare, "board1");
        await world.ChatAsync(World.Alice, "things.localhost", "allow mallory@localhost control board2");
        var response = (await world.SetAsync(World.Mallory, "executeCommonNodeQuery", "command='values'", Both)).Response();

        response.Elements.Select(result => result.Text).Should().Equal("true", "false");
        response.Elements.Last().Attribute("error").Should().Be("You may not do this.");
        (await PartsAsync(world, World.Mallory, response.Attribute("queryId")!))[^1].LocalName.Should().Be("queryDone");
    }

    [Fact]
    [Spec("CO-113")]
    public async Task Nothing_more_is_sent_to_somebody_who_has_gone()
    {
        await using var world = await World.CreateAsync();
        world.History.QueryGate = new TaskCompletionSource();
        (await world.SetAsync(World.Alice, "executeNodeQuery", Board1 + " command='history'")).Response();

        await world.ReceiveAsync("<presence xmlns='jabber:client' type='unavailable' from='alice@localhost/phone' to='things.localhost'/>");
        world.History.QueryGate.SetResult();
        await world.Concentrator.DisposeAsync();

        world.Upstream.TakeAll().OfType<Message>().SelectMany(message => message.Payloads).Where(payload => payload.LocalName == "queryProgress").Should().BeEmpty();
    }

    [Fact]
    public async Task Queries_are_bounded()
    {
        await using var world = await World.CreateAsync();
        world.History.QueryGate = new TaskCompletionSource();
        for (int i = 0; i < 4; i++)
            (await world.SetAsync(World.Alice, "executeNodeQuery", Board1 + " command='history'")).Response();

        (await world.SetAsync(World.Alice, "executeNodeQuery", Board1 + " command='history'")).Error!.Condition.Should().Be("resource-constraint");
        (await world.SetAsync(Jid.Parse("alice@localhost/tablet"), "executeNodeQuery", Board1 + " command='values'")).Response();
    }

    [Fact]
    [Spec("CO-104", "CO-106", "CO-047")]
    public void Every_kind_of_part_has_its_element()
    {
        var written = ConcentratorXml.WriteProgress(
            "S",
            new NodeRef("n", "S", "c"),
            "q",
            [
                new QueryEvent.NewTable("t", "T", [new QueryColumn("a", "A") { Alignment = "Left", Decimals = 2, SourceId = "S", Partition = "c", Foreground = "FF0000", Background = "00ff00" }]),
                new QueryEvent.NewRecords("t", [[QueryItem.Void, QueryItem.Object("image/png", [1, 2, 3]), new("color", "FF0000"), new("long", "1"), new("time", "01:00:00"), new("duration", "PT1S"), new("boolean", "true"), new("int", "2")]]),
                new QueryEvent.NewObject("image/png", new byte[] { 1, 2, 3 }),
                new QueryEvent.QueryMessage("Boom", QueryMessageType.Exception, QueryMessageLevel.Major),
            ]);

        written.ToString().Should().Be(
            "<queryProgress sourceId=\"S\" nodeId=\"n\" cacheType=\"c\" queryId=\"q\" xmlns=\"urn:xmpp:iot:concentrators\"><newTable tableId=\"t\" tableName=\"T\"><column columnId=\"a\" header=\"A\" "
            + "dataSourceId=\"S\" cacheTypeName=\"c\" fgColor=\"FF0000\" bgColor=\"00ff00\" alignment=\"Left\" nrDecimals=\"2\" /></newTable><newRecords tableId=\"t\"><record><void />"
            + "<base64 contentType=\"image/png\">AQID</base64><color>FF0000</color><long>1</long><time>01:00:00</time><duration>PT1S</duration><boolean>true</boolean><int>2</int></record></newRecords>"
            + "<newObject contentType=\"image/png\">AQID</newObject><queryMessage type=\"Exception\" level=\"Major\">Boom</queryMessage></queryProgress>");
    }

    private static async Task<List<XmppElement>> PartsAsync(World world, Jid to, string queryId, List<XmppElement>? messages = null, int ends = 1)
    {
        var parts = new List<XmppElement>();
        while (parts.Count(part => part.LocalName is "queryDone" or "queryAborted") < ends)
        {
            var message = await world.Upstream.NextAsync<Message>(message => message.To == to && message.Payload(Ns.Concentrators, "queryProgress")?.Attribute("queryId") == queryId);
            messages?.Add(message.Payloads[0]);
            parts.AddRange(message.Payloads[0].Elements);
        }

        return parts;
    }
}
