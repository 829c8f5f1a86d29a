using System.Diagnostics;
using System.Globalization;
using IotXmpp.Concentrator.Service.Options;
using IotXmpp.Concentrator.Service.Storage;
using IotXmpp.Concentrator.Service.Storage.Sqlite;
using IotXmpp.Concentrator.Storage;
using IotXmpp.Things.Model;
using Microsoft.Extensions.Logging.Abstractions;

namespace IotXmpp.Benchmarks.History;

/// <summary>
/// Fills a history through its own door, with roll-ups and, if asked, the feed, and asks it for a day of one field. SQLite in a temporary directory; PostgreSQL where
/// <c>--postgres</c> says, in an empty database.
/// </summary>
/// <param name="rows">Readings.</param>
/// <param name="batch">Readings an append: 3 is a board's stanza.</param>
/// <param name="writers">Appends at a time: boards, each with one stanza under way.</param>
/// <param name="postgres">Connection string; null for SQLite.</param>
/// <param name="withFeed">Whether somebody follows.</param>
internal sealed class HistoryRun(long rows, int batch, int writers, string? postgres, bool withFeed)
{
    private const int Boards = 100;
    private const int Rounds = 31;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);
    private static readonly DateTimeOffset Start = new(2026, 7, 1, 0, 0, 0, TimeSpan.Zero);

    public async Task RunAsync()
    {
        string folder = Directory.CreateTempSubdirectory("iotxmpp-bench-").FullName;
        try
        {
            await using var stores = SqliteStores.Open(folder, NullLogger.Instance, new HistoryOptions { Postgres = postgres, Retention = new Retention([]) });
            if (withFeed)
                await stores.History.Feed.OpenAsync("benchmark", CancellationToken.None);
            await FillAsync(stores.History);
            await QueryAsync(stores.History);
            if (postgres is null)
                Say($"file: {Directory.GetFiles(folder).Sum(file => new FileInfo(file).Length) / 1e6:F0} MB");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Say(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    private static HistoryEntry Entry(long number)
    {
        string board = $"board{number % Boards}";
        return new HistoryEntry(board, new NodeRef(board), new Field
        {
            Name = "Temperature",
            Value = FieldValue.Numeric(string.Create(CultureInfo.InvariantCulture, $"{20 + (number * 7919 % 100 / 10.0):F1}")),
            Unit = "°C",
            Timestamp = Start + (Interval * (number / Boards)),
        });
    }

    private async Task FillAsync(HistoryStores history)
    {
        var clock = Stopwatch.StartNew();
        var before = Process.GetCurrentProcess().TotalProcessorTime;
        long next = 0;
        await Task.WhenAll(Enumerable.Range(0, writers).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Add(ref next, batch) - batch is var start && start < rows)
            {
                var entries = new HistoryEntry[Math.Min(batch, rows - start)];
                for (int i = 0; i < entries.Length; i++)
                    entries[i] = Entry(start + i);
                await history.Readings.AppendAsync(entries, CancellationToken.None);
            }
        })));

        var processor = Process.GetCurrentProcess().TotalProcessorTime - before;
        Say($"{rows} rows, {writers} at a time {batch}: {rows / clock.Elapsed.TotalSeconds:F0} rows/s, {rows / processor.TotalSeconds:F0} a second of this process's processor time");
    }

    private async Task QueryAsync(HistoryStores history)
    {
        var end = Start + (Interval * (rows / Boards));
        var from = end - TimeSpan.FromDays(2);
        var points = new HistoryQuery { Device = "board42", Fields = ["Temperature"], From = from, To = from.AddDays(1), Limit = int.MaxValue };
        var hours = new RollUpQuery("board42", new NodeRef("board42"), "Temperature", RollUpLevel.Hour, from, from.AddDays(1));
        await MeasureAsync("a day of one field, points", () => history.Readings.QueryAsync(points, CancellationToken.None));
        await MeasureAsync("a day of one field, hours", () => history.RollUps.QueryRollUpAsync(hours, CancellationToken.None));
    }

    private static async Task MeasureAsync<T>(string name, Func<IAsyncEnumerable<T>> query)
    {
        var times = new List<double>();
        int count = 0;
        for (int round = 0; round < Rounds; round++)
        {
            var clock = Stopwatch.StartNew();
            count = 0;
            await foreach (var _ in query())
                count++;
            times.Add(clock.Elapsed.TotalMilliseconds);
        }

        times.Sort();
        Say($"{name}: {count} rows, median {times[Rounds / 2]:F2} ms, best {times[0]:F2} ms");
    }
}
