extern alias simulator;

using System.Buffers;
using System.Text;
using System.Xml.Linq;
using IotXmpp.Concentrator.Service.Hosting;
using IotXmpp.Concentrator.Storage;
using IotXmpp.Service.Tests.Hosting;
using IotXmpp.Testing;
using IotXmpp.Things.Profiles;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Stanzas;
using Microsoft.Extensions.Time.Testing;
using simulator::IotXmpp.Simulator;

namespace IotXmpp.Service.Tests.Boards;

/// <summary>Each board of <c>hardware/</c> with its own firmware, drivers and grammars against the service: what its readings cost, and that they are standard.</summary>
public sealed class HardwareWireTests(ITestOutputHelper output)
{
    private static readonly XNamespace Client = "jabber:client";
    private static readonly XNamespace SensorData = "urn:xmpp:iot:sensordata";

    public static TheoryData<string> Kinds => [.. new[] { BoardKind.ClimateDevkit, BoardKind.RelayDevkit, BoardKind.S0Meter, BoardKind.AirQualityS3 }.Select(kind => kind.ToString())];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Kinds))]
    [Spec("EXI-056", "EXI-057", "XEP-0322 2.2.6")]
    public async Task A_reading_of_three_fields_takes_18_bytes_or_less(string kind)
    {
        await using var service = await RunningService.StartAsync();
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var board = await HardwareBoard.AddAsync(Enum.Parse<BoardKind>(kind), service.Host, service.Options.Owner!, time, useTls: false);
        board.Link.Service = service.EndPoint("Exi");
        board.Start();
        await SettleAsync(board);
        board.Trace.Should().Equal("ready");

        // Until the slowest chip has measured twice.
        for (int i = 0; i < 150; i++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await SettleAsync(board);
        }

        var type = BoardTypes.Newest(board.Name, BoardTypes.All)!;
        var configuration = ExiSetup.Of(type);
        var sent = SentExi.Decode(configuration, new ReadOnlySequence<byte>(board.Link.Current.Sent));
        foreach (var (element, _) in sent.Where(one => one.Element.Name.Namespace == Client))
            SentExi.Faults(element).Should().BeEmpty("{0} is standard", element);
        var readings = sent.Where(one => one.Element.Name == Client + "message").ToList();
        readings.Should().NotBeEmpty();
        foreach (var (reading, bytes) in readings)
            Show(reading, bytes);
        readings.SelectMany(one => Fields(one.Element)).Select(field => (string)field.Attribute("name")!).Distinct()
            .Should().BeEquivalentTo(type.Fields.Select(field => field.Name));

        // At most three fields of one time, made of what was said last of each.
        var three = new XElement(readings[0].Element);
        var timestamp = three.Descendants(SensorData + "timestamp").First();
        timestamp.ReplaceNodes(type.Fields.Take(3).Select(field => readings.SelectMany(one => Fields(one.Element)).Last(each => (string)each.Attribute("name")! == field.Name)));
        byte[] body = SentExi.Encode(configuration, three);
        Show(three, body.Length);
        body.Length.Should().BeLessThanOrEqualTo(18);
        var decoded = SentExi.DecodeBody(configuration, body);
        SentExi.Faults(decoded).Should().BeEmpty();
        Fields(decoded).Select(field => (string)field.Attribute("value")!).Should().Equal(Fields(three).Select(field => (string)field.Attribute("value")!));
        Fields(three).Count().Should().Be(Math.Min(3, type.Fields.Count));

        var stored = new List<HistoryEntry>();
        await foreach (var entry in service.Host.Stores.Concentrator.History.QueryAsync(new HistoryQuery { Device = board.Name }, Ct))
            stored.Add(entry);
        stored.Select(entry => (entry.Field.Name, entry.Field.Value.Text)).Should().BeEquivalentTo(
            readings.SelectMany(one => Fields(one.Element)).Select(field => ((string)field.Attribute("name")!, (string)field.Attribute("value")!)));
        stored.Should().OnlyContain(entry => entry.Node.NodeId == board.Name, "the board's own node has the empty id on the wire, and its name in the world");

        void Show(XElement reading, int bytes) => output.WriteLine(
            $"[wire] EXI {bytes} bytes ({configuration.Id}, {Fields(reading).Count()} fields, {reading.Descendants(SensorData + "timestamp").Count()} times; "
            + $"{Encoding.UTF8.GetByteCount(reading.ToString(SaveOptions.DisableFormatting))} as XML): {string.Join(", ", Fields(reading).Select(field => $"{(string)field.Attribute("name")!} {(string)field.Attribute("value")!}"))}");
    }

    [Fact]
    [Spec("EXI-056")]
    public void A_meter_that_has_run_for_years_stays_within_18_bytes()
    {
        var configuration = ExiSetup.Of(BoardTypes.Newest("energy-meter", BoardTypes.All)!);
        var reading = XElement.Parse(
            """
            <message xmlns='jabber:client'><fields xmlns='urn:xmpp:iot:sensordata' done='true' seqnr='0'><node nodeId=''><timestamp value='2026-02-03T04:05:06.789Z'>
            <numeric automaticReadout='true' momentary='true' name='Energy' unit='kWh' value='12345.678'/><numeric automaticReadout='true' momentary='true' name='Power' unit='W' value='3680'/>
            </timestamp></node></fields></message>
            """.ReplaceLineEndings(""));

        byte[] body = SentExi.Encode(configuration, reading);

        output.WriteLine($"[wire] EXI {body.Length} bytes ({configuration.Id}, 2 fields, 12,345.678 kWh)");
        body.Length.Should().BeLessThanOrEqualTo(18);
        SentExi.Faults(SentExi.DecodeBody(configuration, body)).Should().BeEmpty();
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    [Spec("EXI-056")]
    public async Task Readouts_pass_the_boards_own_grammars_whatever_their_number(string kind)
    {
        await using var service = await RunningService.StartAsync();
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var board = await HardwareBoard.AddAsync(Enum.Parse<BoardKind>(kind), service.Host, service.Options.Owner!, time, useTls: false);
        board.Link.Service = service.EndPoint("Exi");
        board.Start();
        await SettleAsync(board);
        await using var owner = await service.LoginAsync();
        var names = BoardTypes.Newest(board.Name, BoardTypes.All)!.Fields.Select(field => field.Name).ToList();

        // No sensor has measured yet: the grammars have no answer without a value, and the board says so.
        await ReadAsync(names[0]);
        await SettleAsync(board);
        board.Trace.Should().Equal("ready");
        for (int i = 0; i < 20; i++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await SettleAsync(board);
        }

        // Beyond 127 a number takes two octets.
        for (int i = 0; i < 130; i++)
            (await ReadAsync(names[0])).Should().ContainSingle().Which.Should().Be(names[0]);
        (await ReadAsync()).Should().BeEquivalentTo(names);

        board.Board.Counters.ReadoutsAnswered.Should().BeGreaterThanOrEqualTo(131);
        board.Trace.Should().Equal(["ready"], "nothing that was asked or answered was beyond the grammars");

        async Task<IReadOnlyList<string>> ReadAsync(params string[] fields)
        {
            string number = Guid.NewGuid().ToString("N")[..7];
            var request = XmppElement.Parse(
                $"<req xmlns='{Ns.SensorData}' seqnr='{int.Parse(number, System.Globalization.NumberStyles.HexNumber)}' momentary='true'>{string.Concat(fields.Select(field => $"<field name='{field}'/>"))}</req>");
            if ((await owner.RequestAsync(IqType.Get, $"{board.Name}@things.localhost", request)).Type == IqType.Error)
                return [];
            var answer = await owner.WaitForAsync<Message>(message =>
                message.From?.Local == board.Name && message.Payloads.Any(payload => payload.Is(Ns.SensorData, "fields") || payload.Is(Ns.SensorData, "failure")));
            return [.. XElement.Parse(answer.Payloads[0].ToString()).Descendants(SensorData + "timestamp").Elements().Select(field => (string)field.Attribute("name")!)];
        }
    }

    private static IEnumerable<XElement> Fields(XElement reading) => reading.Descendants(SensorData + "timestamp").Elements();

    private static async Task SettleAsync(HardwareBoard board)
    {
        while (!board.IsSettled)
        {
            Ct.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
