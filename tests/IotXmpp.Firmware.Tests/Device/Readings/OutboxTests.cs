using IotXmpp.Device.Readings;
using IotXmpp.Testing;

namespace IotXmpp.Device.Tests.Readings;

/// <summary>The ring of readings.</summary>
public sealed class OutboxTests
{
    [Fact]
    public void Readings_keep_their_number_and_time_until_acknowledged()
    {
        var outbox = new Outbox(4, new Gap(4), null);
        for (int i = 0; i < 3; i++)
        {
            outbox.Add(i, 100 + i, 1000 + i);
        }

        outbox.Acknowledge(2);
        outbox.First.Should().Be(2);
        outbox.Count.Should().Be(1);
        outbox.Field(2).Should().Be(2);
        outbox.Value(2).Should().Be(102);
        outbox.Time(2).Should().Be(1002);
        outbox.Acknowledged.Should().Be(2);
        outbox.Dropped.Should().Be(0);
    }

    [Fact]
    [Spec("GEN-067")]
    public void A_full_outbox_drops_the_oldest_and_counts_it()
    {
        var outbox = new Outbox(4, new Gap(4), null);
        for (int i = 0; i < 10; i++)
        {
            outbox.Add(0, i, i);
        }

        outbox.First.Should().Be(6);
        outbox.Dropped.Should().Be(6);
        Enumerable.Range(6, 4).Select(n => outbox.Value(n)).Should().Equal(6, 7, 8, 9);
    }

    [Fact]
    public void Readings_taken_before_the_clock_was_known_get_their_time_once()
    {
        var outbox = new Outbox(4, new Gap(4), null);
        outbox.Add(0, 1, -1 - 5000); // at uptime 5 s
        outbox.SetClock(1_000_000);
        outbox.Time(0).Should().Be(1_005_000);
        outbox.SetClock(2_000_000);
        outbox.Time(0).Should().Be(1_005_000);
    }

    [Fact]
    public void History_keeps_the_last_value_of_each_minute_and_forgets_the_oldest()
    {
        var history = new MinuteHistory(3);
        for (int second = 0; second < 400; second += 20)
        {
            history.Add(second * 1000L, second);
        }

        history.Count.Should().Be(3);
        Enumerable.Range(0, 3).Select(i => (history.Time(i) / 60000, history.Value(i))).Should().Equal((4, 220), (5, 280), (6, 340));
    }
}
