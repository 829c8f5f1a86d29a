namespace IotXmpp.Concentrator.Diagnostics;

/// <summary>What one concentrator has counted since it started, for its health document.</summary>
internal sealed class ConcentratorCounters
{
    private long _readings;

    /// <summary>Fields stored.</summary>
    public long Readings => Interlocked.Read(ref _readings);

    /// <summary>Counts stored fields.</summary>
    public void AddReadings(int count)
    {
        Interlocked.Add(ref _readings, count);
        ConcentratorMetrics.Readings.Add(count);
    }
}
