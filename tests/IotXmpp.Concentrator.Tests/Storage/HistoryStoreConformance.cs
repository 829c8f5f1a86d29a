using IotXmpp.Concentrator.Storage;
using IotXmpp.Testing;
using IotXmpp.Things.Model;

namespace IotXmpp.Concentrator.Tests.Storage;

/// <summary>What every <see cref="IHistoryStore"/> does. Engines derive and say how to open one.</summary>
public abstract class HistoryStoreConformance
{
    private static readonly CancellationToken Ct = CancellationToken.None;
    private static readonly DateTimeOffset Noon = new(2026, 7, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>An empty store.</summary>
    protected abstract ValueTask<IHistoryStore> OpenAsync();

    [Fact]
    [Spec("SD-035", "SD-057")]
    public async Task A_field_comes_back_as_it_was_stored()
    {
        var store = await OpenAsync();
        var timestamp = new DateTimeOffset(2026, 7, 1, 14, 0, 0, TimeSpan.FromHours(2)).AddTicks(1_234_567);
        Field[] fields =
        [
            new()
            {
                Name = "Energy",
                Value = FieldValue.Numeric("12.340"),
                Unit = "kWh",
                Timestamp = timestamp,
                FieldTypes = FieldTypes.Momentary | FieldTypes.HistoricalMinute,
                Quality = FieldQuality.AutomaticReadout | FieldQuality.Signed,
                Writable = false,
                Module = "Meter",
                StringIds = "1||x",
            },
            new() { Name = "Relay", Value = FieldValue.Boolean(true), Timestamp = timestamp, Writable = true },
            new() { Name = "State", Value = FieldValue.Create(FieldValueKind.Enumeration, "Açık", "States"), Timestamp = timestamp, FieldTypes = FieldTypes.Status },
        ];
        var node = new NodeRef("board1", "MeteringTopology", "Cache");

        (await store.AppendAsync([.. fields.Select(field => new HistoryEntry("board1", node, field))], Ct)).Should().Be(3);

        var stored = await Query(store, new HistoryQuery { Device = "board1" });
        stored.Select(entry => entry.Field).Should().BeEquivalentTo(fields);
        stored.Should().AllSatisfy(entry => entry.Node.Should().Be(node));
        // DateTimeOffset compares instants: the zone is checked on its own.
        stored.Should().AllSatisfy(entry => entry.Field.Timestamp.Offset.Should().Be(TimeSpan.FromHours(2)));
    }

    [Fact]
    [Spec("SD-033")]
    public async Task A_field_is_stored_once_for_device_node_name_and_instant()
    {
        var store = await OpenAsync();
        var first = Entry("board1", "Temperature", "21.5", Noon);

        (await store.AppendAsync([first], Ct)).Should().Be(1);
        (await store.AppendAsync([first, first with { Field = first.Field with { Value = FieldValue.Numeric("99") } }], Ct)).Should().Be(0);
        (await store.AppendAsync([Entry("board1", "Temperature", "99", Noon.ToOffset(TimeSpan.FromHours(5)))], Ct)).Should().Be(0);

        (await Query(store, new HistoryQuery { Device = "board1" })).Should().ContainSingle().Which.Field.Value.Text.Should().Be("21.5");
    }

    [Fact]
    [Spec("SD-033", "SD-034")]
    public async Task Another_device_node_name_or_instant_is_another_field()
    {
        var store = await OpenAsync();
        var first = Entry("board1", "Temperature", "21.5", Noon);

        int added = await store.AppendAsync(
            [
                first,
                first with { Device = "board2" },
                first with { Node = new NodeRef("board1", "Other") },
                first with { Node = new NodeRef("board1", null, "Other") },
                Entry("board1", "Humidity", "21.5", Noon),
                Entry("board1", "Temperature", "21.5", Noon.AddTicks(1)),
            ],
            Ct);

        added.Should().Be(6);
        (await Query(store, new HistoryQuery { Device = "board1" })).Should().HaveCount(5);
    }

    [Fact]
    public async Task The_types_of_a_repeated_field_are_united()
    {
        var store = await OpenAsync();
        var entry = Entry("board3", "Energy", "12.340", Noon);
        await store.AppendAsync([entry], Ct);
        await store.AppendAsync([entry with { Field = entry.Field with { FieldTypes = FieldTypes.HistoricalMinute } }], Ct);

        (await Query(store, new HistoryQuery { Device = "board3", FieldTypes = FieldTypes.HistoricalMinute }))
            .Should().ContainSingle().Which.Field.FieldTypes.Should().Be(FieldTypes.Momentary | FieldTypes.HistoricalMinute);
    }

    [Theory]
    [InlineData(FieldQuality.None, FieldQuality.AutomaticEstimate, false)]
    [InlineData(FieldQuality.AutomaticEstimate, FieldQuality.None, true)]
    [InlineData(FieldQuality.AutomaticReadout, FieldQuality.AutomaticReadout | FieldQuality.Warning, false)]
    [InlineData(FieldQuality.AutomaticReadout, FieldQuality.AutomaticReadout | FieldQuality.Signed, true)]
    [InlineData(FieldQuality.Invoiced, FieldQuality.Signed, false)]
    [InlineData(FieldQuality.Invoiced, FieldQuality.Invoiced | FieldQuality.Signed, true)]
    [InlineData(FieldQuality.Missing, FieldQuality.InProgress, true)]
    [Spec("SD-050", "SD-033", "SD-048")]
    public async Task A_stored_value_is_overwritten_by_a_more_important_one_only(FieldQuality before, FieldQuality after, bool overwrites)
    {
        var store = await OpenAsync();
        var entry = Entry("board3", "Energy", "12.340", Noon);
        await store.AppendAsync([entry with { Field = entry.Field with { Quality = before } }], Ct);
        var second = entry.Field with { Value = FieldValue.Numeric("12.40"), Unit = "MWh", Quality = after, FieldTypes = FieldTypes.HistoricalHour };
        (await store.AppendAsync([entry with { Field = second }], Ct)).Should().Be(0);

        var stored = (await Query(store, new HistoryQuery { Device = "board3" })).Should().ContainSingle().Subject.Field;
        stored.Value.Text.Should().Be(overwrites ? "12.40" : "12.340");
        stored.Unit.Should().Be(overwrites ? "MWh" : entry.Field.Unit);
        stored.Quality.Should().Be(overwrites ? after : before);
        stored.FieldTypes.Should().Be(entry.Field.FieldTypes | FieldTypes.HistoricalHour);
    }

    [Fact]
    public async Task A_query_selects_fields_types_and_interval_with_both_ends()
    {
        var store = await OpenAsync();
        for (int minute = 0; minute < 5; minute++)
        {
            var types = minute % 2 == 0 ? FieldTypes.HistoricalMinute : FieldTypes.Momentary;
            foreach (string name in new[] { "Energy", "Power" })
            {
                var entry = Entry("board3", name, $"{minute}", Noon.AddMinutes(minute));
                await store.AppendAsync([entry with { Field = entry.Field with { FieldTypes = types } }], Ct);
            }
        }

        (await Query(store, new HistoryQuery { Device = "board3", Fields = ["Energy"], From = Noon.AddMinutes(1), To = Noon.AddMinutes(3) }))
            .Select(entry => entry.Field.Value.Text).Should().Equal("1", "2", "3");
        (await Query(store, new HistoryQuery { Device = "board3", Fields = ["Energy", "Power"], FieldTypes = FieldTypes.Historical }))
            .Should().HaveCount(6);
        (await Query(store, new HistoryQuery { Device = "board3", Fields = ["energy"] })).Should().BeEmpty("names are exact");
    }

    [Fact]
    public async Task Entries_come_ordered_and_a_limit_keeps_the_newest()
    {
        var store = await OpenAsync();
        await store.AppendAsync(
            [
                Entry("board1", "Temperature", "3", Noon.AddMinutes(2)),
                Entry("board1", "Temperature", "1", Noon),
                Entry("board1", "Humidity", "1", Noon),
                Entry("board1", "Temperature", "2", Noon.AddMinutes(1)),
            ],
            Ct);

        (await Query(store, new HistoryQuery { Device = "board1" })).Select(entry => $"{entry.Field.Name} {entry.Field.Value.Text}")
            .Should().Equal("Humidity 1", "Temperature 1", "Temperature 2", "Temperature 3");
        (await Query(store, new HistoryQuery { Device = "board1", Limit = 2 })).Select(entry => $"{entry.Field.Name} {entry.Field.Value.Text}")
            .Should().Equal("Temperature 2", "Temperature 3");
    }

    [Fact]
    public async Task The_last_values_are_the_newest_that_are_about_the_present()
    {
        var store = await OpenAsync();
        var historical = Entry("board3", "Energy", "9", Noon.AddMinutes(9));
        await store.AppendAsync(
            [
                Entry("board3", "Power", "100", Noon.AddMinutes(1)),
                Entry("board3", "Energy", "2", Noon.AddMinutes(2)),
                Entry("board3", "Energy", "1", Noon.AddMinutes(1)),
                historical with { Field = historical.Field with { FieldTypes = FieldTypes.HistoricalMinute } },
                Entry("board1", "Temperature", "21.5", Noon),
            ],
            Ct);

        (await store.LastAsync("board3", Ct)).Select(entry => $"{entry.Field.Name} {entry.Field.Value.Text}").Should().Equal("Energy 2", "Power 100");
        (await store.LastAsync("board9", Ct)).Should().BeEmpty();
    }

    [Fact]
    public async Task A_late_reading_does_not_become_the_last_value()
    {
        var store = await OpenAsync();
        await store.AppendAsync([Entry("board1", "Temperature", "22", Noon.AddHours(1))], Ct);
        await store.AppendAsync([Entry("board1", "Temperature", "20", Noon.AddHours(2).ToOffset(TimeSpan.FromHours(3)).AddHours(-2))], Ct);

        (await store.LastAsync("board1", Ct)).Should().ContainSingle().Which.Field.Value.Text.Should().Be("22");
    }

    [Fact]
    public async Task Removing_forgets_one_device_only()
    {
        var store = await OpenAsync();
        await store.AppendAsync([Entry("board1", "Temperature", "1", Noon), Entry("board2", "Temperature", "2", Noon)], Ct);

        await store.RemoveAsync("board1", Ct);

        (await Query(store, new HistoryQuery { Device = "board1" })).Should().BeEmpty();
        (await store.LastAsync("board1", Ct)).Should().BeEmpty();
        (await store.LastAsync("board2", Ct)).Should().ContainSingle();
    }

    private static HistoryEntry Entry(string device, string name, string number, DateTimeOffset timestamp) =>
        new(device, new NodeRef(device), new Field { Name = name, Value = FieldValue.Numeric(number), Unit = "u", Timestamp = timestamp });

    private static async Task<List<HistoryEntry>> Query(IHistoryStore store, HistoryQuery query)
    {
        var entries = new List<HistoryEntry>();
        await foreach (var entry in store.QueryAsync(query, Ct))
            entries.Add(entry);
        return entries;
    }
}
