using IotXmpp.Concentrator.Storage;
using IotXmpp.Testing;
using IotXmpp.Things.Model;
using IotXmpp.Things.SensorData;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Concentrator.Tests.SensorData;

public sealed class ReadoutTests
{
    private const string Sensor = "urn:xmpp:iot:sensordata";

    [Fact]
    [Spec("SD-009", "SD-015", "SD-016", "SD-017", "SD-026")]
    public async Task A_connected_board_is_read_live()
    {
        await using var world = await World.CreateAsync();
        var board = await world.ConnectAsync("board1");
        board.Readings = world.Climate("22.50");

        var accepted = await world.AskAsync(World.Alice, "board1@things.localhost/board", IqType.Get, $"<req xmlns='{Sensor}' seqnr='17' momentary='true'/>");
        accepted.Payload(Sensor, "accepted")!.Attribute("seqnr").Should().Be("17");
        accepted.Payload(Sensor, "accepted")!.Attribute("queued").Should().BeNull();

        var message = await NextFieldsAsync(world);
        message.From.Should().Be(Jid.Parse("board1@things.localhost/board"));
        message.To.Should().Be(World.Alice);
        message.Body.Should().BeNull("a program gets fields");
        var fields = Read(message);
        fields.SequenceNumber.Should().Be("17");
        fields.Done.Should().BeTrue();
        fields.Nodes.Should().ContainSingle().Which.Node.NodeId.Should().Be("board1");
        fields.Nodes[0].Fields.Select(ValueOf).Should().Equal("Temperature 22.50 °C", "Humidity 45.0 %", "Pressure 1013.2 hPa");
        // The answer of the board was stored before it was passed on.
        (await world.History.LastAsync("board1", CancellationToken.None)).Should().HaveCount(3);
    }

    [Fact]
    [Spec("SD-030")]
    public async Task One_field_or_some_are_read()
    {
        await using var world = await World.CreateAsync();
        var board = await world.ConnectAsync("board1");
        board.Readings = world.Climate();

        (await ReadAsync(world, "board1@things.localhost", "<field name='Humidity'/>")).Nodes[0].Fields.Select(field => field.Name).Should().Equal("Humidity");
        (await ReadAsync(world, "board1@things.localhost", "<field name='Pressure'/><field name='Temperature'/><field name='Nothing'/>"))
            .Nodes[0].Fields.Select(field => field.Name).Should().Equal("Temperature", "Pressure");
    }

    [Fact]
    public async Task An_unknown_field_is_not_found()
    {
        await using var world = await World.CreateAsync();
        var answer = await world.AskAsync(World.Alice, "board1@things.localhost", IqType.Get, $"<req xmlns='{Sensor}' seqnr='1' momentary='true'><field name='Colour'/></req>");

        answer.Error!.Condition.Should().Be("item-not-found");
        answer.Error.Type.Should().Be(StanzaErrorType.Cancel);
    }

    [Fact]
    public async Task A_board_that_is_away_gives_its_last_values_with_their_own_time()
    {
        await using var world = await World.CreateAsync();
        var board = await world.ConnectAsync("board1");
        var then = world.Now;
        await board.ReportAsync(world.Climate());
        await board.LeaveAsync();
        world.Time.Advance(TimeSpan.FromMinutes(5));

        var fields = await ReadAsync(world, "board1@things.localhost", "");

        fields.Done.Should().BeTrue();
        fields.Nodes[0].Fields.Should().HaveCount(3).And.AllSatisfy(field => field.Timestamp.Should().Be(then));
    }

    [Fact]
    [Spec("SD-019", "SD-027")]
    public async Task A_board_without_any_value_fails_truthfully()
    {
        await using var world = await World.CreateAsync();
        await world.AskAsync(World.Alice, "board1@things.localhost", IqType.Get, $"<req xmlns='{Sensor}' seqnr='1' momentary='true'/>");

        var failure = SensorDataXml.ReadFailure((await world.Upstream.NextAsync<Message>()).Payload(Sensor, "failure")!, TimeZoneInfo.Utc, new SensorDataLimits());
        failure.Done.Should().BeTrue();
        failure.Errors.Should().ContainSingle().Which.Node.NodeId.Should().Be("board1");
    }

