using IotXmpp.Concentrator.Access;
using IotXmpp.Concentrator.PubSub;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Commands;
using IotXmpp.Xmpp.Disco;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Concentrator.Nodes;

/// <summary>
/// What the boards and the concentrator are, support and have (XEP-0030), and the digest of it in their presence (XEP-0115). A board lists only what
/// it can do. That a board exists is no secret from those who know its address; its values, its presence and who else is here are.
/// </summary>
internal sealed class ThingsDisco(ConcentratorOptions options, BoardTable boards, BoardAccess access, BoardPubSub pubSub, IAdHocCommands commands, Func<IReadOnlyList<string>> features) : IDiscoEntities
{
    /// <summary>Names the software in capabilities (XEP-0115 4).</summary>
    private const string Software = "urn:iotxmpp:concentrator";

    /// <inheritdoc/>
    public async ValueTask<DiscoInfo?> FindInfoAsync(Iq request, string? node, CancellationToken ct)
    {
        var info = InfoOf(request.To?.Local is { } name ? await boards.FindAsync(name, ct) : null);
        if (node is null || node == EntityCapabilities.Of(Software, info).InfoNode)
            return info;
        if (node == Ns.Commands)
            return new DiscoInfo { Identities = [new DiscoIdentity("automation", "command-list", "Commands")], Features = [Ns.DiscoItems] };
        if (await pubSub.FindInfoAsync(request.From!, request.To!, node, ct) is { } published)
            return published;
        // Whoever may not run a command does not learn that it is there.
        var command = (await commands.ListAsync(request.From!, request.To!, ct)).FirstOrDefault(each => each.Node == node);
        return command is null
            ? null
            : new DiscoInfo { Identities = [new DiscoIdentity("automation", "command-node", command.Name)], Features = [Ns.Commands, Ns.DataForms] };
    }

    /// <inheritdoc/>
    public async ValueTask<DiscoItems?> FindItemsAsync(Iq request, string? node, CancellationToken ct)
    {
        var asker = request.From!;
        if (node is null)
            return new DiscoItems { Items = [.. request.To?.Local is null ? await BoardsAsync(asker, ct) : [], .. await pubSub.FindItemsAsync(asker, request.To!, null, ct) ?? []] };
        var known = await commands.ListAsync(asker, request.To!, ct);
        if (node == Ns.Commands)
            return new DiscoItems { Items = [.. known.Select(command => new DiscoItem(request.To!, command.Node, command.Name))] };
        if (known.Any(command => command.Node == node))
            return new DiscoItems();
        return await pubSub.FindItemsAsync(asker, request.To!, node, ct) is { } items ? new DiscoItems { Items = items } : null;
    }

    /// <summary>The <c>c</c> element for the presence of a board, or of the concentrator.</summary>
    public XmppElement CapabilitiesOf(Board? board) => EntityCapabilities.Of(Software, InfoOf(board)).ToElement();

    private DiscoInfo InfoOf(Board? board) => new()
    {
        // Named by kind, not by board: all boards of a kind then have the same digest, and a client asks once.
        Identities = board is null
            ? [new DiscoIdentity("component", "generic", options.Name), .. pubSub.IsEnabled ? [new DiscoIdentity("pubsub", "service", options.Name)] : (DiscoIdentity[])[]]
            // The second is registered, for clients that know no devices: something that answers by itself.
            :
            [
                new DiscoIdentity("device", board.Description.DeviceType, board.Description.Title),
                new DiscoIdentity("client", "bot", board.Description.Title),
                .. pubSub.IsEnabled ? [new DiscoIdentity("pubsub", "pep", board.Description.Title)] : (DiscoIdentity[])[],
            ],
        Features = [.. features().Where(feature => feature switch
        {
            Ns.Control => board is not { Record.Kind.Length: > 0, Description.Parameters.Count: 0 },
            // What is behind a board, and who may claim it, is asked of the concentrator.
            Ns.Concentrators or Ns.Discovery or Ns.Provisioning => board is null,
            // Nobody makes nodes at a board, and who reads there is not said in affiliations.
            Ns.PubSub + "#create-nodes" or Ns.PubSub + "#create-and-configure" or Ns.PubSub + "#delete-nodes" or Ns.PubSub + "#modify-affiliations" or Ns.PubSub + "#publish" => board is null,
            _ => true,
        }), .. board is not null && pubSub.IsEnabled ? [Ns.PubSub + "#filtered-notifications"] : (string[])[]],
    };

    private async ValueTask<IReadOnlyList<DiscoItem>> BoardsAsync(Jid asker, CancellationToken ct)
    {
        var items = new List<DiscoItem>();
        await foreach (var board in boards.ListAsync(ct))
        {
            if (await access.MaySeeAsync(asker, board, ct))
                items.Add(new DiscoItem(board.Address, Name: board.Name));
        }

        return items;
    }
}
