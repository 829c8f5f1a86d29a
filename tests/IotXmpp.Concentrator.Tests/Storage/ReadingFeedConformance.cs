using IotXmpp.Concentrator.Storage;
using IotXmpp.Things.Model;
using Microsoft.Extensions.Time.Testing;

namespace IotXmpp.Concentrator.Tests.Storage;

/// <summary>What every <see cref="IReadingFeed"/> does. Engines derive and say how to open one, empty, with the history it is of.</summary>
public abstract class ReadingFeedConformance
{
    private static readonly CancellationToken Ct = CancellationToken.None;
    private static readonly DateTimeOffset Noon = new(2026, 7, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly FakeTimeProvider _time = new(Noon);

    protected abstract ValueTask<(IHistoryStore History, IReadingFeed Feed)> OpenAsync(FeedLimits limits, TimeProvider time);

    [Fact]
    public async Task A_follower_reads_what_was_stored_since_it_was_opened_in_that_order()
    {
        var (history, feed) = await OpenAsync(new FeedLimits(), _time);
        await history.AppendAsync([Entry("board1", 0)], Ct);
        long start = await feed.OpenAsync("mqtt", Ct);
        // Stored later, measured earlier: the order is that of storage.
        await history.AppendAsync([Entry("board1", 3), Entry("board1", 2)], Ct);
        await history.AppendAsync([Entry("board2", 1)], Ct);

        var read = await feed.ReadAsync(start, 10, Ct);

        read.Select(entry => $"{entry.Entry.Device} {entry.Entry.Field.Value}").Should().Equal("board1 3", "board1 2", "board2 1");
        read.Select(entry => entry.Sequence).Should().BeInAscendingOrder().And.OnlyHaveUniqueItems();
        (await feed.ReadAsync(read[0].Sequence, 1, Ct)).Should().ContainSingle().Which.Sequence.Should().Be(read[1].Sequence);
        (await feed.ReadAsync(read[2].Sequence, 10, Ct)).Should().BeEmpty();
    }

    [Fact]
    public async Task An_entry_says_all_of_its_reading()
    {
        var (history, feed) = await OpenAsync(new FeedLimits(), _time);
        long start = await feed.OpenAsync("mqtt", Ct);
        var field = new Field
        {
            Name = "Energy",
            Value = FieldValue.Numeric("12.340"),
            Unit = "kWh",
            Timestamp = Noon.ToOffset(TimeSpan.FromHours(2)).AddTicks(7),
            FieldTypes = FieldTypes.Momentary | FieldTypes.HistoricalHour,
            Quality = FieldQuality.Signed,
            Writable = true,
            Module = "Meter",
            StringIds = "1",
        };
        var entry = new HistoryEntry("board3", new NodeRef("board3", "MeteringTopology", "Cache"), field);
        await history.AppendAsync([entry], Ct);

        var read = (await feed.ReadAsync(start, 10, Ct)).Should().ContainSingle().Which.Entry;

        read.Should().Be(entry);
        read.Field.Timestamp.Offset.Should().Be(TimeSpan.FromHours(2));
    }

    [Fact]
    public async Task A_reading_stored_twice_is_fed_once_and_again_if_a_more_important_value_overwrites_it()
    {
        var (history, feed) = await OpenAsync(new FeedLimits(), _time);
        long start = await feed.OpenAsync("mqtt", Ct);
        var entry = Entry("board1", 1);
        await history.AppendAsync([entry, entry], Ct);
        await history.AppendAsync([entry], Ct);
        var first = await feed.ReadAsync(start, 10, Ct);
        first.Should().ContainSingle();

        await history.AppendAsync([entry with { Field = entry.Field with { Value = FieldValue.Int(9), Quality = FieldQuality.Invoiced } }], Ct);
        await history.AppendAsync([entry with { Field = entry.Field with { Value = FieldValue.Int(8), Quality = FieldQuality.ManualEstimate } }], Ct);

        (await feed.ReadAsync(first[0].Sequence, 10, Ct)).Should().ContainSingle().Which.Entry.Field.Value.Text.Should().Be("9");
    }

    [Fact]
    public async Task A_follower_goes_on_after_what_it_committed()
    {
        var (history, feed) = await OpenAsync(new FeedLimits(), _time);
        long start = await feed.OpenAsync("mqtt", Ct);
        await history.AppendAsync([Entry("board1", 1), Entry("board1", 2), Entry("board1", 3)], Ct);
        var read = await feed.ReadAsync(start, 2, Ct);
        (await feed.OpenAsync("mqtt", Ct)).Should().Be(start, "nothing was committed: it comes again");

        await feed.CommitAsync("mqtt", read[1].Sequence, Ct);
        await feed.CommitAsync("mqtt", read[0].Sequence, Ct);

        long committed = await feed.OpenAsync("mqtt", Ct);
        committed.Should().Be(read[1].Sequence);
        (await feed.ReadAsync(committed, 10, Ct)).Should().ContainSingle().Which.Entry.Field.Value.Text.Should().Be("3");
    }

    [Fact]
    public async Task An_entry_is_kept_until_all_followers_have_committed_it()
    {
        var (history, feed) = await OpenAsync(new FeedLimits(), _time);
        long start = await feed.OpenAsync("azure", Ct);
        await feed.OpenAsync("mqtt", Ct);
        await history.AppendAsync([Entry("board1", 1), Entry("board1", 2)], Ct);
        long last = (await feed.ReadAsync(start, 10, Ct))[1].Sequence;

        await feed.CommitAsync("azure", last, Ct);
        (await feed.ReadAsync(start, 10, Ct)).Should().HaveCount(2);
        (await feed.GetFiguresAsync(Ct)).Should().Equal(new FollowerFigures("azure", 0, 0, null), new FollowerFigures("mqtt", 2, 0, null));

        await feed.CommitAsync("mqtt", last, Ct);
        (await feed.ReadAsync(start, 10, Ct)).Should().BeEmpty();
    }

    [Fact]
    public async Task Sequences_are_not_given_again_after_everything_was_committed()
    {
        var (history, feed) = await OpenAsync(new FeedLimits(), _time);
        long start = await feed.OpenAsync("mqtt", Ct);
        await history.AppendAsync([Entry("board1", 1)], Ct);
        long first = (await feed.ReadAsync(start, 10, Ct))[0].Sequence;
        await feed.CommitAsync("mqtt", first, Ct);
        await history.AppendAsync([Entry("board1", 2)], Ct);

        (await feed.ReadAsync(first, 10, Ct)).Should().ContainSingle().Which.Sequence.Should().BeGreaterThan(first);
        (await feed.OpenAsync("azure", Ct)).Should().BeGreaterThan(first, "a new follower starts at the end");
    }

    [Fact]
    public async Task Nothing_is_kept_without_a_follower_or_for_one_that_was_closed()
    {
        var (history, feed) = await OpenAsync(new FeedLimits(), _time);
        await history.AppendAsync([Entry("board1", 1)], Ct);
        (await feed.ReadAsync(0, 10, Ct)).Should().BeEmpty();

        await feed.OpenAsync("mqtt", Ct);
        await history.AppendAsync([Entry("board1", 2)], Ct);
        await feed.CloseAsync("mqtt", Ct);
        await feed.CommitAsync("mqtt", 1, Ct);
        await history.AppendAsync([Entry("board1", 3)], Ct);

        (await feed.ReadAsync(0, 10, Ct)).Should().BeEmpty();
        (await feed.GetFiguresAsync(Ct)).Should().BeEmpty();
    }

    [Fact]
    public async Task The_oldest_entries_of_too_many_are_skipped_for_who_is_behind_and_counted()
    {
        var (history, feed) = await OpenAsync(new FeedLimits { MaxEntries = 3 }, _time);
        long slow = await feed.OpenAsync("slow", Ct);
        long quick = await feed.OpenAsync("quick", Ct);
        await history.AppendAsync([Entry("board1", 1), Entry("board1", 2), Entry("board1", 3)], Ct);
        await feed.CommitAsync("quick", (await feed.ReadAsync(quick, 10, Ct))[^1].Sequence, Ct);
        _time.Advance(TimeSpan.FromHours(1));

        await history.AppendAsync([Entry("board1", 4), Entry("board1", 5)], Ct);

        (await feed.ReadAsync(slow, 10, Ct)).Select(entry => entry.Entry.Field.Value.Text).Should().Equal("3", "4", "5");
        (await feed.GetFiguresAsync(Ct)).Should().Equal(new FollowerFigures("quick", 2, 0, null), new FollowerFigures("slow", 3, 2, Noon.AddHours(1)));
    }

    [Fact]
    public async Task Entries_that_are_too_old_are_skipped_and_counted()
    {
        var (history, feed) = await OpenAsync(new FeedLimits { MaxAge = TimeSpan.FromDays(2) }, _time);
        long start = await feed.OpenAsync("slow", Ct);
        await history.AppendAsync([Entry("board1", 1)], Ct);
        _time.Advance(TimeSpan.FromDays(1));
        await history.AppendAsync([Entry("board1", 2)], Ct);
        (await feed.ReadAsync(start, 10, Ct)).Should().HaveCount(2);
        _time.Advance(TimeSpan.FromHours(25));

        await history.AppendAsync([Entry("board1", 3)], Ct);

        (await feed.ReadAsync(start, 10, Ct)).Select(entry => entry.Entry.Field.Value.Text).Should().Equal("2", "3");
        (await feed.GetFiguresAsync(Ct)).Should().ContainSingle().Which.Skipped.Should().Be(1);
    }

    [Fact]
    public async Task Who_waits_is_woken_by_what_is_stored_and_not_before()
    {
        var (history, feed) = await OpenAsync(new FeedLimits(), _time);
        long start = await feed.OpenAsync("mqtt", Ct);
        var waiting = feed.WaitAsync(start, Ct).AsTask();
        waiting.IsCompleted.Should().BeFalse();

        await history.AppendAsync([Entry("board1", 1)], Ct);
        await waiting.WaitAsync(TimeSpan.FromSeconds(20), Ct);
        await feed.WaitAsync(start, Ct).AsTask().WaitAsync(TimeSpan.FromSeconds(20), Ct);

        using var cancel = new CancellationTokenSource();
        long last = (await feed.ReadAsync(start, 10, Ct))[^1].Sequence;
        var cancelled = feed.WaitAsync(last, cancel.Token).AsTask();
        await cancel.CancelAsync();
        await cancelled.Invoking(task => task).Should().ThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public async Task What_is_forgotten_of_a_board_is_not_fed()
    {
        var (history, feed) = await OpenAsync(new FeedLimits(), _time);
        long start = await feed.OpenAsync("mqtt", Ct);
        await history.AppendAsync([Entry("board1", 1), Entry("board2", 2)], Ct);

        await history.RemoveAsync("board1", Ct);

        (await feed.ReadAsync(start, 10, Ct)).Should().ContainSingle().Which.Entry.Device.Should().Be("board2");
        (await feed.GetFiguresAsync(Ct)).Should().Equal(new FollowerFigures("mqtt", 1, 0, null));
        await history.RemoveAsync("board2", Ct);
        feed.WaitAsync(start, Ct).IsCompleted.Should().BeFalse("there is nothing to wake up for");
    }

    private static HistoryEntry Entry(string device, int number) => new(device, new NodeRef(device), new Field
    {
        Name = "Temperature",
        Value = FieldValue.Int(number),
        Timestamp = Noon.AddSeconds(number),
    });
}
