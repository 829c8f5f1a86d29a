using System.Diagnostics;
using System.Text.Json;
using IotXmpp.Concentrator.Service.Commands;
using IotXmpp.Concentrator.Storage;
using IotXmpp.Service.Tests.Storage;
using IotXmpp.Things.Model;

namespace IotXmpp.Service.Tests.Commands;

/// <summary>What is exported is read by Python, which knows nothing of us and of the library that wrote it.</summary>
public sealed class HistoryCommandTests : IAsyncDisposable
{
    private static readonly CancellationToken Ct = CancellationToken.None;
    private static readonly DateTimeOffset Noon = new(2026, 7, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly TemporaryDatabase _database = TemporaryDatabase.Create();

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Theory]
    [InlineData("csv")]
    [InlineData("parquet")]
    public async Task Readings_come_out_as_they_went_in(string format)
    {
        var types = FieldTypes.Momentary | FieldTypes.HistoricalHour;
        await AppendAsync(
            new Field { Name = "Temperature", Value = FieldValue.Numeric("21.50"), Unit = "°C", Timestamp = Noon.AddTicks(1_234_567), FieldTypes = types, Quality = FieldQuality.Signed },
            new Field { Name = "State", Value = FieldValue.String("a \"b\",\r\nc"), Timestamp = Noon.AddSeconds(1) },
            new Field { Name = "Relay", Value = FieldValue.Boolean(true), Timestamp = Noon.AddDays(3) },
            new Field { Name = "Relay", Value = FieldValue.Boolean(false), Timestamp = Noon.AddDays(4) });

        var rows = await ExportAsync(format, "--from", "2026-07-01T14:00:00+02:00", "--to", "2026-07-05T12:00:00");

        rows.Should().HaveCount(3, "the end is not included");
        rows.Select(row => Text(row, "field")).Should().Equal("Temperature", "State", "Relay");
        rows.Select(row => Text(row, "value")).Should().Equal("21.50", "a \"b\",\r\nc", "true");
        rows.Select(row => Text(row, "number")).Should().Equal("21.5", "", "1");
        rows.Select(row => Text(row, "unit")).Should().Equal("°C", "", "");
        rows.Should().AllSatisfy(row => (Text(row, "board"), Text(row, "node"), Text(row, "source")).Should().Be(("board1", "board1", "Meters")));
        (Text(rows[0], "kind"), Text(rows[0], "types"), Text(rows[0], "quality")).Should().Be(("Numeric", "Momentary, HistoricalHour", "Signed"));
        Text(rows[0], "time").Should().Be(format == "csv" ? "2026-07-01T12:00:00.1234567Z" : Micros(Noon.AddTicks(1_234_560)), "Parquet has microseconds");
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("parquet")]
    public async Task A_roll_up_has_its_gaps_as_rows(string format)
    {
        await AppendAsync([.. Enumerable.Range(0, 600).Where(minute => minute is < 120 or >= 300).Select(minute => new Field
        {
            Name = "Temperature",
            Value = FieldValue.Numeric($"{minute % 60}"),
            Unit = "°C",
            Timestamp = Noon.AddMinutes(minute),
        })]);

        var rows = await ExportAsync(format, "--from", "2026-07-01T12:00:00", "--to", "2026-07-01T22:00:00", "--rollup", "hour", "--field", "Temperature");

        rows.Should().HaveCount(8);
        rows.Select(row => Text(row, "gap")).Should().Equal("", "", "NotReported", "", "", "", "", "");
        rows.Where(row => Text(row, "gap").Length == 0).Should().AllSatisfy(row =>
            (Text(row, "min"), Text(row, "max"), Text(row, "sum"), Text(row, "count"), Text(row, "last")).Should().Be(("0", "59", "1770", "60", "59")));
        Text(rows[2], "start").Should().Be(format == "csv" ? "2026-07-01T13:59:00.0000000Z" : Micros(Noon.AddMinutes(119)));
        Text(rows[2], "end").Should().Be(format == "csv" ? "2026-07-01T17:00:00.0000000Z" : Micros(Noon.AddMinutes(300)));
        Text(rows[2], "count").Should().BeEmpty("nothing is made up");
    }

