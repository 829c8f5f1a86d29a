using IotXmpp.Device.Readings;
using IotXmpp.Device.Storage;
using IotXmpp.Device.Tests.Storage;
using IotXmpp.Testing;

namespace IotXmpp.Device.Tests.Readings;

/// <summary>Readings in flash, and what is left of them whenever the power goes.</summary>
public sealed class ReadingJournalTests
{
    private const uint Layout = 7;

    /// <summary>Numbers whose blocks the flash has said to be safe, and that were not acknowledged.</summary>
    private readonly SortedSet<long> _safe = [];

    [Fact]
    [Spec("GEN-067")]
    public void Power_lost_at_any_byte_loses_at_most_the_block_being_written()
    {
        var flash = new FlashArray();
        Script(flash, 20);
        long length = flash.Written;
        length.Should().BeGreaterThan(1000);
        for (long cut = 0; cut <= length; cut++)
        {
            flash = new FlashArray();
            flash.CutAfter(cut);
            Script(flash, 20);
            CheckAfterPowerCut(flash, cut);
        }
    }

    [Fact]
    public void Power_lost_while_the_ring_goes_round_loses_no_more_than_its_oldest_file()
    {
        var flash = new FlashArray();
        Script(flash, 900);
        flash.Clears.Should().BePositive("the oldest file had to go");
        long length = flash.Written;
        for (long cut = 30_000; cut <= length; cut += 149)
        {
            flash = new FlashArray();
            flash.CutAfter(cut);
            Script(flash, 900);
            CheckAfterPowerCut(flash, cut);
        }
    }

    [Fact]
    public void Readings_come_back_with_field_value_and_time()
    {
        var flash = new FlashArray();
        var journal = new ReadingJournal(flash, new Gap(4), Layout);
        (int Field, long Value, long Time)[] readings = [(0, 215, 1_770_000_000_000), (1, -40, 1_770_000_000_000), (3, long.MaxValue, 1_770_000_010_000), (2, long.MinValue, 1_769_999_999_999)];
        journal.Begin(10);
        readings.Should().AllSatisfy(r => journal.Add(r.Field, r.Value, r.Time).Should().BeTrue());
        journal.Commit().Should().BeTrue();
        journal = new ReadingJournal(flash, new Gap(4), Layout);
        journal.First.Should().Be(10);
        journal.End.Should().Be(14);
        for (int i = 0; i < readings.Length; i++)
        {
            journal.Find(10 + i).Should().Be(10 + i);
            (journal.Field(10 + i), journal.Value(10 + i), journal.Time(10 + i)).Should().Be(readings[i]);
        }

        journal.Find(14).Should().Be(-1);
        journal.Find(0).Should().Be(10);
    }

    [Fact]
    public void Full_flash_drops_its_oldest_file_and_tells()
    {
        var flash = new FlashArray();
        var gap = new Gap(1);
        var journal = new ReadingJournal(flash, gap, Layout);
        long number = 0;
        while (gap.Count == 0)
        {
            number = Write(journal, number, ReadingJournal.BlockReadings);
            number.Should().BeLessThan(10_000);
        }

        number.Should().BeGreaterThan(3000, "32 KB hold more than that");
        journal.First.Should().Be(gap.Count);
        gap.Value(0).Should().Be(gap.Count - 1, "the newest reading lost stands for the gap");
        journal.Find(0).Should().Be(gap.Count);
        All(flash).Should().Equal(Numbers(gap.Count, number));
    }

    [Fact]
    public void Acknowledged_readings_do_not_come_back_once_all_are()
    {
        var flash = new FlashArray();
        var journal = new ReadingJournal(flash, new Gap(1), Layout);
        long end = Write(journal, 0, 300);
        journal.Acknowledge(200);
        journal.Find(0).Should().Be(200);
        All(flash).First().Should().BeInRange(130, 200, "a mark is written every 64 readings");
        journal.Acknowledge(end);
        All(flash).Should().BeEmpty();
        flash.Everything.Skip(0).Should().BeEmpty("its files are empty");
    }

    [Fact]
    public void What_other_firmware_wrote_of_other_fields_is_not_read()
    {
        var flash = new FlashArray();
        Write(new ReadingJournal(flash, new Gap(1), Layout), 0, 20);
        new ReadingJournal(flash, new Gap(1), Layout + 1).Find(0).Should().Be(-1);
    }

    [Fact]
    public void Flash_that_takes_nothing_is_left_alone_with_what_is_in_it()
    {
        var flash = new FlashArray();
        var journal = new ReadingJournal(flash, new Gap(1), Layout);
        long number = Write(journal, 0, 160);
        flash.Broken = true;
        for (int i = 0; i < 100; i++)
        {
            journal.Begin(number);
            journal.Add(0, number, number);
            journal.Commit().Should().BeFalse();
        }

        flash.Broken = false;
        All(flash).Should().Equal(Numbers(0, 160));
        journal.Find(100).Should().Be(100);
    }

    /// <summary>Blocks of different lengths, with acknowledgements in between.</summary>
    private void Script(FlashArray flash, int blocks)
    {
        _safe.Clear();
        var journal = new ReadingJournal(flash, new Gap(1), Layout);
        long number = 0;
        for (int i = 0; i < blocks; i++)
        {
            int count = 1 + (i * 7 % ReadingJournal.BlockReadings);
            journal.Begin(number);
            for (int k = 0; k < count; k++)
            {
                journal.Add(0, number + k, TimeOf(number + k));
            }

            bool committed = journal.Commit();
            _safe.RemoveWhere(n => n < journal.First);
            if (!committed)
            {
                return;
            }

            for (int k = 0; k < count; k++)
            {
                _safe.Add(number++);
            }

            if (i % 5 == 4 && i < 60)
            {
                journal.Acknowledge(number - 9);
                _safe.RemoveWhere(n => n < number - 9);
            }
        }
    }

    private void CheckAfterPowerCut(FlashArray flash, long cut)
    {
        flash.PowerOn();
        var found = All(flash);
        found.Should().BeInAscendingOrder("the power went after {0} bytes", cut);
        _safe.Except(found).Should().BeEmpty("the power went after {0} bytes", cut);

        // And it goes on from there.
        var journal = new ReadingJournal(flash, new Gap(1), Layout);
        long number = journal.End;
        Write(journal, number, 20).Should().Be(number + 20);
        _safe.Where(n => n >= journal.First).Concat(Numbers(number, number + 20)).Except(All(flash)).Should().BeEmpty();
    }

    /// <summary>Numbers found by a new start, every one checked against what was written under it.</summary>
    private static List<long> All(FlashArray flash)
    {
        var journal = new ReadingJournal(flash, new Gap(1), Layout);
        var found = new List<long>();
        for (long number = journal.Find(0); number >= 0; number = journal.Find(number + 1))
        {
            (journal.Field(number), journal.Value(number), journal.Time(number)).Should().Be((0, number, TimeOf(number)));
            found.Add(number);
        }

        return found;
    }

    private static long Write(ReadingJournal journal, long number, int count)
    {
        long end = number + count;
        while (number < end)
        {
            journal.Begin(number);
            while (number < end && journal.Add(0, number, TimeOf(number)))
            {
                number++;
            }

            journal.Commit().Should().BeTrue();
        }

        return number;
    }

    private static IEnumerable<long> Numbers(long from, long to) => Enumerable.Range((int)from, (int)(to - from)).Select(n => (long)n);

    private static long TimeOf(long number) => 1_770_000_000_000 + (number * 10_000);
}
