using System.Collections.Concurrent;
using IotXmpp.Concentrator.Nodes;

namespace IotXmpp.Concentrator.Diagnostics;

/// <summary>What one concentrator has counted since it started, for its health document and its figures.</summary>
internal sealed class ConcentratorCounters : IBoardObserver
{
    /// <summary>Names, not a number: a board that came and went before we looked is counted right all the same.</summary>
    private readonly ConcurrentDictionary<string, byte> _up = new(StringComparer.Ordinal);

    private long _readings;

    /// <summary>Fields stored.</summary>
    public long Readings => Interlocked.Read(ref _readings);

    /// <summary>Boards that can be reached.</summary>
    public int BoardsUp => _up.Count;

    /// <summary>Counts stored fields.</summary>
    public void AddReadings(int count)
    {
        Interlocked.Add(ref _readings, count);
        ConcentratorMetrics.Readings.Add(count);
    }

    public ValueTask OnAvailabilityAsync(Board board, CancellationToken ct)
    {
        if (board.IsUp)
            _up[board.Name] = 0;
        else
            _up.TryRemove(board.Name, out _);
        return default;
    }

    public ValueTask OnValuesAsync(Board board, bool switched, CancellationToken ct) => default;
}
