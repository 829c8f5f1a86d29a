using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Commands;

namespace IotXmpp.Concentrator.Commands;

/// <summary>An ad-hoc command at the address of the concentrator itself.</summary>
/// <param name="Node">Its node.</param>
/// <param name="Name">Name for people.</param>
/// <param name="Start">Starts it, for the full JID of who runs it.</param>
internal sealed record ConcentratorAdHocCommand(string Node, string Name, Func<Jid, CancellationToken, ValueTask<CommandStage>> Start)
{
    /// <summary>True if only the administrator may run it.</summary>
    public bool IsForAdministrator { get; init; }
}
