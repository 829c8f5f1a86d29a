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

    /// <summary>True if only those who manage the board may run it; else everybody who may see it, as far as the rules let them get.</summary>
    bool IsForManagers { get; }

    /// <summary>False where the board has nothing for it.</summary>
    bool Fits(Board board);

    /// <summary>Starts it.</summary>
    /// <param name="person">Full JID of who runs it.</param>
    /// <param name="board">The board.</param>
    /// <param name="ct">Cancels.</param>
    ValueTask<CommandStage> StartAsync(Jid person, Board board, CancellationToken ct);
}
