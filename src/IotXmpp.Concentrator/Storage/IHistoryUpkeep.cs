namespace IotXmpp.Concentrator.Storage;

/// <summary>What a history needs from time to time.</summary>
public interface IHistoryUpkeep
{
    /// <summary>
    /// Notes that the history can be written now, and an outage if it could not be for long. Durable on return.
    /// </summary>
    /// <param name="now">Now.</param>
    /// <param name="silence">A longer time since the last call is an outage.</param>
    /// <param name="reason">Why it was one.</param>
    /// <param name="ct">Cancels the waiting.</param>
    /// <returns>The outage that was noted, null if there was none.</returns>
    ValueTask<Outage?> BeatAsync(DateTimeOffset now, TimeSpan silence, GapReason reason, CancellationToken ct);

    /// <summary>
    /// Forgets what is older than the rules allow, whole days of readings at a time, in steps between which others write. The newest present value of a field is never forgotten. A
    /// reading that comes for a day whose readings were forgotten is not stored: nobody could say whether it had been counted before.
    /// </summary>
    /// <returns>Readings forgotten.</returns>
    ValueTask<long> ApplyAsync(Retention retention, DateTimeOffset now, CancellationToken ct);
}
