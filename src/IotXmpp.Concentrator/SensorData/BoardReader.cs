using System.Runtime.CompilerServices;
using IotXmpp.Concentrator.Diagnostics;
using IotXmpp.Concentrator.Nodes;
using IotXmpp.Concentrator.Storage;
using IotXmpp.Things.Model;
using IotXmpp.Things.Provisioning;
using IotXmpp.Things.SensorData;

namespace IotXmpp.Concentrator.SensorData;

/// <summary>Reads a board: live while it can be asked, else its last values with their own times, and history from the store.</summary>
internal sealed class BoardReader(BoardTable boards, IHistoryStore history)
{
    /// <summary>Stored values of a board in one answer; the newest ones if there are more.</summary>
    public const int MaxHistory = 10_000;

    /// <summary>Present values.</summary>
    /// <param name="board">The board.</param>
    /// <param name="request">What to read; whoever asked may read all of it.</param>
    /// <param name="ct">Cancels.</param>
    public async ValueTask<BoardReading> ReadAsync(Board board, ReadoutRequest request, CancellationToken ct)
    {
        var outcome = ReadoutOutcome.Away;
        string? error = null;
        var live = new List<NodeFields>();
        // A board is asked for history only if its kind keeps one; what it sends is stored and found there.
        var asked = request.EffectiveTypes & (FieldTypes.Present | board.Description.Fields.Aggregate(FieldTypes.None, (types, field) => types | field.FieldTypes));
        if (asked == FieldTypes.None)
            return new BoardReading(ReadoutOutcome.Done, [], null);
        if (await boards.ReachAsync(board, ct) is { } mailbox)
        {
            // The types in full: a board need not know what a request without any means. Tokens are for us, no business of a board.
            var result = await mailbox.ReadAsync(request with { SequenceNumber = "0", FieldTypes = asked, When = null, Tokens = RequestTokens.None }, ct);
            outcome = result.Outcome;
            error = result.Refusal is { } refusal ? refusal.Text ?? refusal.Condition : result.Errors.Count > 0 ? result.Errors[0].Text : null;
            live.AddRange(result.Nodes);
        }

        ConcentratorMetrics.Readouts.Add(1, new KeyValuePair<string, object?>("outcome", outcome.ToString()));
        var values = live.SelectMany(node => node.Fields.Select(field => (node.Node, Field: field)));
        // What the board did not send before it fell silent is filled from what is known, with its own time.
        if (outcome != ReadoutOutcome.Done)
        {
            var sent = values.Select(value => (value.Node, value.Field.Name)).ToHashSet();
            values = values.Concat(board.LastValues().Where(value => !sent.Contains((value.Node, value.Field.Name))));
        }

        return new BoardReading(outcome, Group(board, values.Where(value => (value.Field.FieldTypes & FieldTypes.Present) != 0 && request.Matches(value.Field))), error);
    }

    /// <summary>History, in order of time.</summary>
    public async IAsyncEnumerable<(NodeRef Node, Field Field)> HistoryAsync(Board board, ReadoutRequest request, [EnumeratorCancellation] CancellationToken ct)
    {
        var periods = new HistoryPeriods(request.From);
        var query = new HistoryQuery { Device = board.Name, Fields = request.Fields, From = request.From, To = request.To, Limit = MaxHistory };
        var asked = request.EffectiveTypes & FieldTypes.Historical;
        await foreach (var entry in history.QueryAsync(query, ct))
        {
            var field = periods.Mark(entry);
            if ((field.FieldTypes & asked) != 0)
                yield return (entry.Node, WithWritable(board, field));
        }
    }

    /// <summary>Of a known kind it is known which fields can be set (XEP-0323 5.10), whether or not the board says so.</summary>
    private static Field WithWritable(Board board, Field field) => field.Writable is null && board.Description is { Fields.Count: > 0 } or { Parameters.Count: > 0 }
        ? field with { Writable = board.Description.Parameters.Any(parameter => parameter.Name == field.Name) }
        : field;

    private static List<NodeFields> Group(Board board, IEnumerable<(NodeRef Node, Field Field)> values) =>
        [.. values.GroupBy(value => value.Node).Select(node => new NodeFields(node.Key, [.. node.Select(value => WithWritable(board, value.Field)).OrderBy(field => board.Order(field.Name))]))];
}
