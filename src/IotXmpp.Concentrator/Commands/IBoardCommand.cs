using IotXmpp.Concentrator.Access;
using IotXmpp.Concentrator.Nodes;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Commands;

namespace IotXmpp.Concentrator.Commands;

/// <summary>An ad-hoc command at the address of a board.</summary>
internal interface IBoardCommand
{
    /// <summary>Its node.</summary>
    string Node { get; }

    /// <summary>Name for people.</summary>
    string Name { get; }

    /// <summary>What it does to the board. Those who may see a board are offered all but <see cref="AccessAction.Manage"/>, and get as far as the rules let them.</summary>
    AccessAction Action { get; }

    /// <summary>False where the board has nothing for it.</summary>
    bool Fits(Board board) => true;

    /// <summary>Starts it.</summary>
    /// <param name="person">Full JID of who runs it.</param>
    /// <param name="board">The board.</param>
    /// <param name="ct">Cancels.</param>
    ValueTask<CommandStage> StartAsync(Jid person, Board board, CancellationToken ct);
}
