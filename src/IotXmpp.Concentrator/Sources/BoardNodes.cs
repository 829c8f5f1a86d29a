using IotXmpp.Concentrator.Access;
using IotXmpp.Concentrator.Nodes;
using IotXmpp.Things.Concentrators;
using IotXmpp.Things.Model;
using IotXmpp.Xmpp.Forms;

namespace IotXmpp.Concentrator.Sources;

/// <summary>Makes nodes of boards and of the things behind them, as a requester may see them.</summary>
internal sealed class BoardNodes(BoardAccess access, BoardNodeCommands commands, BoardStates states, IReadOnlyList<ThingDescription> kinds)
{
    public const string DescriptionId = "description";
    public const string KindId = "kind";

    /// <summary>Names of the indices.</summary>
    public static IReadOnlyList<string> Indices { get; } = ["kind", "owner", "state"];

    /// <summary>Longest description of a board, in characters.</summary>
    public const int MaxDescription = 200;

    /// <summary>The node of a board; null if the requester may not see it.</summary>
    /// <param name="requester">Who looks.</param>
    /// <param name="board">The board.</param>
    /// <param name="sourceId">Source it is told in.</param>
    /// <param name="parentId">Its parent there; null for a root.</param>
    /// <param name="withChildren">True if things behind it are nodes of that source.</param>
    /// <param name="ct">Cancels.</param>
    public async ValueTask<SourceNode?> OfBoardAsync(Requester requester, Board board, string sourceId, string? parentId, bool withChildren, CancellationToken ct)
    {
        if (!await access.MaySeeAsync(Question(requester, board, AccessAction.See, null), ct))
            return null;
        bool manages = (await access.MayManageAsync(requester.Address, board, ct));
        var description = board.Description;
        var messages = states.MessagesOf(board);
        var state = messages.Count > 0 ? messages.Max(message => message.Type) : NodeState.None;
        return new SourceNode
        {
            Information = new NodeInformation
            {
                Node = new NodeRef(board.Name, sourceId),
                NodeType = TypeOf(board),
                State = state,
                HasChildren = withChildren && board.SubNodes().Count > 0,
                IsReadable = true,
                IsControllable = description.Parameters.Count > 0,
                ParentId = parentId,
                LastChanged = board.Record.Created,
            },
            BaseClasses = board.Record.Kind.Length > 0 ? [NodeTypes.Board, NodeTypes.Node] : [NodeTypes.Node],
            Interfaces = description.Parameters.Count > 0 ? [NodeTypes.Readable, NodeTypes.Controllable] : [NodeTypes.Readable],
            Parameters =
            [
                new NodeParameter("id", "Node ID", board.Name),
                new NodeParameter("type", "Node type", description.Title),
                new NodeParameter("address", "Address", board.Address.ToString()),
                new NodeParameter("owner", "Owner", board.Record.Owner?.ToString() ?? ""),
                new NodeParameter(DescriptionId, "Description", board.Record.Description ?? ""),
                new NodeParameter("created", "Registered", XmppTime(board.Record.Created), NodeParameterKind.DateTime),
                new NodeParameter("up", "Connected", board.IsUp ? "true" : "false", NodeParameterKind.Boolean),
                new NodeParameter("nodes", "Things behind it", board.SubNodes().Count.ToString(System.Globalization.CultureInfo.InvariantCulture), NodeParameterKind.Int),
            ],
            Messages = messages,
            Editable = manages ? Editable(board) : [],
            Commands = commands.Of(requester, board, board.Name, manages),
            Indices = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["kind"] = board.Record.Kind,
                ["owner"] = board.Record.Owner?.ToString() ?? "",
                ["state"] = state.ToString(),
            },
        };
    }

    /// <summary>The node of a thing behind a board; null if the requester may not see it, or there is none.</summary>
    public async ValueTask<SourceNode?> OfSubNodeAsync(Requester requester, Board board, string nodeId, string sourceId, CancellationToken ct)
    {
        if (!board.SubNodes().Contains(nodeId, StringComparer.Ordinal)
            || !await access.MaySeeAsync(Question(requester, board, AccessAction.See, new NodeRef(nodeId)), ct))
            return null;
        string local = BoardNodeId.LocalOf(board.Name, nodeId);
        return new SourceNode
        {
            Information = new NodeInformation
            {
                Node = new NodeRef(nodeId, sourceId),
                NodeType = NodeTypes.SubNode,
                LocalId = local,
                DisplayName = local,
                IsReadable = true,
                ParentId = board.Name,
            },
            BaseClasses = [NodeTypes.Node],
            Interfaces = [NodeTypes.Readable],
            Parameters = [new NodeParameter("id", "Node ID", nodeId), new NodeParameter("type", "Node type", "thing behind a board"), new NodeParameter("board", "Board", board.Name)],
            Commands = commands.Of(requester, board, nodeId, manages: false),
            Indices = new Dictionary<string, string>(StringComparer.Ordinal) { ["kind"] = "", ["owner"] = board.Record.Owner?.ToString() ?? "", ["state"] = nameof(NodeState.None) },
        };
    }

    private static AccessRequest Question(Requester requester, Board board, AccessAction action, NodeRef? node) =>
        new(requester.Address, board.Record, action) { Node = node, Tokens = requester.Tokens };

    private static string TypeOf(Board board) => board.Record.Kind.Length > 0 ? $"{NodeTypes.Board}.{board.Record.Kind}" : NodeTypes.Board;

    private static string XmppTime(DateTimeOffset time) => Xmpp.Stanzas.XmppDateTime.Format(time);

    private IReadOnlyList<ParameterDescription> Editable(Board board) =>
    [
        new("id", "Node ID") { Description = "Name of the board: the left side of its address.", Page = "Identity", IsId = true, IsReadOnly = true, Value = board.Name },
        new(KindId, "Kind")
        {
            Description = "What it measures and what can be set.",
            Page = "Identity",
            Options = [new FormOption("", "something else"), .. kinds.Select(kind => new FormOption(kind.Kind, kind.Title))],
            Value = board.Record.Kind,
        },
        new(DescriptionId, "Description") { Description = "For people: where it is, what it is for.", Page = "Location", MaxLength = MaxDescription, Value = board.Record.Description ?? "" },
    ];
}
