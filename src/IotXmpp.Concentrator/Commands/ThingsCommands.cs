using IotXmpp.Concentrator.Access;
using IotXmpp.Concentrator.Nodes;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Commands;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Concentrator.Commands;

/// <summary>The ad-hoc commands of the boards and of the concentrator: what chat can do, for those who would rather click.</summary>
internal sealed class ThingsCommands(ConcentratorOptions options, BoardTable boards, BoardAccess access, IReadOnlyList<IBoardCommand> ofBoards, IReadOnlyList<ConcentratorAdHocCommand> own) : IAdHocCommands
{
    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<AdHocCommand>> ListAsync(Jid requester, Jid address, CancellationToken ct)
    {
        if (address.Local is not { } name)
        {
            return [.. own.Where(command => !command.IsForAdministrator || IsAdministrator(requester))
                .Select(command => new AdHocCommand(command.Node, command.Name, token => command.Start(requester, token)))];
        }

        if (await boards.FindAsync(name, ct) is not { } board || !await access.MaySeeAsync(requester, board, ct))
            return [];
        bool manages = await access.MayManageAsync(requester, board, ct);
        return [.. ofBoards.Where(command => command.Fits(board) && (manages || command.Action != AccessAction.Manage))
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

        if (address.Local is not { } name)
            return own.Any(command => command.Node == node) ? throw new StanzaException(CommandErrors.Forbidden()) : null;
        if (ofBoards.FirstOrDefault(command => command.Node == node) is not { } refused || await boards.FindAsync(name, ct) is not { } board)
            return null;
        // Asked as any other request would be: the owner learns who wanted it, and may decide otherwise.
        if (refused.Action is AccessAction.Read or AccessAction.Control)
            await access.CheckAsync(requester, board, refused.Action, [], ct);
        throw new StanzaException(CommandErrors.Forbidden());
    }

    private bool IsAdministrator(Jid person) => options.Owner?.Bare == person.Bare;
}
