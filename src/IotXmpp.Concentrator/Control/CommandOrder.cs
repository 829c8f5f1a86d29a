using IotXmpp.Concentrator.Nodes;
using IotXmpp.Things.Model;
using IotXmpp.Xmpp.Addressing;

namespace IotXmpp.Concentrator.Control;

/// <summary>A command to one board, checked and allowed.</summary>
/// <param name="Requester">Full JID of who asks.</param>
/// <param name="Address">The address that was asked.</param>
/// <param name="Board">The board.</param>
/// <param name="Values">Checked values in the order they are to be set.</param>
internal sealed record CommandOrder(Jid Requester, Jid Address, Board Board, IReadOnlyList<ControlValue> Values)
{
    /// <summary>Until when it may wait for a board that is away; null if it may not wait.</summary>
    public DateTimeOffset? NotAfter { get; init; }

    /// <summary>Whether the requester is a person in chat, to be told how a command that waited ended.</summary>
    public bool TellsByChat { get; init; }
}
