using IotXmpp.Node.Life;

namespace IotXmpp.Node.Tests.Life;

/// <summary>Threads that hang, fall, or only stood still with everybody else.</summary>
public sealed class ThreadWatchTests
{
    private readonly ThreadWatch _watch = new();

    [Fact]
    public void A_thread_is_missed_after_its_own_limit()
    {
        int quick = _watch.Add(10_000, 0);
        int slow = _watch.Add(60_000, 0);
        Look(0, 10_000).Should().Be(-1);
        Look(10_001, 10_001).Should().Be(quick);
        _watch.Beat(quick, 10_500);
        Look(11_000, 20_000).Should().Be(-1);
        for (long now = 20_000; now <= 60_000; now += 1000)
        {
            _watch.Beat(quick, now);
            _watch.Silent(now).Should().Be(-1);
        }

        Look(60_001, 60_001).Should().Be(slow);
    }

    [Fact]
    public void Time_in_which_the_whole_board_stood_still_does_not_count()
    {
        _watch.Add(10_000, 0);
        Look(0, 5_000).Should().Be(-1);
        // A handshake of two minutes: no thread ran, and the watching one is the first to run again.
        _watch.Silent(125_000).Should().Be(-1);
        Look(126_000, 130_000).Should().Be(-1);
        Look(131_000, 131_000).Should().Be(0);
    }

    [Fact]
    public void A_thread_may_fall_five_times_in_ten_minutes()
    {
        int thread = _watch.Add(10_000, 0);
        for (int i = 0; i < ThreadWatch.MaxFailures; i++)
            _watch.Failed(thread, i * 1000).Should().BeTrue();
        _watch.Failed(thread, 6_000).Should().BeFalse();
    }

    [Fact]
    public void What_happened_long_ago_is_forgotten()
    {
        int thread = _watch.Add(10_000, 0);
        for (int hour = 0; hour < 100; hour++)
        {
            _watch.Failed(thread, hour * 3_600_000L).Should().BeTrue();
        }
    }

    private int Look(long from, long to)
    {
        int silent = -1;
        for (long now = from; now <= to; now += 1000)
            silent = _watch.Silent(now);
        return silent;
    }
}
