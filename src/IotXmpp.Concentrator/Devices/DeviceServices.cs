using IotXmpp.Concentrator.Diagnostics;
using IotXmpp.Concentrator.Nodes;
using IotXmpp.Concentrator.Storage;
using IotXmpp.Xmpp.Routing;
using Microsoft.Extensions.Logging;

namespace IotXmpp.Concentrator.Devices;

/// <summary>What all device sessions of a concentrator share.</summary>
internal sealed record DeviceServices
{
    public required ConcentratorOptions Options { get; init; }

    public required IDeviceStore Devices { get; init; }

    public required IHistoryStore History { get; init; }

    public required BoardTable Boards { get; init; }

    public required IDeviceDirectory Directory { get; init; }

    public required IBoardObserver Observer { get; init; }

    /// <summary>Answers what boards ask.</summary>
    public required IqDispatcher Requests { get; init; }

    public required ConcentratorCounters Counters { get; init; }

    public required TimeProvider Time { get; init; }

    public required ILogger Log { get; init; }

    /// <summary>The one way of readings in: stored first, then seen.</summary>
    /// <returns>How many were new.</returns>
    public async ValueTask<int> StoreAsync(Board board, IReadOnlyList<HistoryEntry> entries, CancellationToken ct)
    {
        if (entries.Count == 0)
            return 0;
        int added = await History.AppendAsync(entries, ct);
        Counters.AddReadings(added);
        ConcentratorMetrics.RepeatedReadings.Add(entries.Count - added);
        bool switched = board.Update(entries);
        await Observer.OnValuesAsync(board, switched, ct);
        return added;
    }
}
