using IotXmpp.Concentrator.Storage;
using IotXmpp.Things.Model;
using Microsoft.Extensions.Time.Testing;

namespace IotXmpp.Concentrator.Tests.Storage;

/// <summary>What every <see cref="IRollUpStore"/> and <see cref="IHistoryUpkeep"/> does. Engines derive and say how to open one, empty, with its history.</summary>
public abstract class RollUpConformance
{
    private static readonly CancellationToken Ct = CancellationToken.None;
    private static readonly DateTimeOffset Noon = new(2026, 7, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly NodeRef Node = new("board1");
    private readonly FakeTimeProvider _time = new(Noon.AddDays(1));

    protected sealed record Opened(IHistoryStore History, IRollUpStore RollUps, IHistoryUpkeep Upkeep, IReadingFeed Feed);

    protected abstract ValueTask<Opened> OpenAsync(TimeProvider time);

    [Theory]
    [InlineData(RollUpLevel.Minute, 1)]
    [InlineData(RollUpLevel.Hour, 60)]
    [InlineData(RollUpLevel.Day, 1440)]
    public async Task A_bucket_has_smallest_largest_sum_count_first_and_last(RollUpLevel level, int minutes)
    {
        var store = await OpenAsync(_time);
        var start = new DateTimeOffset(level.Start(Noon.UtcTicks), TimeSpan.Zero);
        await store.History.AppendAsync([Entry("21.50", start), Entry("20", start.AddSeconds(minutes * 20)), Entry("22.0", start.AddMinutes(minutes).AddTicks(-1))], Ct);
        await store.History.AppendAsync([Entry("99", start.AddMinutes(minutes))], Ct);

        var buckets = await Buckets(store, level);

        buckets.Should().HaveCount(2);
        buckets[0].Should().Be(new RollUpBucket(start, "°C")
        {
            Min = 20,
            Max = 22,
            Sum = 63.5,
            Count = 3,
            First = start,
            LastAt = start.AddMinutes(minutes).AddTicks(-1),
            Last = FieldValue.Numeric("22.0"),
        });
        buckets[1].Start.Should().Be(start.AddMinutes(minutes));
    }

    [Fact]
    public async Task Late_and_repeated_values_end_up_as_if_they_had_come_in_order()
    {
        var store = await OpenAsync(_time);
        await store.History.AppendAsync([Entry("3", Noon.AddSeconds(30))], Ct);
        await store.History.AppendAsync([Entry("5", Noon.AddSeconds(10)), Entry("1", Noon.AddSeconds(20)), Entry("3", Noon.AddSeconds(30))], Ct);
        await store.History.AppendAsync([Entry("5", Noon.AddSeconds(10))], Ct);

        var bucket = (await Buckets(store, RollUpLevel.Minute)).Should().ContainSingle().Subject;

        (bucket.Count, bucket.Min, bucket.Max, bucket.Sum, bucket.Last.Text).Should().Be((3, 1, 5, 9, "3"));
        bucket.First.Should().Be(Noon.AddSeconds(10));
    }

    [Fact]
    public async Task A_value_that_is_overwritten_by_a_more_important_one_counts_no_longer()
    {
        var store = await OpenAsync(_time);
        var wrong = Entry("1000", Noon.AddSeconds(1));
        await store.History.AppendAsync([wrong, Entry("20", Noon)], Ct);
        await store.History.AppendAsync([wrong with { Field = wrong.Field with { Value = FieldValue.Numeric("21"), Quality = FieldQuality.Signed } }], Ct);

        foreach (var level in RollUps.Levels)
        {
            var bucket = (await Buckets(store, level)).Should().ContainSingle().Subject;
            (bucket.Count, bucket.Min, bucket.Max, bucket.Sum, bucket.Last.Text).Should().Be((2, 20, 21, 41, "21"));
        }
    }

    [Fact]
    public async Task Of_booleans_there_are_count_and_last_of_texts_nothing()
    {
        var store = await OpenAsync(_time);
        await store.History.AppendAsync(
            [
                Entry("0", Noon, "Relay") with { Field = new Field { Name = "Relay", Value = FieldValue.Boolean(true), Timestamp = Noon } },
                Entry("0", Noon, "Relay") with { Field = new Field { Name = "Relay", Value = FieldValue.Boolean(false), Timestamp = Noon.AddSeconds(1) } },
                Entry("0", Noon, "State") with { Field = new Field { Name = "State", Value = FieldValue.String("12"), Timestamp = Noon } },
            ],
            Ct);

        var relay = (await Buckets(store, RollUpLevel.Hour, "Relay")).Should().ContainSingle().Subject;
        (relay.Count, relay.Min, relay.Max, relay.Sum, relay.Last.Text).Should().Be((2, null, null, null, "false"));
        (await Buckets(store, RollUpLevel.Hour, "State")).Should().BeEmpty();
    }

    [Fact]
    public async Task What_is_missing_in_progress_or_historical_does_not_count()
    {
        var store = await OpenAsync(_time);
        var good = Entry("20", Noon);
        Field Changed(int second, Func<Field, Field> change) => change(good.Field with { Timestamp = Noon.AddSeconds(second), Value = FieldValue.Numeric("1") });
        await store.History.AppendAsync(
            [
                good,
                good with { Field = Changed(1, field => field with { Quality = FieldQuality.Missing }) },
                good with { Field = Changed(2, field => field with { Quality = FieldQuality.InProgress | FieldQuality.AutomaticReadout }) },
                good with { Field = Changed(3, field => field with { FieldTypes = FieldTypes.HistoricalHour }) },
            ],
            Ct);
        (await Buckets(store, RollUpLevel.Hour)).Should().ContainSingle().Which.Count.Should().Be(1);

        // The hour's value turns out to be a momentary value too.
        await store.History.AppendAsync([good with { Field = Changed(3, field => field) }], Ct);

        var bucket = (await Buckets(store, RollUpLevel.Hour)).Should().ContainSingle().Subject;
        (bucket.Count, bucket.Sum).Should().Be((2, 21));
    }

    [Fact]
    public async Task Values_of_two_units_are_never_added()
    {
        var store = await OpenAsync(_time);
        var entry = Entry("20", Noon);
        await store.History.AppendAsync([entry, entry with { Field = entry.Field with { Unit = "K", Value = FieldValue.Numeric("293"), Timestamp = Noon.AddSeconds(1) } }], Ct);

        (await Buckets(store, RollUpLevel.Day)).Select(bucket => $"{bucket.Unit} {bucket.Sum}").Should().BeEquivalentTo("°C 20", "K 293");
    }

    [Fact]
    public async Task A_query_takes_buckets_that_begin_in_its_interval_of_its_board_node_and_field()
    {
        var store = await OpenAsync(_time);
        await store.History.AppendAsync(
            [
                Entry("1", Noon.AddHours(-1)), Entry("2", Noon), Entry("3", Noon.AddHours(1)), Entry("4", Noon.AddHours(2)), Entry("5", Noon, "Humidity"),
                Entry("6", Noon) with { Device = "board2" }, Entry("7", Noon) with { Node = new NodeRef("board1", "Other") },
            ],
            Ct);

        var parts = await Query(store, new RollUpQuery("board1", Node, "Temperature", RollUpLevel.Hour, Noon, Noon.AddHours(2)));

        parts.OfType<RollUpBucket>().Select(bucket => bucket.Sum).Should().Equal(2, 3);
    }

    [Fact]
    public async Task Random_writes_make_the_buckets_that_their_readings_make()
    {
        var store = await OpenAsync(_time);
        var random = new Random(20260701);
        var memory = new InMemoryHistoryStore();
        var qualities = new[] { FieldQuality.None, FieldQuality.AutomaticEstimate, FieldQuality.Signed, FieldQuality.Missing };
        for (int batch = 0; batch < 60; batch++)
        {
            var entries = Enumerable.Range(0, random.Next(1, 20)).Select(_ =>
            {
                var entry = Entry(random.Next(-50, 50).ToString(System.Globalization.CultureInfo.InvariantCulture), Noon.AddSeconds(random.Next(0, 600) * 10));
                return entry with { Field = entry.Field with { Quality = qualities[random.Next(4)], FieldTypes = random.Next(5) == 0 ? FieldTypes.HistoricalHour : FieldTypes.Momentary } };
            }).ToList();
            (await store.History.AppendAsync(entries, Ct)).Should().Be(await memory.AppendAsync(entries, Ct));
        }

        var expected = new InMemoryRollUps(memory, _time);
        foreach (var level in RollUps.Levels)
        {
            var query = new RollUpQuery("board1", Node, "Temperature", level, Noon.AddDays(-1), Noon.AddDays(1));
            (await Query(store, query)).Should().Equal(await Query(expected, query));
        }
    }

    [Fact]
    public async Task A_value_that_is_overdue_is_a_gap_and_nothing_is_made_up()
    {
        var store = await OpenAsync(_time);
        await store.History.AppendAsync([.. Enumerable.Range(0, 60).Where(minute => minute is < 10 or >= 40).Select(minute => Entry("20", Noon.AddMinutes(minute)))], Ct);

        var parts = await Query(store, new RollUpQuery("board1", Node, "Temperature", RollUpLevel.Minute, Noon, Noon.AddHours(1)));

        parts.OfType<RollUpBucket>().Should().HaveCount(30);
        parts[10].Should().Be(new HistoryGap(Noon.AddMinutes(9), Noon.AddMinutes(40), GapReason.NotReported));
        parts.OfType<HistoryGap>().Should().ContainSingle();
    }

    [Fact]
    public async Task A_gap_is_closed_by_what_comes_late_and_reaches_over_the_ends_of_the_interval()
    {
        var store = await OpenAsync(_time);
        await store.History.AppendAsync([.. Enumerable.Range(0, 10).Select(minute => Entry("20", Noon.AddMinutes(minute)))], Ct);
        await store.History.AppendAsync([.. Enumerable.Range(60, 10).Select(minute => Entry("20", Noon.AddMinutes(minute)))], Ct);
        var inside = new RollUpQuery("board1", Node, "Temperature", RollUpLevel.Minute, Noon.AddMinutes(30), Noon.AddMinutes(90));
        (await Query(store, inside)).OfType<HistoryGap>().Should().Equal(
            new HistoryGap(Noon.AddMinutes(30), Noon.AddMinutes(60), GapReason.NotReported),
            new HistoryGap(Noon.AddMinutes(69), Noon.AddMinutes(90), GapReason.NotReported));

        await store.History.AppendAsync([.. Enumerable.Range(10, 50).Select(minute => Entry("20", Noon.AddMinutes(minute)))], Ct);

        (await Query(store, inside)).OfType<HistoryGap>().Should().Equal(new HistoryGap(Noon.AddMinutes(69), Noon.AddMinutes(90), GapReason.NotReported));
    }

    [Fact]
    public async Task Nothing_is_missing_that_is_still_to_come()
    {
        var store = await OpenAsync(_time);
        var now = _time.GetUtcNow();
        await store.History.AppendAsync([.. Enumerable.Range(-10, 10).Select(minute => Entry("20", now.AddMinutes(minute)))], Ct);

        (await Query(store, new RollUpQuery("board1", Node, "Temperature", RollUpLevel.Minute, now.AddHours(-1), now.AddDays(1))))
            .OfType<HistoryGap>().Should().BeEmpty();
    }

    [Fact]
    public async Task An_outage_of_the_service_is_noted_and_explains_a_gap()
    {
        var store = await OpenAsync(_time);
        var silence = TimeSpan.FromMinutes(3);
        (await store.Upkeep.BeatAsync(Noon, silence, GapReason.ServiceDown, Ct)).Should().BeNull("there was nothing before");
        (await store.Upkeep.BeatAsync(Noon.AddMinutes(2), silence, GapReason.NotStored, Ct)).Should().BeNull();
        (await store.Upkeep.BeatAsync(Noon.AddMinutes(12), silence, GapReason.NotStored, Ct))
            .Should().Be(new Outage(Noon.AddMinutes(2), Noon.AddMinutes(12), GapReason.NotStored));
        await store.History.AppendAsync([.. Enumerable.Range(0, 20).Where(minute => minute is < 3 or > 11).Select(minute => Entry("20", Noon.AddMinutes(minute)))], Ct);

        (await Query(store, new RollUpQuery("board1", Node, "Temperature", RollUpLevel.Minute, Noon, Noon.AddMinutes(20))))
            .OfType<HistoryGap>().Should().Equal(new HistoryGap(Noon.AddMinutes(2), Noon.AddMinutes(12), GapReason.NotStored));
    }

    [Fact]
    public async Task Of_a_value_that_comes_when_it_changes_an_outage_is_a_gap_and_silence_is_none()
    {
        var store = await OpenAsync(_time);
        await store.Upkeep.BeatAsync(Noon.AddHours(1), TimeSpan.FromMinutes(3), GapReason.ServiceDown, Ct);
        await store.Upkeep.BeatAsync(Noon.AddHours(2), TimeSpan.FromMinutes(3), GapReason.ServiceDown, Ct);
        foreach (int minute in new[] { 0, 1, 2, 3, 300, 301 })
            await store.History.AppendAsync([new HistoryEntry("board1", Node, new Field { Name = "Relay", Value = FieldValue.Boolean(minute % 2 == 0), Timestamp = Noon.AddMinutes(minute) })], Ct);

        (await Query(store, new RollUpQuery("board1", Node, "Relay", RollUpLevel.Minute, Noon, Noon.AddHours(6))))
            .OfType<HistoryGap>().Should().Equal(new HistoryGap(Noon.AddHours(1), Noon.AddHours(2), GapReason.ServiceDown));
    }

    [Fact]
    public async Task Retention_forgets_whole_days_of_readings_and_keeps_buckets_for_as_long_as_its_rule_says()
    {
        var store = await OpenAsync(_time);
        var now = Noon.AddDays(1000);
        _time.SetUtcNow(now);
        await store.History.AppendAsync([.. new[] { 0, 300, 800, 990, 999 }.Select(day => Entry("20", Noon.AddDays(day)))], Ct);
        await store.History.AppendAsync([Entry("1", Noon.AddDays(1), "Humidity"), Entry("2", Noon.AddDays(2), "Humidity")], Ct);
        var retention = new Retention(
        [
            new RetentionRule("board*", "Temp*") { Readings = TimeSpan.FromDays(10), Minutes = TimeSpan.FromDays(100), Hours = TimeSpan.FromDays(500), Days = TimeSpan.FromDays(900) },
            new RetentionRule("*", "*"),
        ]);

        (await store.Upkeep.ApplyAsync(retention, now, Ct)).Should().Be(4);

        (await Readings(store, "Temperature")).Should().Equal(Noon.AddDays(990), Noon.AddDays(999));
        (await Buckets(store, RollUpLevel.Minute)).Should().HaveCount(2);
        (await Buckets(store, RollUpLevel.Hour)).Should().HaveCount(3);
        (await Buckets(store, RollUpLevel.Day)).Should().HaveCount(4);
        (await Readings(store, "Humidity")).Should().Equal([Noon.AddDays(2)], "the newest value of a field is never forgotten");
        (await Buckets(store, RollUpLevel.Day, "Humidity")).Should().HaveCount(2);
        (await store.Upkeep.ApplyAsync(retention, now, Ct)).Should().Be(0);
    }

    [Fact]
    public async Task What_was_counted_and_forgotten_is_not_counted_again()
    {
        var store = await OpenAsync(_time);
        var now = Noon.AddDays(100);
        await store.History.AppendAsync([Entry("20", Noon), Entry("21", Noon.AddDays(99))], Ct);
        await store.Upkeep.ApplyAsync(Retention.Default, now, Ct);

        (await store.History.AppendAsync([Entry("20", Noon)], Ct)).Should().Be(0);

        (await Readings(store, "Temperature")).Should().Equal(Noon.AddDays(99));
        (await Buckets(store, RollUpLevel.Day)).Select(bucket => bucket.Count).Should().Equal(1, 1);
    }

    [Fact]
    public async Task A_forgotten_reading_that_a_follower_of_the_feed_has_not_got_is_counted_as_skipped()
    {
        var store = await OpenAsync(_time);
        await store.History.AppendAsync([Entry("20", Noon.AddDays(99))], Ct);
        long start = await store.Feed.OpenAsync("mqtt", Ct);
        await store.History.AppendAsync([Entry("19", Noon), Entry("21", Noon.AddDays(98))], Ct);

        await store.Upkeep.ApplyAsync(Retention.Default, Noon.AddDays(100), Ct);

        (await store.Feed.ReadAsync(start, 10, Ct)).Should().ContainSingle().Which.Entry.Field.Value.Text.Should().Be("21");
        (await store.Feed.GetFiguresAsync(Ct)).Should().Equal(new FollowerFigures("mqtt", 1, 1, Noon.AddDays(100)));
    }

    [Fact]
    public async Task Forgetting_a_board_forgets_its_buckets()
    {
        var store = await OpenAsync(_time);
        await store.History.AppendAsync([Entry("20", Noon)], Ct);
        await store.History.RemoveAsync("board1", Ct);
        (await Buckets(store, RollUpLevel.Day)).Should().BeEmpty();

        await store.History.AppendAsync([Entry("21", Noon)], Ct);
        (await Buckets(store, RollUpLevel.Day)).Should().ContainSingle().Which.Sum.Should().Be(21);
    }

    private static HistoryEntry Entry(string number, DateTimeOffset timestamp, string field = "Temperature") =>
        new("board1", Node, new Field { Name = field, Value = FieldValue.Numeric(number), Unit = "°C", Timestamp = timestamp });

    private static async Task<List<RollUpBucket>> Buckets(Opened store, RollUpLevel level, string field = "Temperature") =>
        [.. (await Query(store, new RollUpQuery("board1", Node, field, level, Noon.AddDays(-1), Noon.AddDays(2000)))).OfType<RollUpBucket>()];

    private static Task<List<RollUpPart>> Query(Opened store, RollUpQuery query) => Query(store.RollUps, query);

    private static async Task<List<RollUpPart>> Query(IRollUpStore store, RollUpQuery query)
    {
        var parts = new List<RollUpPart>();
        await foreach (var part in store.QueryRollUpAsync(query, Ct))
            parts.Add(part);
        return parts;
    }

    private static async Task<List<DateTimeOffset>> Readings(Opened store, string field)
    {
        var instants = new List<DateTimeOffset>();
        await foreach (var entry in store.History.QueryAsync(new HistoryQuery { Device = "board1", Fields = [field] }, Ct))
            instants.Add(entry.Field.Timestamp);
        return instants;
    }
}