    [Fact]
    public async Task Many_rows_are_several_groups()
    {
        await AppendAsync([.. Enumerable.Range(0, 120_000).Select(i => new Field { Name = "Count", Value = FieldValue.Int((i * 7919) % 10_007), Timestamp = Noon.AddMilliseconds(i * 500) })]);

        var rows = await ExportAsync("parquet", "--from", "2026-07-01", "--to", "2026-07-03");

        rows.Select(row => Text(row, "value")).Should().Equal(Enumerable.Range(0, 120_000).Select(i => $"{(i * 7919) % 10_007}"));
        rows.Select(row => Text(row, "time")).Should().Equal(Enumerable.Range(0, 120_000).Select(i => Micros(Noon.AddMilliseconds(i * 500))));
    }

    [Theory]
    [InlineData("There is no board board9", "--board", "board9")]
    [InlineData("--format is 'xls'", "--board", "board1", "--format", "xls")]
    [InlineData("--from is 'yesterday'", "--board", "board1", "--from", "yesterday")]
    [InlineData("Parquet needs a file", "--board", "board1", "--format", "parquet")]
    public async Task What_cannot_be_done_is_said_in_one_line(string expected, params string[] arguments)
    {
        var (code, error) = await RunAsync([.. arguments]);

        code.Should().Be(ExitCode.Failed);
        error.Should().StartWith(expected).And.NotContain("   at ");
    }

    [Fact]
    public async Task A_file_that_is_there_is_not_overwritten()
    {
        await AppendAsync(new Field { Name = "Relay", Value = FieldValue.Boolean(true), Timestamp = Noon });
        string path = Path.Combine(_database.Folder, "there.csv");
        await File.WriteAllTextAsync(path, "mine", Ct);

        (await RunAsync("--board", "board1", "-o", path)).Code.Should().Be(ExitCode.Failed);

        (await File.ReadAllTextAsync(path, Ct)).Should().Be("mine");
    }

    private static string Micros(DateTimeOffset time) => $"{(time - DateTimeOffset.UnixEpoch).Ticks / 10}";

    private static string Text(Dictionary<string, JsonElement> row, string column) => row[column] switch
    {
        { ValueKind: JsonValueKind.Null } => "",
        { ValueKind: JsonValueKind.String } value => value.GetString()!,
        // Python writes a floating-point number of a whole value with one decimal.
        var value when value.GetRawText().EndsWith(".0", StringComparison.Ordinal) => value.GetRawText()[..^2],
        var value => value.GetRawText(),
    };

    private async Task AppendAsync(params Field[] fields) =>
        await _database.Stores.History.Readings.AppendAsync([.. fields.Select(field => new HistoryEntry("board1", new NodeRef("board1", "Meters"), field))], Ct);

    private async Task<(int Code, string Error)> RunAsync(params string[] arguments)
    {
        var error = new StringWriter();
        int code = await CommandLine.RunAsync(["history", "export", .. arguments, "--data", _database.Folder], TextReader.Null, TextWriter.Null, error);
        return (code, error.ToString());
    }

    private async Task<List<Dictionary<string, JsonElement>>> ExportAsync(string format, params string[] arguments)
    {
        string path = Path.Combine(_database.Folder, $"export.{format}");
        var (code, error) = await RunAsync(["--board", "board1", "--format", format, "-o", path, .. arguments]);
        code.Should().Be(ExitCode.Success, error);
        return await ReadAsync(path);
    }

    private static async Task<List<Dictionary<string, JsonElement>>> ReadAsync(string path)
    {
        const string Python = "/usr/bin/python3";
        if (!File.Exists(Python) && Environment.GetEnvironmentVariable("CI") != "true")
            Assert.Skip("python3 is not installed (Debian package python3).");
        using var process = Process.Start(new ProcessStartInfo(Python, [Path.Combine(AppContext.BaseDirectory, "Python", "read_table.py"), path])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var error = process.StandardError.ReadToEndAsync(Ct);
        string output = await process.StandardOutput.ReadToEndAsync(Ct);
        await process.WaitForExitAsync(Ct);
        process.ExitCode.Should().Be(0, await error);
        return JsonSerializer.Deserialize<List<Dictionary<string, JsonElement>>>(output)!;
    }
}
