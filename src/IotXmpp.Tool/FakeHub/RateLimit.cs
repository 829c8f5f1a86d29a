namespace IotXmpp.Tool.FakeHub;

/// <summary>A token bucket of one second's worth.</summary>
internal sealed class RateLimit(int perSecond, TimeProvider time)
{
    private readonly Lock _lock = new();
    private double _tokens = perSecond;
    private long _last = time.GetTimestamp();

    /// <summary>Takes one, if there is one.</summary>
    public bool TryTake()
    {
        lock (_lock)
        {
            Refill();
            if (_tokens < 1)
                return false;
            _tokens--;
            return true;
        }
    }

    /// <summary>Takes one in advance.</summary>
    /// <returns>How long until it would have been there.</returns>
    public TimeSpan Reserve()
    {
        lock (_lock)
        {
            Refill();
            _tokens--;
            return _tokens >= 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(-_tokens / perSecond);
        }
    }

    private void Refill()
    {
        long now = time.GetTimestamp();
        _tokens = Math.Min(perSecond, _tokens + (time.GetElapsedTime(_last, now).TotalSeconds * perSecond));
        _last = now;
    }
}
