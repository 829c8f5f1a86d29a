using IotXmpp.Concentrator.Access;
using IotXmpp.Concentrator.Nodes;
using IotXmpp.Concentrator.Storage;
using IotXmpp.Things.Dialects;
using IotXmpp.Things.Model;
using IotXmpp.Things.SensorData;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.PubSub;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Concentrator.PubSub;

/// <summary>
/// Who may read what boards publish: whoever may read the board again and again, by the same decision as a readout. Who may read some of its fields gets items with
/// those fields, and no item without any of them.
/// </summary>
internal sealed class BoardPubSubAuthority(ConcentratorOptions options, BoardTable boards, BoardAccess access, IFriendshipStore friendships) : IPubSubAuthority
{
    private static readonly SensorDataLimits Limits = new();

    /// <summary>Other nodes are made by the administrator: a thing is no place for other people's data.</summary>
    public ValueTask<bool> MayCreateAsync(Jid creator, NodeKey key, CancellationToken ct) =>
        new(key.Service.Local is null && creator.Bare == options.Owner?.Bare && !BoardNodeName.IsReserved(key.Node));

    public async ValueTask<PubSubView?> ViewAsync(Jid reader, PubSubNode node, CancellationToken ct)
    {
        if (!node.IsOfService)
            return null;
        if (await FindBoardAsync(node.Key, ct) is not var (board, name))
            return PubSubView.Nothing;
        var decision = await access.LookLastingAsync(reader, board, AccessAction.Read, ct);
        if (!decision.IsAllowed || (name.Field is { } field && !decision.Covers(NodeOf(name), field)))
            return PubSubView.Nothing;
        bool isOwner = board.Record.Owner is { } owner && owner.Bare == reader.Bare;
        return isOwner && !name.IsJson ? PubSubView.Everything : PubSubView.Of(item => Show(item, decision, name.IsJson));
    }

    public async ValueTask<bool> MayManageAsync(Jid manager, PubSubNode node, CancellationToken ct) =>
        await FindBoardAsync(node.Key, ct) is var (board, _) && await access.MayManageAsync(manager, board, ct);

    public async ValueTask<bool> SeesPresenceAsync(Jid reader, PubSubNode node, CancellationToken ct) =>
        (await friendships.GetAsync(node.Key.Service, reader.Bare, ct) & FriendshipState.From) != 0;

    /// <summary>An item as it is stored, cut to what a decision covers. Public for its tests: what is left out here is seen nowhere.</summary>
    internal static PubSubItem? Show(PubSubItem item, AccessDecision decision, bool asJson)
    {
        if (item.Payload is null)
            return item;
        var fields = SensorDataXml.ReadFields(item.Payload, TimeZoneInfo.Utc, Limits);
        NodeFields[] shown = [.. fields.Nodes.Select(node => new NodeFields(node.Node, [.. node.Fields.Where(field => decision.Covers(node.Node, field))])).Where(node => node.Fields.Count > 0)];
        if (shown.Length == 0)
            return null;
        var cut = fields with { Nodes = shown };
        if (asJson)
            return item with { Payload = SensorDataJson.Write(cut) };
        return shown.Sum(node => node.Fields.Count) == fields.Nodes.Sum(node => node.Fields.Count) ? item : item with { Payload = SensorDataXml.WriteFields(cut, WireDialect.Compatible) };
    }

    private static NodeRef NodeOf(BoardNodeName name) => new(name.Thing is { } thing ? BoardNodeId.Of(name.Board, thing) : name.Board);

    /// <summary>The board a node is of: by its name in the things domain, or by the address whose personal node it is (XEP-0163).</summary>
    private async ValueTask<(Board Board, BoardNodeName Name)?> FindBoardAsync(NodeKey key, CancellationToken ct)
    {
        var name = key.Service.Local is not { } local ? BoardNodeName.Parse(key.Node) : key.Node == Ns.SensorData ? new BoardNodeName(local, null, null) : null;
        return name is not null && await boards.FindAsync(name.Board, ct) is { } board ? (board, name) : null;
    }
}
