using System.Globalization;
using System.Runtime.CompilerServices;
using IotXmpp.Concentrator.Access;
using IotXmpp.Concentrator.Nodes;
using IotXmpp.Concentrator.SensorData;
using IotXmpp.Concentrator.Storage;
using IotXmpp.Things.Concentrators;
using IotXmpp.Things.Control;
using IotXmpp.Things.Model;
using IotXmpp.Things.SensorData;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Concentrator.Sources;

/// <summary>
/// The commands of boards and of the things behind them. What is read passes the access rules when it is read: a command in a list is no right.
/// </summary>
internal sealed class BoardNodeCommands(BoardReader reader, BoardAccess access, BoardStates states, IHistoryStore history, IDeviceStore devices, SourceEvents events, TimeProvider time)
{
    private const string Table = "values";

    /// <summary>Records in one event; a message holds at most a few events of that size.</summary>
    private const int RecordsPerEvent = 50;

    /// <summary>Entries a history query may find at most, the newest ones.</summary>
    private const int MaxEntries = 10_000;

    private static readonly IReadOnlyList<QueryColumn> Columns =
    [
        new("time", "Time"), new("node", "Node") { SourceId = TopologySource.Id }, new("field", "Field"), new("value", "Value") { Alignment = "Right" }, new("unit", "Unit"),
    ];

    /// <summary>The commands a requester may execute on a node.</summary>
    /// <param name="requester">Who.</param>
    /// <param name="board">The board.</param>
    /// <param name="nodeId">Its own node id, or that of a thing behind it.</param>
    /// <param name="manages">True if the requester manages the board.</param>
    public IReadOnlyList<NodeCommand> Of(Requester requester, Board board, string nodeId, bool manages)
    {
        var list = new List<NodeCommand>
        {
            new(new NodeCommandInformation("values", "Last values", NodeCommandType.Query) { SortCategory = "1 Read", SortKey = "1", Failure = "The values cannot be shown." })
            {
                QueryAsync = (_, ct) => ValuesAsync(requester, board, nodeId, ct),
            },
            new(new NodeCommandInformation("history", "History...", NodeCommandType.Query) { SortCategory = "1 Read", SortKey = "2", Failure = "The history cannot be shown.", Success = "The history follows." })
            {
                Parameters = HistoryParameters(),
                Validate = CheckHistory,
                QueryAsync = (values, ct) => HistoryAsync(requester, board, nodeId, values, ct),
            },
        };
        if (nodeId != board.Name)
            return list;
        list.Add(new(new NodeCommandInformation("refresh", "Read now", NodeCommandType.Simple) { SortCategory = "1 Read", SortKey = "3", Failure = "The board could not be read.", Success = "The board was read." })
        {
            ExecuteAsync = (_, ct) => RefreshAsync(requester, board, ct),
        });
        if (!manages)
            return list;
        list.Add(new(new NodeCommandInformation("describe", "Describe...", NodeCommandType.Parameterized) { SortCategory = "2 Manage", SortKey = "1", Success = "The description was changed." })
        {
            Parameters = [new(BoardNodes.DescriptionId, "Description") { MaxLength = BoardNodes.MaxDescription, Description = "Where it is, what it is for.", IsRequired = true }],
            ExecuteAsync = (values, ct) => DescribeAsync(requester, board, values[BoardNodes.DescriptionId], ct),
        });
        list.Add(new(new NodeCommandInformation("acknowledge", "Acknowledge warnings", NodeCommandType.Simple)
        {
            SortCategory = "2 Manage", SortKey = "2", Confirmation = "Have you seen the warnings?", Failure = "There is nothing to acknowledge.", Success = "The warnings are marked as seen.",
        })
        {
            ExecuteAsync = (_, ct) => AcknowledgeAsync(board, ct),
        });
        return list;
    }

    private static AccessRequest Question(Requester requester, Board board, AccessAction action, string? nodeId = null, IReadOnlyList<string>? names = null) =>
        new(requester.Address, board.Record, action) { Node = nodeId is null ? null : new NodeRef(nodeId), Names = names ?? [], Tokens = requester.Tokens };

    private static IReadOnlyList<QueryItem> Record(NodeRef node, Field field) =>
        [QueryItem.Time(field.Timestamp), QueryItem.String(node.NodeId), QueryItem.String(field.Name), QueryItem.Of(field.Value), field.Unit is { Length: > 0 } unit ? QueryItem.String(unit) : QueryItem.Void];

    private IReadOnlyList<ParameterDescription> HistoryParameters()
    {
        var now = time.GetUtcNow();
        now = new DateTimeOffset(now.Ticks - (now.Ticks % TimeSpan.TicksPerMinute), TimeSpan.Zero);
        return
        [
            new("from", "From") { Kind = NodeParameterKind.DateTime, IsRequired = true, Description = "First time.", Page = "Time", Value = XmppDateTime.Format(now.AddDays(-1)) },
            new("to", "To") { Kind = NodeParameterKind.DateTime, IsRequired = true, Description = "Last time.", Page = "Time", Value = XmppDateTime.Format(now.AddDays(1)) },
            new("fields", "Fields") { IsMultiple = true, Description = "Names of fields, one a line; nothing for all.", Page = "Fields" },
        ];
    }

