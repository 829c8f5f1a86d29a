using Microsoft.Extensions.Time.Testing;

namespace IotXmpp.Testing;

/// <summary>
/// Time that stands still until the test moves it, and that tells which timers are set: a test can wait until whoever it tests waits, and need not guess with a real clock.
/// </summary>
public sealed class WatchedTimeProvider : FakeTimeProvider
{
    private readonly Lock _lock = new();
    private readonly HashSet<WatchedTimer> _set = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Starts at the fake time provider's own start.</summary>
    public WatchedTimeProvider()
    {
    }

    /// <summary>Starts at a moment.</summary>
    public WatchedTimeProvider(DateTimeOffset start)
        : base(start)
    {
    }

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new WatchedTimer(this, callback, state, period);
        // Noted before it is made: one that is due at once fires while it is made.
        timer.Set(dueTime);
        timer.Timer = base.CreateTimer(static timer => ((WatchedTimer)timer!).Fire(), timer, dueTime, period);
        return timer;
    }

    /// <summary>Moves time on by <paramref name="time"/>, as soon as somebody waits for exactly that time.</summary>
    public async Task AdvanceAsync(TimeSpan time, CancellationToken ct)
    {
        await NextAsync(time, time, ct);
        Advance(time);
    }

    /// <summary>Moves time from one timer to the next until something happens. Timers due later than <paramref name="within"/> do not count.</summary>
    public async Task AdvanceUntilAsync(Task happens, TimeSpan within, CancellationToken ct)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        while (!happens.IsCompleted)
        {
            var next = NextAsync(TimeSpan.MinValue, within, stop.Token);
            if (await Task.WhenAny(happens, next) == next)
                Advance(await next);
            // What the timers have started comes first.
            await Task.Yield();
        }

        await stop.CancelAsync();
        await happens;
    }

    /// <summary>Waits until a timer is set that is due in that span from now; at once if there is one. Returns how long until the first of them is due.</summary>
    private async Task<TimeSpan> NextAsync(TimeSpan earliest, TimeSpan latest, CancellationToken ct)
    {
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                var now = GetUtcNow();
                var left = _set.Select(timer => timer.Due - now).Where(left => left >= earliest && left <= latest).DefaultIfEmpty(TimeSpan.MaxValue).Min();
                if (left < TimeSpan.MaxValue)
                    return left > TimeSpan.Zero ? left : TimeSpan.Zero;
                changed = _changed.Task;
            }

            await changed.WaitAsync(ct);
        }
    }

    private void Changed(WatchedTimer timer, DateTimeOffset? due)
    {
        TaskCompletionSource changed;
        lock (_lock)
        {
            if (due is { } at)
            {
                timer.Due = at;
                _set.Add(timer);
            }
            else
                _set.Remove(timer);
            changed = _changed;
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        changed.TrySetResult();
    }

    private sealed class WatchedTimer(WatchedTimeProvider time, TimerCallback callback, object? state, TimeSpan period) : ITimer
    {
        private TimeSpan _period = period;

        public ITimer? Timer { get; set; }

        public DateTimeOffset Due { get; set; }

        public void Fire()
        {
            Set(_period > TimeSpan.Zero ? _period : Timeout.InfiniteTimeSpan);
            callback(state);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            _period = period;
            Set(dueTime);
            return Timer!.Change(dueTime, period);
        }

        public void Dispose()
        {
            time.Changed(this, null);
            Timer!.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            time.Changed(this, null);
            return Timer!.DisposeAsync();
        }

        public void Set(TimeSpan dueTime) => time.Changed(this, dueTime == Timeout.InfiniteTimeSpan ? null : time.GetUtcNow() + dueTime);
    }
}
