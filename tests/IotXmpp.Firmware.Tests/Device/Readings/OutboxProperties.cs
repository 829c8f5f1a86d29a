using CsCheck;
using IotXmpp.Device.Readings;
using IotXmpp.Device.Tests.Storage;

namespace IotXmpp.Device.Tests.Readings;

/// <summary>The outbox against a sorted set of numbers, whatever happens to it in whatever order.</summary>
public sealed class OutboxProperties
{
    private const int Capacity = 24;

    private static readonly Gen<(int Kind, int Count)[]> s_steps = Gen.Select(Gen.Int[0, 9], Gen.Int[1, 30]).Array[1, 60];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_is_neither_acknowledged_nor_told_as_lost_is_there_with_its_value(bool withFlash) => s_steps.Sample(steps => Check(steps, withFlash), iter: 1000);

    [Fact]
    public void Flash_holds_what_memory_cannot() => s_steps.Sample(
        steps =>
        {
            var gap = Check(steps, withFlash: true);
            gap.Count.Should().Be(0, "32 KB of flash hold all of it");
        },
        iter: 200);

    private static Gap Check((int Kind, int Count)[] steps, bool withFlash)
    {
        var gap = new Gap(1);
        var outbox = new Outbox(Capacity, gap, withFlash ? new ReadingJournal(new FlashArray(), gap, 0) : null);
        var wanted = new SortedSet<long>();
        long number = 0;
        long lost = 0;
        foreach (var (kind, count) in steps)
        {
            long end;
            switch (kind)
            {
                case <= 4:
                    for (int i = 0; i < count; i++, number++)
                    {
                        outbox.End.Should().Be(number);
                        outbox.Add(0, number * 3, number * 1000);
                        wanted.Add(number);
                    }

                    break;
                case 5:
                    outbox.BeginBacklog();
                    break;
                case 6:
                    outbox.Save();
                    break;
                case 7 or 8:
                    end = Math.Min(outbox.First + count, outbox.BacklogEnd);
                    outbox.Acknowledge(end);
                    wanted.RemoveWhere(n => n < end);
                    break;
                default:
                    bool split = outbox.Split;
                    long fresh = outbox.Fresh;
                    end = (split ? fresh : outbox.First) + count;
                    outbox.AcknowledgeFresh(end);
                    wanted.RemoveWhere(n => n < end && (!split || n >= fresh));
                    break;
            }

            var found = Found(outbox);
            found.Should().BeSubsetOf(wanted);
            (wanted.Count - found.Count).Should().Be((int)(gap.Count - lost), "what is not there was told");
            if (!withFlash && found.Count > 0)
            {
                wanted.Except(found).Should().OnlyContain(n => n < found[0], "the oldest go first");
            }

            outbox.Count.Should().Be(found.Count);
            lost = gap.Count;
            wanted = [.. found];
        }

        return gap;
    }

    private static List<long> Found(Outbox outbox)
    {
        var found = new List<long>();
        long end = Math.Min(outbox.BacklogEnd, outbox.End);
        for (long n = outbox.Find(outbox.First); n >= 0 && n < end; n = outbox.Find(n + 1))
        {
            Add(n);
        }

        for (long n = outbox.Split ? outbox.Find(outbox.Fresh) : -1; n >= 0; n = outbox.Find(n + 1))
        {
            Add(n);
        }

        return found;

        void Add(long n)
        {
            (outbox.Field(n), outbox.Value(n), outbox.Time(n)).Should().Be((0, n * 3, n * 1000));
            found.Add(n);
        }
    }
}
