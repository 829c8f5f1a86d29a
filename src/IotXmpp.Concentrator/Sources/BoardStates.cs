using System.Collections.Concurrent;
using IotXmpp.Concentrator.Nodes;
using IotXmpp.Things.Concentrators;

namespace IotXmpp.Concentrator.Sources;

/// <summary>
/// What is reported on boards (XEP-0326 3.4.7): a board that is away is a warning until it is back, unsigned until somebody who manages it has
/// acknowledged it. Kept while the service runs.
/// </summary>
internal sealed class BoardStates
{
    /// <summary>Since when a board was away as somebody acknowledged it.</summary>
    private readonly ConcurrentDictionary<string, DateTimeOffset> _seen = new(StringComparer.Ordinal);

    /// <summary>What is to be told of a board now.</summary>
    public IReadOnlyList<NodeMessage> MessagesOf(Board board)
    {
        if (board.IsUp)
        {
            _seen.TryRemove(board.Name, out _);
            return [];
        }

        var since = board.Since;
        bool seen = _seen.TryGetValue(board.Name, out var at) && at == since;
        return [new NodeMessage(since, seen ? NodeState.WarningSigned : NodeState.WarningUnsigned, $"{board.Name} is away.", "Away")];
    }

    /// <summary>Somebody has seen what is reported on a board.</summary>
    /// <returns>False if there was nothing that nobody had seen.</returns>
    public bool TryAcknowledge(Board board)
    {
        if (MessagesOf(board).All(message => message.Type is NodeState.WarningSigned))
            return false;
        _seen[board.Name] = board.Since;
        return true;
    }
}
