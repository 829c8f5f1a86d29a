using System.Security.Cryptography;
using IotXmpp.Concentrator.Storage;
using IotXmpp.Testing;
using IotXmpp.Things.Model;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Sasl;
using IotXmpp.Xmpp.Stanzas;
using IotXmpp.Xmpp.Streams;

namespace IotXmpp.Concentrator.Tests.Devices;

public sealed class DeviceSessionTests
{
    private static readonly CancellationToken Ct = CancellationToken.None;

    [Fact]
    [Spec("DI-068", "SEC-15")]
    public async Task Only_registered_boards_have_credentials()
    {
        await using var world = await World.CreateAsync();
        var keys = ScramCredential.Create(HashAlgorithmName.SHA256, "secret");
        await world.Devices.AddAsync(new DeviceRecord { Name = "board4", Owner = World.Alice.Bare, Created = world.Now, ScramSha256 = keys }, Ct);

        (await world.Concentrator.Devices.FindCredentialAsync("board4", HashAlgorithmName.SHA256, Ct)).Should().Be(keys);
        (await world.Concentrator.Devices.FindCredentialAsync("board4", HashAlgorithmName.SHA1, Ct)).Should().BeNull();
        (await world.Concentrator.Devices.FindCredentialAsync("board9", HashAlgorithmName.SHA256, Ct)).Should().BeNull();
    }

    [Fact]
    public async Task A_reading_counts_as_handled_only_when_it_is_durable()
    {
        await using var world = await World.CreateAsync();
        var board = await world.ConnectAsync("board1");
        world.History.Gate = new TaskCompletionSource();

        var handled = board.ReportAsync(world.Climate());
        handled.IsCompleted.Should().BeFalse();
        world.History.Gate.SetResult();
        await handled;

        (await StoredAsync(world, "board1")).Should().Equal("Humidity 45.0", "Pressure 1013.2", "Temperature 21.5");
    }

    [Fact]
    public async Task A_reading_that_cannot_be_stored_is_not_handled_and_nobody_sees_it()
    {
        await using var world = await World.CreateAsync();
        var board = await world.ConnectAsync("board1");
        world.History.Gate = new TaskCompletionSource();
        world.History.Gate.SetException(new IOException("disk full"));

        var report = () => board.ReportAsync(world.Climate());
        await report.Should().ThrowAsync<IOException>("the stream server counts what returns and nothing else");

        (await world.ChatAsync(World.Alice, "board1@things.localhost", "status")).Body.Should().Contain("It has not reported anything yet.");
    }

    [Fact]
    [Spec("SD-033")]
    public async Task A_reading_sent_again_is_stored_once()
    {
        await using var world = await World.CreateAsync();
        var board = await world.ConnectAsync("board1");
        var readings = world.Climate();

        await board.ReportAsync(readings);
        await board.LeaveAsync();
        board = await world.ConnectAsync("board1");
        await board.ReportAsync(readings);

        (await StoredAsync(world, "board1")).Should().HaveCount(3);
        (await world.Concentrator.GetStatusAsync(Ct)).Readings.Should().Be(3);
    }

    [Fact]
    public async Task A_board_cannot_report_for_another()
    {
        await using var world = await World.CreateAsync();
        var board = await world.ConnectAsync("board1");

        await board.ReportAsync("board2", world.Relay(true));
        await board.ReportAsync("", world.Number("Temperature", "20.0", "°C"));

        (await StoredAsync(world, "board2")).Should().BeEmpty();
        (await StoredAsync(world, "board1")).Should().Equal("Temperature 20.0");
    }

    [Fact]
    [Spec("CO-005", "CT-037")]
    public async Task Things_behind_a_board_have_nodes_of_their_own()
    {
        await using var world = await World.CreateAsync(options => options with { Limits = new ConcentratorLimits { MaxNodesPerBoard = 2 } });
        var board = await world.ConnectAsync("board1");

        await board.ReportAsync(world.Climate("20.0"));
        await board.ReportAsync("meter1", world.Number("Energy", "7.1", "kWh"));
        await board.ReportAsync("board1/meter2", world.Number("Energy", "7.2", "kWh"));
        await board.ReportAsync("meter3", world.Number("Energy", "7.3", "kWh"));
        await board.ReportAsync("meter1", world.Number("Energy", "8.1", "kWh", world.Now.AddSeconds(1)));

        (await world.History.LastAsync("board1", Ct)).Select(entry => $"{entry.Node.NodeId} {entry.Field.Name} {entry.Field.Value}").Should().Equal(
            "board1 Humidity 45.0", "board1 Pressure 1013.2", "board1 Temperature 20.0", "board1/meter1 Energy 8.1", "board1/meter2 Energy 7.2");
    }

    [Fact]
    public async Task Other_readings_of_a_stanza_survive_a_malformed_one()
    {
        await using var world = await World.CreateAsync();
        var board = await world.ConnectAsync("board1");
        var payload = XmppElement.Parse("""
            <fields xmlns='urn:xmpp:iot:sensordata' seqnr='1' done='true'><node nodeId='board1'><timestamp value='2026-07-01T12:00:00Z'>
            <numeric name='Temperature' momentary='true' value='hot' unit='°C'/><numeric name='Humidity' momentary='true' value='45.0' unit='%'/>
            <hologram name='X' value='1'/></timestamp></node></fields>
            """);

        await board.SayAsync(new Message { Payloads = [payload] });

        (await StoredAsync(world, "board1")).Should().Equal("Humidity 45.0");
    }