    [Fact]
    [Spec("SD-019")]
    public async Task A_board_that_does_not_answer_gives_its_last_values_and_a_failure_last()
    {
        await using var world = await World.CreateAsync();
        var board = await world.ConnectAsync("board1");
        await board.ReportAsync(world.Climate());
        board.Readings = null;

        await world.AskAsync(World.Alice, "board1@things.localhost", IqType.Get, $"<req xmlns='{Sensor}' seqnr='1' momentary='true'/>");
        await board.AskedAsync();
        world.Time.Advance(TimeSpan.FromSeconds(10));

        var fields = Read(await NextFieldsAsync(world));
        fields.Done.Should().BeFalse();
        fields.Nodes[0].Fields.Should().HaveCount(3);
        var failure = (await world.Upstream.NextAsync<Message>()).Payload(Sensor, "failure")!;
        failure.Attribute("done").Should().Be("true");
        failure.ToString().Should().Contain("did not answer in time");
    }

    [Fact]
    [Spec("SD-029", "SD-005")]
    public async Task The_concentrator_reads_the_boards_named_by_nodes_or_all()
    {
        await using var world = await World.CreateAsync();
        foreach (string name in new[] { "board1", "board2" })
        {
            var board = await world.ConnectAsync(name);
            board.Readings = name == "board1" ? world.Climate() : world.Relay(true);
        }

        await world.AskAsync(World.Alice, "things.localhost", IqType.Get, $"<req xmlns='{Sensor}' seqnr='5' momentary='true'><node nodeId='board2'/><node nodeId='board1'/></req>");
        var first = Read(await NextFieldsAsync(world));
        var second = Read(await NextFieldsAsync(world));
        first.Nodes[0].Node.NodeId.Should().Be("board2");
        first.Done.Should().BeFalse();
        second.Nodes[0].Node.NodeId.Should().Be("board1");
        second.Done.Should().BeTrue();

        // board3 has nothing to give: that comes last, as a failure.
        await world.AskAsync(World.Alice, "things.localhost", IqType.Get, $"<req xmlns='{Sensor}' seqnr='6' momentary='true'/>");
        Read(await NextFieldsAsync(world)).Nodes[0].Node.NodeId.Should().Be("board1");
        Read(await NextFieldsAsync(world)).Nodes[0].Node.NodeId.Should().Be("board2");
        (await world.Upstream.NextAsync<Message>()).Payload(Sensor, "failure")!.Attribute("done").Should().Be("true");
    }

    [Theory]
    [InlineData("things.localhost", "<node nodeId='board9'/>")]
    [InlineData("board1@things.localhost", "<node nodeId='board2'/>")]
    [InlineData("board9@things.localhost", "")]
    [Spec("SD-021", "GEN-011")]
    public async Task An_unknown_node_is_not_found(string to, string children)
    {
        await using var world = await World.CreateAsync();
        var answer = await world.AskAsync(World.Alice, to, IqType.Get, $"<req xmlns='{Sensor}' seqnr='1' momentary='true'>{children}</req>");

        answer.Error!.Condition.Should().Be("item-not-found");
        answer.Error.Type.Should().Be(StanzaErrorType.Cancel);
    }

    [Fact]
    public async Task A_node_without_id_is_the_board_itself()
    {
        await using var world = await World.CreateAsync();
        var board = await world.ConnectAsync("board1");
        board.Readings = world.Climate();

        (await ReadAsync(world, "board1@things.localhost", "<node/>")).Nodes.Should().ContainSingle();
        (await ReadAsync(world, "board1@things.localhost", "<node nodeId='board1'/>")).Nodes.Should().ContainSingle();
    }

    [Theory]
    [InlineData("<req xmlns='urn:xmpp:iot:sensordata' momentary='true'/>")]
    [InlineData("<req xmlns='urn:xmpp:iot:sensordata' seqnr='1' from='yesterday'/>")]
    [InlineData("<req xmlns='urn:xmpp:iot:sensordata' seqnr='1'><field/></req>")]
    [Spec("SD-021")]
    public async Task A_malformed_request_is_a_bad_request(string req)
    {
        await using var world = await World.CreateAsync();
        var answer = await world.AskAsync(World.Alice, "board1@things.localhost", IqType.Get, req);

        answer.Error!.Condition.Should().Be("bad-request");
        answer.Error.Type.Should().Be(StanzaErrorType.Modify);
    }

