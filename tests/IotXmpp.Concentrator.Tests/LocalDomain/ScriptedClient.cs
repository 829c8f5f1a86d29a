using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Stanzas;
using IotXmpp.Xmpp.Streams;

namespace IotXmpp.Concentrator.Tests.LocalDomain;

/// <summary>A bound client without a stream below it.</summary>
internal sealed class ScriptedClient(Jid jid) : IStreamSession
{
    private readonly List<Stanza> _received = [];
    private int _ids;

    public Jid Jid { get; } = jid;

    public StreamTraits Traits { get; } = new(null, IsTls: true, IsExi: false, IsWebSocket: false);

    public IBoundSession Session { get; set; } = null!;

    /// <summary>Why the domain closed it; null while it has not.</summary>
    public StreamErrorCondition? Closed { get; private set; }

    /// <summary>False: its queue is full.</summary>
    public bool Accepts { get; set; } = true;

    public bool TrySend(Stanza stanza)
    {
        if (Accepts)
            _received.Add(stanza);
        return Accepts;
    }

    public void Close(StreamErrorCondition? error) => Closed = error;

    /// <summary>What came since the last call.</summary>
    public IReadOnlyList<Stanza> Take()
    {
        Stanza[] received = [.. _received];
        _received.Clear();
        return received;
    }

    /// <summary>What came since the last call, as short words.</summary>
    public IEnumerable<string> Words() => Take().Select(Word);

    public static string Word(Stanza stanza) => stanza switch
    {
        Message message => $"message {message.TypeName ?? "normal"} from {message.From}: {message.Body ?? message.Error?.Condition}",
        Presence presence => $"presence {presence.TypeName ?? "available"} from {presence.From}",
        Iq { Request: { } payload } iq => $"iq {iq.TypeName} {payload.LocalName}",
        Iq iq => $"iq {iq.TypeName} {iq.Error?.Condition}",
        _ => stanza.ElementName,
    };

    public ValueTask SendAsync(Stanza stanza) => Session.OnStanzaAsync(stanza with { From = Jid }, CancellationToken.None);

    public ValueTask PresenceAsync(PresenceType type = PresenceType.Available, string? to = null, int? priority = null) => SendAsync(new Presence
    {
        Type = type,
        To = to is null ? null : Jid.Parse(to),
        Payloads = priority is null ? [] : [Presence.Child("priority", $"{priority}")],
    });

    public ValueTask SayAsync(string to, string text, MessageType type = MessageType.Chat) =>
        SendAsync(new Message { Type = type, To = Jid.Parse(to), Id = "m1", Payloads = [Message.BodyOf(text)] });

    /// <summary>Sends a request and takes its answer out of what came.</summary>
    public async Task<Iq> RequestAsync(IqType type, string? to, string payload)
    {
        string id = $"r{++_ids}";
        await SendAsync(new Iq { Type = type, Id = id, To = to is null ? null : Jid.Parse(to), Payloads = [XmppElement.Parse(payload)] });
        var answer = _received.OfType<Iq>().Single(iq => iq.Id == id && !iq.IsRequest);
        _received.Remove(answer);
        return answer;
    }

    /// <summary>Asks for the roster: one line for each contact.</summary>
    public async Task<IReadOnlyList<string>> RosterAsync() => Lines((await RequestAsync(IqType.Get, null, $"<query xmlns='{Ns.Roster}'/>")).Request!);

    /// <summary>The roster pushes among what came since the last call.</summary>
    public IReadOnlyList<string> Pushes() => [.. Take().OfType<Iq>().Where(iq => iq.Type == IqType.Set).SelectMany(iq => Lines(iq.Request!))];

    private static IReadOnlyList<string> Lines(XmppElement query) =>
        [.. query.Elements.Select(item => $"{item.Attribute("jid")} {item.Attribute("subscription")}{(item.Attribute("ask") is null ? "" : " ask")}{(item.Attribute("name") is { } name ? $" '{name}'" : "")}")];
}
