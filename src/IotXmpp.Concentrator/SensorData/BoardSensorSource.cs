using System.Runtime.CompilerServices;
using IotXmpp.Concentrator.Access;
using IotXmpp.Concentrator.Control;
using IotXmpp.Concentrator.Nodes;
using IotXmpp.Things.Model;
using IotXmpp.Things.SensorData;
using IotXmpp.Xmpp.Addressing;

namespace IotXmpp.Concentrator.SensorData;

/// <summary>Readouts of the world (XEP-0323), on the address of a board and on that of the concentrator.</summary>
internal sealed class BoardSensorSource(
    ConcentratorOptions options, BoardTable boards, NodeResolver nodes, BoardAccess access, BoardReader reader, BoardCommands commands, TimeProvider time) : ISensorDataSource
{
    /// <summary>Fields of history handed on at once.</summary>
    private const int HistoryChunk = 100;

    /// <summary>Name of the field that tells the state of the last command, and of its enumeration.</summary>
    private const string CommandField = "Command", CommandStates = "CommandState";

    public async ValueTask<ReadoutPlan> PlanAsync(Jid requester, Jid address, ReadoutRequest request, CancellationToken ct)
    {
        var (targets, unknown) = await nodes.ResolveNodesAsync(address, request.Nodes, ct);
        if (unknown is not null)
            return ReadoutPlan.Refuse(SensorDataErrors.UnknownNode(ValueText.Clean(unknown)));
        if (targets.Count == 0)
        {
            targets = await VisibleAsync(requester, ct);
            if (targets.Count == 0)
                return ReadoutPlan.Refuse(SensorDataErrors.Forbidden());
        }

        var readable = new List<ReadableNode>(targets.Count);
        foreach (var target in targets)
        {
            var question = new AccessRequest(requester, target.Board.Record, AccessAction.Read)
            {
                Node = target.NodeId is { } nodeId ? new NodeRef(nodeId) : null,
                Names = request.Fields,
                FieldTypes = request.EffectiveTypes,
                Tokens = request.Tokens,
                IsLasting = request.IsLasting || request.When is not null,
            };
            var decision = await access.CheckAsync(target.Board, question, ct);
            // Nodes that are not allowed are left out; only when none is left the request is refused (XEP-0324 3.3.2).
            if (decision.IsAllowed)
                readable.Add(new ReadableNode(target, decision));
        }

        if (readable.Count == 0)
            return ReadoutPlan.Refuse(SensorDataErrors.Forbidden());

        // Field names are hints, but a request for nothing that exists is a mistake its sender wants to know of.
        var known = request.Fields.Count > 0 ? targets.SelectMany(target => target.Board.FieldNames()).Append(CommandField).ToHashSet(StringComparer.Ordinal) : [];
        if (known.Count > 1 && !request.Fields.Any(known.Contains))
            return ReadoutPlan.Refuse(SensorDataErrors.UnknownField(ValueText.Clean(request.Fields[0])));
        return ReadoutPlan.Accept(token => ReadAsync(readable, request, token));
    }

    private async IAsyncEnumerable<ReadoutPart> ReadAsync(List<ReadableNode> targets, ReadoutRequest request, [EnumeratorCancellation] CancellationToken ct)
    {
        // Some boards are asked at once, so that the slowest sets the pace and not the sum; never all, since what they say waits in memory for its turn.
        var asked = new Queue<Task<BoardReading>>();
        int next = 0;
        foreach (var (target, granted) in targets)
        {
            while (next < targets.Count && asked.Count < options.Limits.MaxBoardsAtOnce)
                asked.Enqueue(reader.ReadAsync(targets[next++].Target.Board, request, ct).AsTask());
            var reading = await asked.Dequeue();
            // Hours may lie between the request and now, and minutes between two boards.
            var decision = await access.RenewAsync(granted, ct);
            if (!decision.IsAllowed)
            {
                yield return ReadoutPart.Of(new ReadoutError(new NodeRef(target.Board.Name), time.GetUtcNow(), "You may not read this any more."));
                continue;
            }

            foreach (var node in reading.Nodes)
            {
                if (!target.Covers(node.Node.NodeId))
                    continue;
                var fields = node.Fields.Where(field => decision.Covers(node.Node, field)).ToList();
                if (fields.Count > 0)
                    yield return ReadoutPart.Of(node with { Fields = fields });
            }

            if (target.Covers(target.Board.Name) && CommandOf(target.Board, request) is { } command && decision.Covers(new NodeRef(target.Board.Name), command))
                yield return ReadoutPart.Of(new NodeFields(new NodeRef(target.Board.Name), [command]));
            if (Trouble(target, request, reading) is { } trouble)
                yield return ReadoutPart.Of(new ReadoutError(new NodeRef(target.NodeId ?? target.Board.Name), time.GetUtcNow(), trouble));
            if ((request.EffectiveTypes & FieldTypes.Historical) == 0)
                continue;
            await foreach (var part in ReadHistoryAsync(target, decision, request, ct))
                yield return part;
        }
    }

    private Field? CommandOf(Board board, ReadoutRequest request)
    {
        if (commands.Last(board) is not { } command)
            return null;
        var field = new Field
        {
            Name = CommandField,
            Value = FieldValue.Create(FieldValueKind.Enumeration, command.State.ToString().ToLowerInvariant(), CommandStates),
            Timestamp = command.Changed,
            FieldTypes = FieldTypes.Status,
            Quality = FieldQuality.AutomaticReadout,
        };
        return request.Matches(field) ? field : null;
    }

    private async IAsyncEnumerable<ReadoutPart> ReadHistoryAsync(NodeTarget target, AccessDecision decision, ReadoutRequest request, [EnumeratorCancellation] CancellationToken ct)
    {
        var chunk = new List<Field>(HistoryChunk);
        var chunkNode = new NodeRef(target.Board.Name);
        int count = 0;
        await foreach (var (node, field) in reader.HistoryAsync(target.Board, request, ct))
        {
            count++;
            if (!target.Covers(node.NodeId) || !decision.Covers(node, field))
                continue;
            if (chunk.Count > 0 && (chunk.Count == HistoryChunk || node != chunkNode))
            {
                yield return ReadoutPart.Of(new NodeFields(chunkNode, chunk));
                chunk = new List<Field>(HistoryChunk);
            }

            chunkNode = node;
            chunk.Add(field);
        }

        if (chunk.Count > 0)
            yield return ReadoutPart.Of(new NodeFields(chunkNode, chunk));
        if (count >= BoardReader.MaxHistory)
        {
            string text = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"Only the newest {BoardReader.MaxHistory} stored values are here: ask for an interval.");
            yield return ReadoutPart.Of(new ReadoutError(new NodeRef(target.NodeId ?? target.Board.Name), time.GetUtcNow(), text));
        }
    }

    private static string? Trouble(NodeTarget target, ReadoutRequest request, BoardReading reading)
    {
        if ((request.EffectiveTypes & FieldTypes.Present) == 0)
            return null;
        string name = target.Board.Name;
        return reading.Outcome switch
        {
            ReadoutOutcome.Failed => $"{name} could not be read: {ValueText.Clean(reading.Error ?? "it said no more")}",
            ReadoutOutcome.TimedOut => $"{name} did not answer in time; older values carry their own time.",
            ReadoutOutcome.Away when !reading.Nodes.Any(node => target.Covers(node.Node.NodeId)) => $"{name} is away and has no last values.",
            _ => null,
        };
    }

    private async ValueTask<IReadOnlyList<NodeTarget>> VisibleAsync(Jid requester, CancellationToken ct)
    {
        var visible = new List<NodeTarget>();
        await foreach (var board in boards.ListAsync(ct))
        {
            if (await access.MaySeeAsync(requester, board, ct))
                visible.Add(new NodeTarget(board, null));
        }

        return visible;
    }

    private readonly record struct ReadableNode(NodeTarget Target, AccessDecision Granted);
}
