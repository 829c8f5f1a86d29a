using IotXmpp.Xmpp.Addressing;

namespace IotXmpp.Xmpp.Commands;

/// <summary>A command under way. It belongs to one full JID, one address and one node: the id alone opens nothing.</summary>
/// <param name="Id">Random, never used again.</param>
/// <param name="Requester">Full JID.</param>
/// <param name="Address">The address whose command it is.</param>
/// <param name="Node">The command.</param>
internal sealed record CommandSession(string Id, Jid Requester, Jid Address, string Node)
{
    /// <summary>The stages shown so far, the present one on top.</summary>
    public Stack<CommandStage.Ask> Stages { get; } = new();

    /// <summary>When it was last worked on, by <see cref="TimeProvider.GetTimestamp"/>.</summary>
    public long Touched { get; set; }

    /// <summary>True if a request means this session.</summary>
    public bool Fits(Jid requester, Jid address, string node) => Requester == requester && Address == address && Node == node;
}