    [Fact]
    [Spec("SD-042", "SD-044", "SD-045", "SD-046")]
    public async Task History_comes_from_the_store_in_order_limited_to_interval_and_types()
    {
        await using var world = await World.CreateAsync();
        var board = await world.ConnectAsync("board3");
        var start = world.Now;
        for (int i = 0; i < 12; i++)
            await board.ReportAsync(world.Number("Energy", $"10.{i:000}", "kWh", start.AddSeconds(20 * i)), world.Number("Power", "100", "W", start.AddSeconds(20 * i)));
        await board.LeaveAsync();

        var minutes = await ReadAsync(world, "board3@things.localhost", "<field name='Energy'/>", "historicalMinute='true'");
        minutes.Nodes[0].Fields.Select(field => field.Value.Text).Should().Equal("10.000", "10.003", "10.006", "10.009");
        minutes.Nodes[0].Fields.Should().AllSatisfy(field => field.FieldTypes.Should().HaveFlag(FieldTypes.HistoricalMinute));

        var some = await ReadAsync(world, "board3@things.localhost", "<field name='Energy'/>", "historical='true' from='2026-07-01T12:00:20Z' to='2026-07-01T12:01:00'");
        some.Nodes[0].Fields.Select(field => field.Value.Text).Should().Equal("10.001", "10.002", "10.003");

        var all = await ReadAsync(world, "board3@things.localhost", "<field name='Power'/>", "all='true'");
        all.Done.Should().BeFalse("the present comes first");
        all.Nodes[0].Fields.Should().ContainSingle().Which.FieldTypes.Should().Be(FieldTypes.Momentary);
        var rest = Read(await NextFieldsAsync(world));
        rest.Done.Should().BeTrue();
        rest.Nodes[0].Fields.Should().HaveCount(12);
    }

    [Fact]
    public async Task A_long_history_goes_in_several_messages_and_only_the_last_is_done()
    {
        await using var world = await World.CreateAsync(options => options with { Limits = new ConcentratorLimits { MaxFieldsPerMessage = 10 } });
        var entries = Enumerable.Range(0, 25).Select(i => new HistoryEntry("board1", new NodeRef("board1"), world.Number("Temperature", $"{i}", "°C", world.Now.AddMinutes(i - 60)))).ToList();
        await world.History.AppendAsync(entries, CancellationToken.None);

        await world.AskAsync(World.Alice, "board1@things.localhost", IqType.Get, $"<req xmlns='{Sensor}' seqnr='1' historical='true'/>");
        var parts = new List<ReadoutFields>();
        do
            parts.Add(Read(await NextFieldsAsync(world)));
        while (!parts[^1].Done);

        parts.Select(part => part.Nodes[0].Fields.Count).Should().Equal(10, 10, 5);
        parts.SelectMany(part => part.Nodes[0].Fields).Select(field => field.Value.Text).Should().Equal(Enumerable.Range(0, 25).Select(i => $"{i}"));
    }

    [Fact]
    [Spec("SD-012", "SD-028", "SD-022", "SD-023")]
    public async Task A_scheduled_readout_is_queued_started_and_can_be_cancelled()
    {
        await using var world = await World.CreateAsync();
        var board = await world.ConnectAsync("board1");
        board.Readings = world.Climate();
        string when = "2026-07-01T13:00:00Z";

        var accepted = await world.AskAsync(World.Alice, "board1@things.localhost", IqType.Get, $"<req xmlns='{Sensor}' seqnr='8' momentary='true' when='{when}'/>");
        accepted.Payload(Sensor, "accepted")!.Attribute("queued").Should().Be("true");
        (await world.AskAsync(World.Alice, "board1@things.localhost", IqType.Get, $"<req xmlns='{Sensor}' seqnr='9' momentary='true' when='{when}'/>")).IsError.Should().BeFalse();
        (await world.AskAsync(World.Alice, "board1@things.localhost", IqType.Get, $"<cancel xmlns='{Sensor}' seqnr='9'/>"))
            .Payload(Sensor, "cancelled")!.Attribute("seqnr").Should().Be("9");
        world.Time.Advance(TimeSpan.FromHours(1));

        (await world.Upstream.NextAsync<Message>()).Payload(Sensor, "started")!.Attribute("seqnr").Should().Be("8");
        Read(await NextFieldsAsync(world)).SequenceNumber.Should().Be("8");
        (await world.SettleAsync()).Should().BeEmpty("the other one was cancelled");
    }

    [Fact]
    [Spec("SD-024")]
    public async Task Cancelling_nothing_is_not_found()
    {
        await using var world = await World.CreateAsync();
        var answer = await world.AskAsync(World.Alice, "board1@things.localhost", IqType.Get, $"<cancel xmlns='{Sensor}' seqnr='9'/>");

        answer.Error!.Condition.Should().Be("item-not-found");
        answer.Error.Type.Should().Be(StanzaErrorType.Cancel);
    }

    [Fact]
    [Spec("SD-004", "SD-025")]
    public async Task The_same_number_is_free_for_another_requester_and_taken_for_the_same()
    {
        await using var world = await World.CreateAsync();
        var board = await world.ConnectAsync("board1");
        board.Readings = null;
        string req = $"<req xmlns='{Sensor}' seqnr='1' momentary='true'/>";

        (await world.AskAsync(World.Alice, "board1@things.localhost", IqType.Get, req)).IsError.Should().BeFalse();
        (await world.AskAsync(World.Alice, "board1@things.localhost", IqType.Get, req)).Error!.Condition.Should().Be("bad-request");
        (await world.AskAsync(World.Alice.Bare.WithResource("desk"), "board1@things.localhost", IqType.Get, req)).IsError.Should().BeFalse();
    }

