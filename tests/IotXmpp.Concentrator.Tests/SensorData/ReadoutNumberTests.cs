using System.Runtime.CompilerServices;
using IotXmpp.Things.Model;
using IotXmpp.Things.SensorData;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Stanzas;
using Microsoft.Extensions.Time.Testing;

namespace IotXmpp.Concentrator.Tests.SensorData;

/// <summary>The number of a readout is free as soon as its reader can know that it has ended.</summary>
public sealed class ReadoutNumberTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_number_may_be_used_again_from_within_the_last_message(bool fails)
    {
        var sink = new EagerReader();
        await using var handler = new SensorDataHandler(new OneField(fails), sink, new SensorDataHandlerOptions(), new FakeTimeProvider(), static _ => { });
        sink.Again = () => handler.Handlers[0].HandleAsync(EagerReader.Request, CancellationToken.None);

        await handler.Handlers[0].HandleAsync(EagerReader.Request, CancellationToken.None);

        (await sink.Answered.Task.WaitAsync(TimeSpan.FromSeconds(10))).Should().BeNull("it was accepted, not rejected: the accepted went by the sink");
        sink.Accepted.Should().Be(2);
    }

    /// <summary>Asks again, once and with the same number, while it is given the last message.</summary>
    private sealed class EagerReader : IReadoutSink
    {
        public static readonly Iq Request = new()
        {
            Type = IqType.Get,
            Id = "1",
            From = Jid.Parse("mallory@localhost/laptop"),
            To = Jid.Parse("board1@things.localhost"),
            Payloads = [XmppElement.Parse("<req xmlns='urn:xmpp:iot:sensordata' seqnr='7' momentary='true'/>")],
        };

        public Func<ValueTask<Iq?>>? Again { get; set; }

        public int Accepted { get; private set; }

        public TaskCompletionSource<Iq?> Answered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int? MaxStanzaBytes => null;

        public ValueTask WaitForRoomAsync(Jid to, CancellationToken ct) => default;

        public async ValueTask SendAsync(Stanza stanza, CancellationToken ct)
        {
            if (stanza is Iq { Type: IqType.Result })
                Accepted++;
            else if ((stanza.Payload(Ns.SensorData, "fields") ?? stanza.Payload(Ns.SensorData, "failure"))?.Attribute("done") == "true" && Again is { } again)
            {
                Again = null;
                Answered.SetResult(await again());
            }
        }
    }

    private sealed class OneField(bool fails) : ISensorDataSource
    {
        public ValueTask<ReadoutPlan> PlanAsync(Jid requester, Jid address, ReadoutRequest request, CancellationToken ct) => new(ReadoutPlan.Accept(ReadAsync));

        private async IAsyncEnumerable<ReadoutPart> ReadAsync([EnumeratorCancellation] CancellationToken ct)
        {
            await Task.Yield();
            if (fails)
                throw new InvalidOperationException("A fault of ours.");
            var field = new Field { Name = "Temperature", Value = FieldValue.Numeric("21.5"), Unit = "°C", Timestamp = DateTimeOffset.UnixEpoch };
            yield return ReadoutPart.Of(new NodeFields(new NodeRef("board1"), [field]));
        }
    }
}
