using IotXmpp.Concentrator.Upstream;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Disco;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Concentrator.Access;

/// <summary>What time it is for a person: as the client says (XEP-0202), else UTC. The answer always names the zone.</summary>
internal sealed class OwnerZone(WorldRequests requests)
{
    /// <summary>A client that has not said by then does not: the person waits.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Offset from UTC, whole minutes within 14 hours.</summary>
    /// <param name="person">Full JID of the client.</param>
    /// <param name="ct">Cancels.</param>
    public async ValueTask<TimeSpan> OffsetAsync(Jid person, CancellationToken ct)
    {
        if (person.IsBare)
            return TimeSpan.Zero;
        var answer = await requests.AskAsync(person, IqType.Get, XmppElement.Build(Ns.Time, "time"), Patience, ct);
        return answer is { Type: IqType.Result } && answer.Payload(Ns.Time, "time") is { } payload && EntityTime.Read(payload) is { } clock ? clock.Time.Offset : TimeSpan.Zero;
    }
}
