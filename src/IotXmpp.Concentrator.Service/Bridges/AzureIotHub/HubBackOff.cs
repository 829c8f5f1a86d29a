namespace IotXmpp.Concentrator.Service.Bridges.AzureIotHub;

/// <summary>
/// How long to wait before the next attempt: exponential, with full jitter, so that many who lost the same hub do not come back at once. A connection counts as a success
/// only once it has lasted: two that close each other's connections would otherwise do so for ever.
/// </summary>
/// <param name="random">Source of jitter.</param>
internal sealed class HubBackOff(Random random)
{
    /// <summary>A connection that lasted this long was a good one.</summary>
    public static readonly TimeSpan Stable = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(100);

    /// <summary>For credentials that were refused: somebody has to change something first.</summary>
    private static readonly TimeSpan Refused = TimeSpan.FromMinutes(5);

    private int _failures;

    /// <summary>All is well.</summary>
    public void Reset() => _failures = 0;

    /// <summary>Notes a failure.</summary>
    /// <param name="isRefused">True if the credential was refused.</param>
    /// <param name="least">What the hub asked for; null for nothing.</param>
    public TimeSpan Next(bool isRefused, TimeSpan? least)
    {
        _failures++;
        var most = isRefused ? Refused : TimeSpan.FromSeconds(Math.Min(Longest.TotalSeconds, Math.Pow(2, Math.Min(_failures, 10))));
        var shortest = isRefused ? Refused / 2 : Shortest;
        var wait = shortest + ((most - shortest) * random.NextDouble());
        // Jitter above what was asked for: nobody is to come earlier.
        return least is { } asked && wait < asked ? asked + (wait * 0.1) : wait;
    }
}