    [Fact]
    public async Task Too_many_readouts_of_one_requester_are_refused()
    {
        await using var world = await World.CreateAsync(options => options with { Limits = new ConcentratorLimits { MaxReadoutsPerRequester = 2 } });
        var board = await world.ConnectAsync("board1");
        board.Readings = null;
        for (int i = 0; i < 2; i++)
            (await world.AskAsync(World.Alice, "board1@things.localhost", IqType.Get, $"<req xmlns='{Sensor}' seqnr='{i}' momentary='true'/>")).IsError.Should().BeFalse();

        (await world.AskAsync(World.Alice, "board1@things.localhost", IqType.Get, $"<req xmlns='{Sensor}' seqnr='9' momentary='true'/>")).Error!.Condition.Should().Be("resource-constraint");
    }

    [Fact]
    [Spec("SD-017")]
    public async Task Slixmpp_gets_what_its_plugin_understands()
    {
        // As slixmpp 1.8 writes it: one number as id and seqnr, only the flags that were set.
        await using var world = await World.CreateAsync();
        var board = await world.ConnectAsync("board2");
        board.Readings = world.Relay(true);
        await world.ReceiveAsync("""
            <iq xmlns='jabber:client' type='get' id='1' from='alice@localhost/phone' to='board2@things.localhost/board'>
              <req xmlns='urn:xmpp:iot:sensordata' seqnr='1' momentary='true'><field name='Presses'/><field name='Relay'/></req></iq>
            """);

        var first = await world.Upstream.NextAsync<Stanza>();
        first.Should().BeOfType<Iq>("accepted comes before anything else").Which.Payload(Sensor, "accepted").Should().NotBeNull();
        var payload = (await NextFieldsAsync(world)).Payload(Sensor, "fields")!;
        payload.Attribute("done").Should().Be("true");
        var timestamp = payload.Elements.Single().Elements.Single();
        timestamp.Elements.Select(field => (field.LocalName, field.Attribute("name"), field.Attribute("value"))).Should()
            .Equal(("boolean", "Relay", "true"), ("int", "Presses", "3"), ("numeric", "Presses", "3"));
        timestamp.Elements.Last().Attribute("unit").Should().BeEmpty();
    }

    [Fact]
    [Spec("SD-006")]
    public async Task No_type_means_momentary_and_status()
    {
        await using var world = await World.CreateAsync();
        var board = await world.ConnectAsync("board1");
        board.Readings =
        [
            world.Number("Temperature", "21.5", "°C"),
            world.Number("Uptime", "5", "h") with { FieldTypes = FieldTypes.Status },
            world.Number("Serial", "7", "") with { FieldTypes = FieldTypes.Identity },
        ];

        (await ReadAsync(world, "board1@things.localhost", "", "")).Nodes[0].Fields.Select(field => field.Name).Should().Equal("Temperature", "Uptime");
        board.Received.OfType<Iq>().Last().Request!.Attribute("momentary").Should().Be("true", "a board need not know what nothing means");
    }

    [Fact]
    public async Task A_store_that_fails_is_an_internal_error_and_not_silence()
    {
        await using var world = await World.CreateAsync();
        world.Devices.Failure = new IOException("disk");
        var answer = await world.AskAsync(World.Alice, "board1@things.localhost", IqType.Get, $"<req xmlns='{Sensor}' seqnr='1' momentary='true'/>");

        answer.Error!.Condition.Should().Be("internal-server-error");
    }

    private static async Task<ReadoutFields> ReadAsync(World world, string to, string children, string types = "momentary='true'")
    {
        (await world.AskAsync(World.Alice, to, IqType.Get, $"<req xmlns='{Sensor}' seqnr='42' {types}>{children}</req>")).IsError.Should().BeFalse();
        return Read(await NextFieldsAsync(world));
    }

    private static Task<Message> NextFieldsAsync(World world) => world.Upstream.NextAsync<Message>(message => message.Payload(Ns.SensorData, "fields") is not null);

    private static ReadoutFields Read(Message message) => SensorDataXml.ReadFields(message.Payload(Sensor, "fields")!, TimeZoneInfo.Utc, new SensorDataLimits());

    private static string ValueOf(Field field) => $"{field.Name} {field.Value} {field.Unit}";
}
