using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Xmpp.Commands;

/// <summary>The commands at the addresses we serve.</summary>
public interface IAdHocCommands
{
    /// <summary>The commands that this requester may run at that address, in the order people want to see them; none if there are none.</summary>
    ValueTask<IReadOnlyList<AdHocCommand>> ListAsync(Jid requester, Jid address, CancellationToken ct);

    /// <summary>The command of that node; null if there is none.</summary>
    /// <exception cref="StanzaException"><c>forbidden</c>: there is one, not for this requester.</exception>
    ValueTask<AdHocCommand?> FindAsync(Jid requester, Jid address, string node, CancellationToken ct);
}
