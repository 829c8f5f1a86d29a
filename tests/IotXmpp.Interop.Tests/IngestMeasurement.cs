using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using IotXmpp.Interop.Tests.Peers;

namespace IotXmpp.Interop.Tests;

/// <summary>
/// Not a test: what a reading costs the service over the whole road (EXI, XEP-0198, access, last values, history with roll-ups, pub-sub event) in processor time, beside mosquitto
/// with a plain subscriber that writes the same rows at the same pace. Run with <c>-explicit only</c>. Processor time, because it means the same on a busy machine.
/// </summary>
public sealed partial class IngestMeasurement
{
    private const int Boards = 20;

    /// <summary>Of each board: 3 readings a message, so 2,400 readings a second if the machine gives us that much.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(25);

    /// <summary>Until the runtime has compiled what runs often for the second time; before, a third of the time is the compiler's.</summary>
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(45);

    private static readonly TimeSpan Length = TimeSpan.FromSeconds(20);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory(Explicit = true)]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task Of_the_service(bool isPostgres, bool isPublished)
    {
        await using var postgres = isPostgres ? await Postgres.StartAsync(Ct) : null;
        List<(string, string)> settings = [("Concentrator__PubSub__Enabled", isPublished ? "true" : "false")];
        if (postgres is not null)
            settings.Add(("Concentrator__History__Postgres", postgres.ConnectionString));
        await using var world = await World.CreateWithOwnBoardsAsync(Boards, Interval, Ct, settings);
        string[] steps = [.. Enumerable.Range(1, Boards).SelectMany(number => (string[])["subscribe", "things.localhost", $"boards/board{number}"]), "watch", "600"];
        await using var subscriber = isPublished ? PubSubClient.Start(world.ClientPort, steps) : null;
        if (subscriber is not null)
            await subscriber.UntilAsync("events come", _ => Task.FromResult(Items(subscriber) > 0), TimeSpan.FromSeconds(60), Ct);
        string name = $"service, {(isPostgres ? "PostgreSQL" : "SQLite")}, {(isPublished ? "pub-sub with a subscriber" : "no pub-sub")}";
        await MeasureAsync(name, () => Acknowledged(world), [("service", world.Service.ProcessId), .. Of(postgres)], subscriber);
    }

    [Theory(Explicit = true)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Of_mosquitto_and_a_subscriber(bool isPostgres)
    {
        string folder = Directory.CreateTempSubdirectory("iotxmpp-ingest-").FullName;
        int port = Ports.Free(1)[0];
        string configuration = Path.Combine(folder, "mosquitto.conf");
        await File.WriteAllTextAsync(configuration, string.Create(CultureInfo.InvariantCulture, $"listener {port} 127.0.0.1\nallow_anonymous true\nmax_inflight_messages 0\nmax_queued_messages 0\n"), Ct);
        string script = Path.Combine(AppContext.BaseDirectory, "Python", "mqtt_ingest.py"), python = Peer.Require("python3", "python3");
        await using var postgres = isPostgres ? await Postgres.StartAsync(Ct) : null;
        await using var broker = Program.Start(Peer.Require("mosquitto", "mosquitto"), ["-c", configuration]);
        await broker.UntilAsync("mosquitto listens", c => Ports.AnswersAsync(port, c), TimeSpan.FromSeconds(10), Ct);
        string address = port.ToString(CultureInfo.InvariantCulture);
        await using var subscriber = Program.Start(python, [script, "subscribe", address, postgres?.LibpqString ?? Path.Combine(folder, "rows.db")]);
        await subscriber.UntilAsync("it has subscribed", _ => Task.FromResult(subscriber.Output.Contains("subscribed", StringComparison.Ordinal)), TimeSpan.FromSeconds(20), Ct);
        await using var publisher = Program.Start(python, [script, "publish", address, Boards.ToString(CultureInfo.InvariantCulture), Interval.TotalSeconds.ToString(CultureInfo.InvariantCulture)]);
        await subscriber.UntilAsync("rows are written", _ => Task.FromResult(Rows(subscriber) > 0), TimeSpan.FromSeconds(60), Ct);
        string name = $"mosquitto and a subscriber, {(isPostgres ? "PostgreSQL" : "SQLite")}";
        await MeasureAsync(name, () => Rows(subscriber), [("mosquitto", broker.Id), ("subscriber", subscriber.Id), .. Of(postgres)], null, TimeSpan.FromSeconds(10));
        Directory.Delete(folder, recursive: true);
    }

    private static IEnumerable<(string, int)> Of(Postgres? postgres) => postgres is null ? [] : [("PostgreSQL", postgres.ProcessId)];

    private static async Task MeasureAsync(string name, Func<long> readings, (string Name, int Id)[] processes, Program? events, TimeSpan? warmUp = null)
    {
        await WaitAsync(warmUp ?? WarmUp);
        long before = readings(), items = events is null ? 0 : Items(events);
        var processor = processes.Select(process => ProcessorTime(process.Id)).ToArray();
        var clock = Stopwatch.StartNew();
        await WaitAsync(Length);
        long got = readings() - before;
        got.Should().BePositive();
        double seconds = clock.Elapsed.TotalSeconds;
        var each = processes.Select((process, i) => (process.Name, Time: ProcessorTime(process.Id) - processor[i])).ToArray();
        double total = each.Sum(process => process.Time.TotalSeconds);
        string parts = string.Join(", ", each.Select(process => string.Create(CultureInfo.InvariantCulture, $"{process.Name} {process.Time.TotalMicroseconds / got:F1}")));
        string heard = events is null ? "" : string.Create(CultureInfo.InvariantCulture, $", {(Items(events) - items) / seconds:F0} items/s heard");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"[ingest] {name}: {got / seconds:F0} readings/s{heard}; {total * 1e6 / got:F1} us of processor time each ({parts}), {got / total:F0}/s a core"));
    }

    private static async Task WaitAsync(TimeSpan time)
    {
        using var timer = new PeriodicTimer(time);
        await timer.WaitForNextTickAsync(Ct);
    }

    private static long Acknowledged(World world) => world.Boards.Sum(board => board.Counters.ReadingsAcknowledged);

    private static long Rows(Program subscriber) =>
        subscriber.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => long.TryParse(line, CultureInfo.InvariantCulture, out long rows) ? rows : 0).LastOrDefault();

    private static long Items(Program subscriber) =>
        WatchLine().Matches(subscriber.Output) is { Count: > 0 } lines ? long.Parse(lines[^1].Groups[1].ValueSpan, CultureInfo.InvariantCulture) : 0;

    /// <summary>Of a process and its children, those that have ended included.</summary>
    private static TimeSpan ProcessorTime(int id)
    {
        long ticks = 0;
        foreach (string folder in Directory.EnumerateDirectories("/proc").Where(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out _)))
        {
            try
            {
                // proc(5): behind the name in brackets come state (3), ppid (4), and at 14 to 17 utime, stime, cutime, cstime in hundredths of a second.
                string[] fields = File.ReadAllText(Path.Combine(folder, "stat")).Split(") ")[^1].Split(' ');
                bool isIt = Path.GetFileName(folder) == id.ToString(CultureInfo.InvariantCulture);
                if (isIt || fields[1] == id.ToString(CultureInfo.InvariantCulture))
                    ticks += fields[11..(isIt ? 15 : 13)].Sum(field => long.Parse(field, CultureInfo.InvariantCulture));
            }
            catch (IOException)
            {
                // It has just ended.
            }
        }

        return TimeSpan.FromMilliseconds(ticks * 10);
    }

    [GeneratedRegex("\"step\": \"watch\", \"items\": ([0-9]+)")]
    private static partial Regex WatchLine();
}
