using IotXmpp.Testing;
using IotXmpp.Things.Dialects;
using IotXmpp.Things.Model;
using IotXmpp.Things.SensorData;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Routing;
using IotXmpp.Xmpp.Stanzas;
using Microsoft.Extensions.Time.Testing;

namespace IotXmpp.Things.Tests.SensorData;

public sealed class SensorDataClientTests
{
    private static readonly Jid Peer = Jid.Parse("device@example.org/x");
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 7, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly List<Iq> _sent = [];
    private readonly IqRequests _requests;
    private readonly SensorDataClient _client;

    public SensorDataClientTests()
    {
        _requests = new IqRequests(_time);
        _client = new SensorDataClient(_requests, Send, new SensorDataLimits { MaxFields = 3 }, _time);
    }

    private bool CanSend { get; set; } = true;

    [Fact]
    [Spec("SD-020", "SD-036", "SD-014")]
    public async Task Parts_are_collected_until_done()
    {
        var reading = Read();
        Answer(iq => iq.Result(SensorDataXml.WriteAccepted(Number, queued: false)));
        _client.TryTake(Peer, FieldsOf("1", done: false)).Should().BeTrue();
        _client.TryTake(Peer, SensorDataXml.WriteFailure(new ReadoutFailure(Number, false, [new ReadoutError(new NodeRef("a"), _time.GetUtcNow(), "half")]))).Should().BeTrue();
        _client.TryTake(Peer, FieldsOf("2", done: false)).Should().BeTrue();
        reading.IsCompleted.Should().BeFalse();
        _client.TryTake(Peer, SensorDataXml.WriteSequenceNumber("done", Number)).Should().BeTrue();

        var result = await reading;
        result.Outcome.Should().Be(ReadoutOutcome.Failed);
        result.Errors.Should().ContainSingle();
        result.Nodes.SelectMany(node => node.Fields).Select(field => field.Value.Text).Should().Equal("1", "2");
        _client.TryTake(Peer, FieldsOf("3", done: true)).Should().BeFalse("it is over");
    }

    [Fact]
    [Spec("SD-011", "SD-010")]
    public async Task Fields_before_accepted_imply_it()
    {
        var reading = Read();
        _client.TryTake(Peer, FieldsOf("1", done: true));

        (await reading).Outcome.Should().Be(ReadoutOutcome.Done);
    }

    [Fact]
    [Spec("GEN-004", "SEC-1")]
    public async Task Answers_of_others_are_not_taken()
    {
        var reading = Read();
        var other = Jid.Parse("mallory@example.org/x");
        _client.TryTake(other, FieldsOf("666", done: true)).Should().BeFalse();
        _requests.TryComplete(_sent[0].Fail(StanzaErrors.Refused()) with { From = other }).Should().BeFalse();
        _client.TryTake(Peer, FieldsOf("1", done: true));

        (await reading).Nodes.Single().Fields.Single().Value.Text.Should().Be("1");
    }

    [Fact]
    public async Task A_refusal_is_passed_on_also_of_those_who_send_no_error()
    {
        var reading = Read();
        Answer(iq => iq.Fail(StanzaErrors.Refused("No.")));
        (await reading).Refusal!.Text.Should().Be("No.");

        reading = Read();
        Answer(iq => (Iq)Stanza.Read(XmppElement.Parse($"""
            <iq xmlns='jabber:client' type='error' id='{iq.Id}' from='{Peer}'><rejected xmlns='urn:xmpp:iot:sensordata' seqnr='{Number}'><error>Access denied</error></rejected></iq>
            """)));
        var result = await reading;
        result.Outcome.Should().Be(ReadoutOutcome.Failed);
        result.Refusal!.Text.Should().Be("Access denied");
    }

    [Fact]
    [Spec("SD-018")]
    public async Task What_arrived_until_the_timeout_is_kept()
    {
        var reading = Read();
        Answer(iq => iq.Result(SensorDataXml.WriteAccepted(Number, queued: false)));
        _client.TryTake(Peer, FieldsOf("1", done: false));
        _time.Advance(TimeSpan.FromSeconds(10));

        var result = await reading;
        result.Outcome.Should().Be(ReadoutOutcome.TimedOut);
        result.Nodes.Should().ContainSingle();
    }

    [Fact]
    public async Task A_peer_that_never_ends_does_not_fill_memory()
    {
        var reading = Read();
        for (int i = 0; i < 100; i++)
            _client.TryTake(Peer, FieldsOf($"{i}", done: false));
        _client.TryTake(Peer, FieldsOf("0", done: true));

        (await reading).Nodes.Should().HaveCount(3);
    }

    [Fact]
    [Spec("SD-007", "SD-008", "SD-043")]
    public async Task What_was_not_asked_for_is_left_out()
    {
        var now = _time.GetUtcNow();
        var request = new ReadoutRequest { SequenceNumber = "", FieldTypes = FieldTypes.Momentary | FieldTypes.HistoricalHour, Fields = ["T"], From = now.AddHours(-2) };
        var reading = _client.ReadAsync(null, Peer, request, TimeSpan.FromSeconds(10), CancellationToken.None).AsTask();
        Field Of(string name, FieldTypes types, int hoursAgo) => new() { Name = name, Value = FieldValue.Numeric($"{hoursAgo}"), FieldTypes = types, Timestamp = now.AddHours(-hoursAgo) };
        _client.TryTake(Peer, new ReadoutFields(Number, true, [new NodeFields(new NodeRef("a"),
        [
            Of("T", FieldTypes.Momentary, 0), Of("U", FieldTypes.Momentary, 0), Of("T", FieldTypes.Status, 0),
            Of("T", FieldTypes.HistoricalHour, 1), Of("T", FieldTypes.HistoricalHour, 3), Of("T", FieldTypes.Momentary | FieldTypes.Peak, 4),
        ])])).Should().BeTrue();

        (await reading).Nodes.Single().Fields.Select(field => field.Value.Text).Should().Equal("0", "1", "4");
    }

    [Fact]
    public async Task A_broken_way_ends_the_readout()
    {
        var reading = Read();
        _requests.Disconnect();
        _client.Disconnect();
        (await reading).Outcome.Should().Be(ReadoutOutcome.Away);

        CanSend = false;
        (await Read()).Outcome.Should().Be(ReadoutOutcome.Away);
    }

    private string Number => _sent[^1].Request!.Attribute("seqnr")!;

    private Task<ReadoutResult> Read() =>
        _client.ReadAsync(null, Peer, new ReadoutRequest { SequenceNumber = "", FieldTypes = FieldTypes.Momentary }, TimeSpan.FromSeconds(10), CancellationToken.None).AsTask();

    private void Answer(Func<Iq, Iq> answer) => _requests.TryComplete(answer(_sent[^1]) with { From = Peer }).Should().BeTrue();

    private XmppElement FieldsOf(string value, bool done)
    {
        var field = new Field { Name = "T", Value = FieldValue.Numeric(value), Timestamp = _time.GetUtcNow() };
        return SensorDataXml.WriteFields(new ReadoutFields(Number, done, [new NodeFields(new NodeRef("a"), [field])]), WireDialect.Xep);
    }

    private bool Send(Stanza stanza)
    {
        _sent.Add((Iq)stanza);
        return CanSend;
    }
}