    private static IReadOnlyList<ParameterError> CheckHistory(IReadOnlyDictionary<string, string> values) =>
        Time(values, "from") > Time(values, "to") ? [new ParameterError("to", "The To timestamp cannot be older than the From timestamp.")] : [];

    private static DateTimeOffset? Time(IReadOnlyDictionary<string, string> values, string id) =>
        values.TryGetValue(id, out string? text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;

    private async ValueTask<ConcentratorResult> RefreshAsync(Requester requester, Board board, CancellationToken ct)
    {
        var decision = await access.CheckAsync(board, Question(requester, board, AccessAction.Read), ct);
        if (!decision.IsAllowed)
            return ConcentratorResult.Forbidden;
        var reading = await reader.ReadAsync(board, new ReadoutRequest { SequenceNumber = "0", FieldTypes = FieldTypes.Present }, ct);
        return reading.Outcome switch
        {
            ReadoutOutcome.Done => ConcentratorResult.Done,
            ReadoutOutcome.Away => Failed($"{board.Name} is away.", "recipient-unavailable"),
            ReadoutOutcome.TimedOut => Failed($"{board.Name} did not answer in time.", "remote-server-timeout"),
            _ => Failed($"{board.Name} could not be read.", null),
        };
    }

    private static ConcentratorResult Failed(string text, string? condition) => new(ResponseCode.OtherError) { Text = text, Condition = condition };

    private async ValueTask<ConcentratorResult> DescribeAsync(Requester requester, Board board, string description, CancellationToken ct)
    {
        if (!await access.MayManageAsync(requester.Address, board, ct) || await devices.FindAsync(board.Name, ct) is not { } record)
            return ConcentratorResult.Forbidden;
        return await devices.UpdateAsync(record with { Description = description }, ct) ? ConcentratorResult.Done : ConcentratorResult.NotFound;
    }

    private async ValueTask<ConcentratorResult> AcknowledgeAsync(Board board, CancellationToken ct)
    {
        if (!states.TryAcknowledge(board))
            return Failed("There is nothing to acknowledge.", "unexpected-request");
        await events.OnBoardStatusAsync(board, ct);
        return ConcentratorResult.Done;
    }

    private async ValueTask<QueryStart> ValuesAsync(Requester requester, Board board, string nodeId, CancellationToken ct)
    {
        var decision = await access.CheckAsync(board, Question(requester, board, AccessAction.Read, nodeId), ct);
        return decision.IsAllowed ? new QueryStart(null, _ => Values(board, nodeId, decision).ToAsyncEnumerable()) : new QueryStart(ConcentratorResult.Forbidden, null);
    }

    private static IEnumerable<QueryEvent> Values(Board board, string nodeId, AccessDecision decision)
    {
        yield return new QueryEvent.Title($"Last values of {nodeId}");
        yield return new QueryEvent.NewTable(Table, "Values", Columns);
        foreach (var chunk in board.LastValues().Where(value => value.Node.NodeId == nodeId && decision.Covers(value.Node, value.Field)).Select(value => Record(value.Node, value.Field)).Chunk(RecordsPerEvent))
            yield return new QueryEvent.NewRecords(Table, chunk);
        yield return new QueryEvent.TableDone(Table);
    }

    private async ValueTask<QueryStart> HistoryAsync(Requester requester, Board board, string nodeId, IReadOnlyDictionary<string, string> values, CancellationToken ct)
    {
        string[] fields = values.GetValueOrDefault("fields", "").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var decision = await access.CheckAsync(board, Question(requester, board, AccessAction.Read, nodeId, fields), ct);
        var query = new HistoryQuery { Device = board.Name, Fields = fields, From = Time(values, "from"), To = Time(values, "to"), Limit = MaxEntries };
        return decision.IsAllowed ? new QueryStart(null, token => HistoryAsync(nodeId, query, decision, token)) : new QueryStart(ConcentratorResult.Forbidden, null);
    }

    private async IAsyncEnumerable<QueryEvent> HistoryAsync(string nodeId, HistoryQuery query, AccessDecision decision, [EnumeratorCancellation] CancellationToken ct)
    {
        yield return new QueryEvent.Title($"History of {nodeId}");
        yield return new QueryEvent.BeginSection(nodeId);
        yield return new QueryEvent.NewTable(Table, "History", Columns);
        var chunk = new List<IReadOnlyList<QueryItem>>(RecordsPerEvent);
        int count = 0;
        await foreach (var entry in history.QueryAsync(query, ct))
        {
            if (entry.Node.NodeId != nodeId || !decision.Covers(entry.Node, entry.Field))
                continue;
            chunk.Add(Record(entry.Node, entry.Field));
            count++;
            if (chunk.Count < RecordsPerEvent)
                continue;
            yield return new QueryEvent.NewRecords(Table, [.. chunk]);
            yield return new QueryEvent.Status($"{count} values so far.");
            chunk.Clear();
            // A revocation works while the query runs.
            decision = await access.RenewAsync(decision, ct);
        }

        if (chunk.Count > 0)
            yield return new QueryEvent.NewRecords(Table, chunk);
        yield return new QueryEvent.TableDone(Table);
        yield return new QueryEvent.EndSection();
        yield return new QueryEvent.QueryMessage(string.Create(CultureInfo.InvariantCulture, $"{count} values found."));
    }
}
