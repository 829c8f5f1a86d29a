using System.Runtime.CompilerServices;
using IotXmpp.Concentrator.Access;
using IotXmpp.Concentrator.Nodes;
using IotXmpp.Things.Model;
using IotXmpp.Things.SensorData;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Concentrator.SensorData;

/// <summary>Readouts of the world (XEP-0323), on the address of a board and on that of the concentrator.</summary>
internal sealed class BoardSensorSource(BoardTable boards, NodeResolver nodes, BoardAccess access, BoardReader reader, TimeProvider time) : ISensorDataSource
{
    /// <summary>Fields of history handed on at once.</summary>
    private const int HistoryChunk = 100;

    public async ValueTask<ReadoutPlan> PlanAsync(Jid requester, Jid address, ReadoutRequest request, CancellationToken ct)
    {
        var (targets, unknown) = await nodes.ResolveAsync(address, request.Nodes, ct);
        if (unknown is not null)
            return ReadoutPlan.Refuse(SensorDataErrors.UnknownNode(ValueText.Clean(unknown)));
        if (targets.Count == 0)
        {
            targets = await VisibleAsync(requester, ct);
            if (targets.Count == 0)
                return ReadoutPlan.Refuse(SensorDataErrors.Forbidden());
        }

        var readable = new List<(Board Board, ReadoutRequest Request, AccessDecision Decision)>();
        foreach (var board in targets)
        {
            var decision = await access.CheckAsync(requester, board, AccessAction.Read, request.Fields, ct);
            if (!decision.IsAllowed)
                return ReadoutPlan.Refuse(SensorDataErrors.Forbidden());
            readable.Add((board, request, decision));
        }

        // Field names are hints, but a request for nothing that exists is a mistake its sender wants to know of.
        var known = targets.SelectMany(board => board.FieldNames()).ToHashSet(StringComparer.Ordinal);
        if (request.Fields.Count > 0 && known.Count > 0 && !request.Fields.Any(known.Contains))
            return ReadoutPlan.Refuse(SensorDataErrors.UnknownField(ValueText.Clean(request.Fields[0])));
        return ReadoutPlan.Accept(token => ReadAsync(readable, token));
    }

    private async IAsyncEnumerable<ReadoutPart> ReadAsync(List<(Board Board, ReadoutRequest Request, AccessDecision Decision)> targets, [EnumeratorCancellation] CancellationToken ct)
    {
        // All boards are asked at once: the slowest sets the pace, not the sum.
        var readings = targets.Select(target => reader.ReadAsync(target.Board, target.Request, ct).AsTask()).ToList();
        for (int i = 0; i < targets.Count; i++)
        {
            var (board, request, decision) = targets[i];
            var reading = await readings[i];
            foreach (var node in reading.Nodes)
            {
                var fields = node.Fields.Where(field => decision.Covers(node.Node, field)).ToList();
                if (fields.Count > 0)
                    yield return ReadoutPart.Of(node with { Fields = fields });
            }

            if (Trouble(board, request, reading) is { } trouble)
                yield return ReadoutPart.Of(new ReadoutError(new NodeRef(board.Name), time.GetUtcNow(), trouble));
            if ((request.EffectiveTypes & FieldTypes.Historical) == 0)
                continue;
            var chunk = new List<Field>(HistoryChunk);
            var node0 = new NodeRef(board.Name);
            await foreach (var (node, field) in reader.HistoryAsync(board, request, ct))
            {
                if (!decision.Covers(node, field))
                    continue;
                if (chunk.Count > 0 && (chunk.Count == HistoryChunk || node != node0))
                {
                    yield return ReadoutPart.Of(new NodeFields(node0, chunk));
                    chunk = new List<Field>(HistoryChunk);
                }

                node0 = node;
                chunk.Add(field);
            }

            if (chunk.Count > 0)
                yield return ReadoutPart.Of(new NodeFields(node0, chunk));
        }
    }

    private static string? Trouble(Board board, ReadoutRequest request, BoardReading reading)
    {
        if ((request.EffectiveTypes & FieldTypes.Present) == 0)
            return null;
        return reading.Outcome switch
        {
            ReadoutOutcome.Failed => $"{board.Name} could not be read: {ValueText.Clean(reading.Error ?? "it said no more")}",
            ReadoutOutcome.TimedOut => $"{board.Name} did not answer in time; older values carry their own time.",
            ReadoutOutcome.Away when reading.Nodes.Count == 0 => $"{board.Name} is away and has no last values.",
            _ => null,
        };
    }

    private async ValueTask<IReadOnlyList<Board>> VisibleAsync(Jid requester, CancellationToken ct)
    {
        var visible = new List<Board>();
        await foreach (var board in boards.ListAsync(ct))
        {
            if (await access.MaySeeAsync(requester, board, ct))
                visible.Add(board);
        }

        return visible;
    }
}
