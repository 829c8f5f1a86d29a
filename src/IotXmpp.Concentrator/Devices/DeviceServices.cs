using System.Diagnostics;
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

    /// <summary>Takes the traces of readings on to those who pass them on.</summary>
    public required TracedFeed Traces { get; init; }

    public required TimeProvider Time { get; init; }

    public required ILogger Log { get; init; }

    /// <summary>The one way of readings in: stored first, then seen.</summary>
    /// <returns>How many were new.</returns>
    public async ValueTask<int> StoreAsync(Board board, IReadOnlyList<HistoryEntry> entries, CancellationToken ct)
    {
        if (entries.Count == 0)
            return 0;
        long started = Time.GetTimestamp();
        int added;
        using (ReadingTraces.Store(entries.Count))
        {
            // Before it is stored: a follower may read it the moment it is.
            if (Activity.Current is { Recorded: true } trace)
                Traces.Remember(entries, trace.Context);
            added = await History.AppendAsync(entries, ct);
        }

        ConcentratorMetrics.StoreDuration.Record(Time.GetElapsedTime(started).TotalSeconds);
        ConcentratorMetrics.StoreBatch.Record(entries.Count);
        Counters.AddReadings(added);
        ConcentratorMetrics.RepeatedReadings.Add(entries.Count - added);
        using var observing = ReadingTraces.Observe();
        bool switched = board.Update(entries);
        await Observer.OnValuesAsync(board, switched, ct);
        return added;
    }
}
