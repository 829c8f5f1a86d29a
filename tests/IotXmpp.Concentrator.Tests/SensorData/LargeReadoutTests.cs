using System.Text;
using IotXmpp.Concentrator.Storage;
using IotXmpp.Testing;
using IotXmpp.Things.Model;
using IotXmpp.Things.SensorData;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Concentrator.Tests.SensorData;

/// <summary>A thousand boards at once: streamed, at the reader's pace, in stanzas that fit.</summary>
public sealed class LargeReadoutTests
{
    private const string Sensor = "urn:xmpp:iot:sensordata";
    private const int Boards = 1_000;
    private const int FieldsPerBoard = 10;
    private const int AtOnce = 8;

    [Fact]
    [Spec("SD-005", "SD-016", "SD-020", "SEC-19")]
    public async Task A_thousand_boards_are_streamed_as_fast_as_they_are_taken()
    {
        await using var world = await CreateAsync();
        world.Upstream.Room = new SemaphoreSlim(0);
        (await AskAsync(world, "1")).IsError.Should().BeFalse();

        var seen = new HashSet<string>();
        int fields = 0, messages = 0;
        bool done = false;
        while (!done)
        {
            world.Upstream.Room.Release();
            var message = await world.Upstream.NextAsync<Message>();
            var part = SensorDataXml.ReadFields(message.Payload(Sensor, "fields")!, TimeZoneInfo.Utc, new SensorDataLimits());
            messages++;
            fields += part.Nodes.Sum(node => node.Fields.Count);
            part.Nodes.Should().AllSatisfy(node => seen.Add(node.Node.NodeId).Should().BeTrue());
            done = part.Done;
            // What has been read and not taken yet: the boards asked ahead, the one in hand and the message held back.
            if (messages % 50 == 1)
                Asked(world).Should().BeLessThanOrEqualTo(messages + AtOnce + 2);
        }

        seen.Should().HaveCount(Boards);
        fields.Should().Be(Boards * FieldsPerBoard);
    }

    [Fact]
    [Spec("SD-022", "SD-023")]
    public async Task It_can_be_cancelled_in_the_middle()
    {
        await using var world = await CreateAsync();
        world.Upstream.Room = new SemaphoreSlim(0);
        await AskAsync(world, "1");
        world.Upstream.Room.Release(5);
        for (int i = 0; i < 5; i++)
            await world.Upstream.NextAsync<Message>();

        (await world.AskAsync(World.Alice, "things.localhost", IqType.Get, $"<cancel xmlns='{Sensor}' seqnr='1'/>")).Payload(Sensor, "cancelled").Should().NotBeNull();

        world.Upstream.Room.Release(2_000);
        (await world.SettleAsync()).OfType<Message>().Should().BeEmpty();
        Asked(world).Should().BeLessThanOrEqualTo(5 + AtOnce + 2);
    }

    [Fact]
    [Spec("GEN-007")]
    public async Task It_ends_when_the_reader_is_gone()
    {
        await using var world = await CreateAsync();
        world.Upstream.Room = new SemaphoreSlim(0);
        await AskAsync(world, "1");
        world.Upstream.Room.Release();
        var message = await world.Upstream.NextAsync<Message>();

        await world.ReceiveAsync(message.Fail(StanzaErrors.ServiceUnavailable()));

        world.Upstream.Room.Release(2_000);
        (await world.SettleAsync()).OfType<Message>().Should().BeEmpty();
        (await world.AskAsync(World.Alice, "things.localhost", IqType.Get, $"<cancel xmlns='{Sensor}' seqnr='1'/>")).Error!.Condition.Should().Be("item-not-found");
    }

    [Theory]
    [InlineData(null, 10_000)]
    [InlineData(2_000, 2_000)]
    [InlineData(500_000, 10_000)]
    public async Task Messages_fit_what_every_server_takes_or_what_the_way_announces(int? announced, int limit)
    {
        await using var world = await World.CreateAsync();
        world.Upstream.MaxStanzaBytes = announced;
        var board = await world.ConnectAsync("board1");
        board.Readings = [.. Enumerable.Range(0, 300).Select(i => world.Number($"Température {i}", $"{i}.50", "°C"))];

        await world.AskAsync(World.Alice, "board1@things.localhost", IqType.Get, $"<req xmlns='{Sensor}' seqnr='1' momentary='true'/>");
        int fields = 0;
        while (true)
        {
            var message = await world.Upstream.NextAsync<Message>();
            Encoding.UTF8.GetByteCount(message.ToElement().ToString()).Should().BeLessThanOrEqualTo(limit);
            var part = SensorDataXml.ReadFields(message.Payload(Sensor, "fields")!, TimeZoneInfo.Utc, new SensorDataLimits());
            fields += part.Nodes.Sum(node => node.Fields.Count);
            if (part.Done)
                break;
        }

        fields.Should().Be(300);
    }

    [Fact]
    [Spec("SD-019", "SD-027")]
    public async Task Failures_of_many_nodes_come_in_parts_and_the_last_is_done()
    {
        await using var world = await World.CreateAsync();
        for (int i = 0; i < 120; i++)
            await world.Devices.AddAsync(new DeviceRecord { Name = $"empty{i}", Owner = World.Alice.Bare, Created = world.Now }, CancellationToken.None);
        await AskAsync(world, "1");

        var failures = new List<ReadoutFailure>();
        do
            failures.Add(SensorDataXml.ReadFailure((await world.Upstream.NextAsync<Message>()).Payload(Sensor, "failure")!, TimeZoneInfo.Utc, new SensorDataLimits()));
        while (!failures[^1].Done);

        failures.Should().HaveCountGreaterThan(1);
        failures.SelectMany(failure => failure.Errors).Select(error => error.Node.NodeId).Distinct().Should().HaveCount(123);
    }

    private static int Asked(World world) => world.Boards.Sum(board => board.Received.OfType<Iq>().Count(iq => iq.Payload(Ns.SensorData, "req") is not null));

    private static Task<Iq> AskAsync(World world, string number) =>
        world.AskAsync(World.Alice, "things.localhost", IqType.Get, $"<req xmlns='{Sensor}' seqnr='{number}' momentary='true'/>");

    private static async Task<World> CreateAsync()
    {
        var options = new ConcentratorOptions { Domain = "things.localhost", Limits = new ConcentratorLimits { MaxBoardsAtOnce = AtOnce } };
        var world = await World.CreateAsync(options, new DateTimeOffset(2026, 7, 1, 12, 0, 0, TimeSpan.Zero));
        for (int i = 0; i < Boards; i++)
        {
            string name = $"meter{i:0000}";
            await world.Devices.AddAsync(new DeviceRecord { Name = name, Owner = World.Alice.Bare, Created = world.Now }, CancellationToken.None);
            var board = await world.ConnectAsync(name);
            board.Readings = [.. Enumerable.Range(0, FieldsPerBoard).Select(field => world.Number($"Field{field}", $"{i}.{field}", "V"))];
        }

        return world;
    }
}
