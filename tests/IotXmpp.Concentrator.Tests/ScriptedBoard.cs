using IotXmpp.Things.Dialects;
using IotXmpp.Things.Model;
using IotXmpp.Things.SensorData;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Stanzas;
using IotXmpp.Xmpp.Streams;

namespace IotXmpp.Concentrator.Tests;

/// <summary>A board as its server session sees it: a stream without sockets, and a script that answers requests.</summary>
internal sealed class ScriptedBoard(string name, string domain) : IStreamSession
{
    private readonly Lock _lock = new();
    private readonly List<Stanza> _received = [];
    private readonly List<Action> _onAcknowledged = [];
    private Task _answering = Task.CompletedTask;

    public string Name { get; } = name;

    public Jid Jid { get; } = Jid.Create(name, domain, "esp32");

    public StreamTraits Traits { get; } = new(null, IsTls: false, IsExi: true, IsWebSocket: false);

    public IBoundSession Session { get; set; } = null!;

    /// <summary>Values a readout gives; null leaves readouts without any answer.</summary>
    public IReadOnlyList<Field>? Readings { get; set; } = [];

    /// <summary>Answers a command; null leaves it without any answer.</summary>
    public Func<Iq, Iq?>? Commands { get; set; } = iq => iq.Result(XmppElement.Build(Ns.Control, "setResponse"));

    public bool IsClosed { get; private set; }

    public StreamErrorCondition? CloseError { get; private set; }

    /// <summary>Everything the concentrator has sent to this board.</summary>
    public IReadOnlyList<Stanza> Received
    {
        get
        {
            lock (_lock)
                return [.. _received];
        }
    }

    public IReadOnlyList<Iq> CommandsReceived => [.. Received.OfType<Iq>().Where(iq => iq.Payload(Ns.Control, "set") is not null)];

    /// <summary>Waits until the concentrator has asked for a readout that often.</summary>
    public Task AskedAsync(int times = 1) => UntilAsync(() => Received.OfType<Iq>().Count(iq => iq.Payload(Ns.SensorData, "req") is not null) >= times);

    /// <summary>Waits until that many commands have come.</summary>
    public Task CommandedAsync(int times = 1) => UntilAsync(() => CommandsReceived.Count >= times);

    public bool TrySend(Stanza stanza, Action onAcknowledged)
    {
        lock (_lock)
            _onAcknowledged.Add(onAcknowledged);
        return TrySend(stanza);
    }

    /// <summary>Acknowledges all it has received (XEP-0198).</summary>
    public void Acknowledge()
    {
        Action[] acknowledged;
        lock (_lock)
        {
            acknowledged = [.. _onAcknowledged];
            _onAcknowledged.Clear();
        }

        foreach (var action in acknowledged)
            action();
    }

    public bool TrySend(Stanza stanza)
    {
        if (IsClosed)
            return false;
        lock (_lock)
        {
            _received.Add(stanza);
            var answers = Answers(stanza).ToList();
            if (answers.Count > 0)
                _answering = AnswerAsync(_answering, answers);
        }

        return true;
    }

    public void Close(StreamErrorCondition? error)
    {
        IsClosed = true;
        CloseError = error;
    }

    /// <summary>Says what a board says, stamped as the stream does.</summary>
    public async Task SayAsync(Stanza stanza) => await Session.OnStanzaAsync(stanza with { From = Jid }, CancellationToken.None);

    /// <summary>Reports readings as a board does, unasked.</summary>
    public Task ReportAsync(params Field[] fields) => ReportAsync(Name, fields);

    /// <summary>Reports readings for a node.</summary>
    public Task ReportAsync(string nodeId, params Field[] fields) => SayAsync(FieldsMessage("7", nodeId, fields));

    /// <summary>Ends the session as a broken connection without resumption does.</summary>
    public async Task LeaveAsync()
    {
        IsClosed = true;
        await Session.OnClosedAsync([], CancellationToken.None);
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (!condition())
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private static Message FieldsMessage(string seqnr, string nodeId, IReadOnlyList<Field> fields) => new()
    {
        Payloads = [SensorDataXml.WriteFields(new ReadoutFields(seqnr, true, [new NodeFields(new NodeRef(nodeId), fields)]), WireDialect.Xep)],
    };

    private IEnumerable<Stanza> Answers(Stanza stanza)
    {
        if (stanza is not Iq { IsRequest: true } iq)
            yield break;
        if (iq.Payload(Ns.SensorData, "req") is { } req && Readings is { } readings)
        {
            var request = SensorDataXml.ReadRequest(req, TimeZoneInfo.Utc, new SensorDataLimits());
            yield return iq.Result(SensorDataXml.WriteAccepted(request.SequenceNumber, queued: false));
            yield return FieldsMessage(request.SequenceNumber, Name, [.. readings.Where(request.Matches)]);
        }
        else if (iq.Payload(Ns.Control, "set") is not null && Commands?.Invoke(iq) is { } answer)
            yield return answer;
    }

    private async Task AnswerAsync(Task before, List<Stanza> answers)
    {
        await before;
        await Task.Yield();
        foreach (var answer in answers)
            await SayAsync(answer);
    }
}