    [Fact]
    public async Task A_reading_from_far_in_the_future_is_dropped()
    {
        await using var world = await World.CreateAsync();
        var board = await world.ConnectAsync("board1");

        await board.ReportAsync(world.Number("Temperature", "1", "°C", world.Now.AddYears(70)), world.Number("Humidity", "2", "%", world.Now.AddHours(2)));

        (await StoredAsync(world, "board1")).Should().Equal("Humidity 2");
    }

    [Fact]
    public async Task More_fields_than_allowed_are_refused_and_nothing_is_stored()
    {
        await using var world = await World.CreateAsync(options => options with { Limits = new ConcentratorLimits { MaxFieldsPerStanza = 2 } });
        var board = await world.ConnectAsync("board1");

        await board.ReportAsync(world.Climate());

        (await StoredAsync(world, "board1")).Should().BeEmpty();
        board.Received.OfType<Message>().Should().ContainSingle().Which.Error!.Condition.Should().Be("policy-violation");
    }

    [Fact]
    public async Task The_newest_session_of_a_board_wins()
    {
        await using var world = await World.CreateAsync();
        var first = await world.ConnectAsync("board1");
        var second = await world.ConnectAsync("board1");
        second.Readings = world.Climate("22.0");

        first.CloseError.Should().Be(StreamErrorCondition.Conflict);
        // The end of the old session is noticed late: the board stays up.
        await first.LeaveAsync();
        (await world.Concentrator.GetStatusAsync(Ct)).BoardsUp.Should().Be(1);
        (await world.ChatAsync(World.Alice, "board1@things.localhost", "read temperature")).Body.Should().Be("Temperature 22.0 °C");
    }

    [Fact]
    public async Task A_board_removed_while_connected_is_cut_off()
    {
        await using var world = await World.CreateAsync();
        var board = await world.ConnectAsync("board1");
        await world.Devices.RemoveAsync("board1", Ct);

        await board.ReportAsync(world.Climate());

        board.IsClosed.Should().BeTrue();
        (await StoredAsync(world, "board1")).Should().BeEmpty();
    }

    [Fact]
    public async Task A_board_talks_to_the_concentrator_only()
    {
        await using var world = await World.CreateAsync();
        var board = await world.ConnectAsync("board1");
        world.Upstream.TakeAll();

        await board.SayAsync(new Message { To = World.Alice, Payloads = [Message.BodyOf("buy now")] });
        await board.SayAsync(new Iq { Type = IqType.Get, Id = "1", To = World.Alice, Payloads = [XmppElement.Build(Ns.Ping, "ping")] });
        await board.SayAsync(new Iq { Type = IqType.Get, Id = "2", To = Jid("things.localhost"), Payloads = [XmppElement.Build(Ns.Ping, "ping")] });

        board.Received.OfType<Iq>().Select(iq => (iq.Id, iq.Type)).Should().Equal(("1", IqType.Error), ("2", IqType.Result));
        (await world.SettleAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task A_command_without_an_answer_ends_the_session_so_that_it_never_runs_late()
    {
        await using var world = await World.CreateAsync();
        var board = await world.ConnectAsync("board2");
        board.Commands = null;

        var answer = world.ChatAsync(World.Alice, "board2@things.localhost", "on relay");
        await board.CommandedAsync();
        world.Time.Advance(TimeSpan.FromSeconds(10));

        (await answer).Body.Should().Be("board2 did not answer within 10 s. It may or may not have done it; it will not do it later.");
        board.CloseError.Should().Be(StreamErrorCondition.ConnectionTimeout);
        (await world.Concentrator.GetStatusAsync(Ct)).BoardsUp.Should().Be(0);
        (await world.ChatAsync(World.Alice, "board2@things.localhost", "on relay")).Body.Should().Contain("Nothing was done");
    }

    [Fact]
    public async Task A_command_under_way_when_the_connection_breaks_is_not_resumed()
    {
        await using var world = await World.CreateAsync();
        var board = await world.ConnectAsync("board2");
        board.Commands = null;

        var answer = world.AskAsync(World.Alice, "board2@things.localhost", IqType.Set, "<set xmlns='urn:xmpp:iot:control'><boolean name='Relay' value='true'/></set>");
        await board.CommandedAsync();
        await board.Session.OnDetachedAsync(Ct);

        (await answer).Error.Should().Match<StanzaError>(error => error.Condition == "remote-server-timeout" && error.Type == StanzaErrorType.Wait);
        board.IsClosed.Should().BeTrue();
    }

    [Fact]
    public async Task A_session_without_commands_survives_a_broken_connection()
    {
        await using var world = await World.CreateAsync();
        var board = await world.ConnectAsync("board2");

        await board.Session.OnDetachedAsync(Ct);
        board.IsClosed.Should().BeFalse();
        (await world.Concentrator.GetStatusAsync(Ct)).BoardsUp.Should().Be(0);
        (await world.ChatAsync(World.Alice, "board2@things.localhost", "on relay")).Body.Should().Contain("away").And.Contain("Nothing was done");
        board.CommandsReceived.Should().BeEmpty();

        await board.Session.OnResumedAsync(Ct);
        (await world.Concentrator.GetStatusAsync(Ct)).BoardsUp.Should().Be(1);
        (await world.ChatAsync(World.Alice, "board2@things.localhost", "on relay")).Body.Should().Be("Relay is now on.");
    }

    private static IotXmpp.Xmpp.Addressing.Jid Jid(string text) => IotXmpp.Xmpp.Addressing.Jid.Parse(text);

    private static async Task<List<string>> StoredAsync(World world, string device)
    {
        var stored = new List<string>();
        await foreach (var entry in world.History.QueryAsync(new HistoryQuery { Device = device }, Ct))
            stored.Add($"{entry.Field.Name} {entry.Field.Value}");
        return stored;
    }
}
