using IotXmpp.Concentrator.Access;
using IotXmpp.Concentrator.Nodes;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Commands;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Concentrator.Commands;

/// <summary>The ad-hoc commands of the boards and of the concentrator: what chat can do, for those who would rather click.</summary>
internal sealed class ThingsCommands(ConcentratorOptions options, BoardTable boards, BoardAccess access, IReadOnlyList<IBoardCommand> ofBoards, ListCommand list, AddBoardCommand add) : IAdHocCommands
{
    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<AdHocCommand>> ListAsync(Jid requester, Jid address, CancellationToken ct)
    {
        if (address.Local is not { } name)
        {
            AdHocCommand[] own = [new("list", "List boards", token => list.StartAsync(requester, token)), new("add-board", "Add a board", token => add.StartAsync(requester, token))];
            return IsAdministrator(requester) ? own : own[..1];
        }

        if (await boards.FindAsync(name, ct) is not { } board || !await access.MaySeeAsync(requester, board, ct))
            return [];
        bool manages = await access.MayManageAsync(requester, board, ct);
        return [.. ofBoards.Where(command => command.Fits(board) && (manages || !command.IsForManagers))
            .Select(command => new AdHocCommand(command.Node, command.Name, token => command.StartAsync(requester, board, token)))];
    }

    /// <inheritdoc/>
    public async ValueTask<AdHocCommand?> FindAsync(Jid requester, Jid address, string node, CancellationToken ct)
    {
        foreach (var command in await ListAsync(requester, address, ct))
        {
            if (command.Node == node)
                return command;
        }

        bool exists = address.Local is null ? node == "add-board" : ofBoards.Any(command => command.Node == node);
        return exists ? throw new StanzaException(CommandErrors.Forbidden()) : null;
    }

    private bool IsAdministrator(Jid person) => options.Owner?.Bare == person.Bare;
}
