using System.Diagnostics;
using System.Globalization;
using IotXmpp.Interop.Tests.Peers;

namespace IotXmpp.Interop.Tests;

/// <summary>
/// Not a test: what a reading costs the service over the whole road (EXI, XEP-0198, access, last values, history with roll-ups) in processor time, beside mosquitto with a plain
/// subscriber that writes the same rows. Run with <c>-explicit only</c>. Processor time, because it means the same on a busy machine.
/// </summary>
public sealed class IngestMeasurement
{
    private const int Boards = 20;
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(20);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact(Explicit = true)]
    public async Task Of_the_service()
    {
        await using var world = await World.CreateWithOwnBoardsAsync(Boards, TimeSpan.FromMilliseconds(10), Ct);
        await world.Service.UntilAsync("the first readings are compiled code", _ => Task.FromResult(Acknowledged(world) > 20_000), Ct);
        var (readings, processor) = (Acknowledged(world), ProcessorTime(world.Service.ProcessId));
        var clock = Stopwatch.StartNew();
        using var timer = new PeriodicTimer(Length);
        await timer.WaitForNextTickAsync(Ct);
        Report("service", Acknowledged(world) - readings, ProcessorTime(world.Service.ProcessId) - processor, clock.Elapsed);
    }

    [Fact(Explicit = true)]
    public async Task Of_mosquitto_and_a_subscriber()
    {
        string folder = Directory.CreateTempSubdirectory("iotxmpp-ingest-").FullName;
        int port = Ports.Free(1)[0];
        string configuration = Path.Combine(folder, "mosquitto.conf");
        await File.WriteAllTextAsync(configuration, string.Create(CultureInfo.InvariantCulture, $"listener {port} 127.0.0.1\nallow_anonymous true\nmax_inflight_messages 0\nmax_queued_messages 0\n"), Ct);
        string script = Path.Combine(AppContext.BaseDirectory, "Python", "mqtt_ingest.py"), python = Peer.Require("python3", "python3");
        await using var broker = Program.Start(Peer.Require("mosquitto", "mosquitto"), ["-c", configuration]);
        await broker.UntilAsync("mosquitto listens", c => Ports.AnswersAsync(port, c), TimeSpan.FromSeconds(10), Ct);
        string address = port.ToString(CultureInfo.InvariantCulture);
        await using var subscriber = Program.Start(python, [script, "subscribe", address, Path.Combine(folder, "rows.db")]);
        await subscriber.UntilAsync("it has subscribed", _ => Task.FromResult(subscriber.Output.Contains("subscribed", StringComparison.Ordinal)), TimeSpan.FromSeconds(20), Ct);
        await using var publisher = Program.Start(python, [script, "publish", address, Boards.ToString(CultureInfo.InvariantCulture)]);
        await subscriber.UntilAsync("rows are written", _ => Task.FromResult(Rows(subscriber) > 5_000), TimeSpan.FromSeconds(60), Ct);
        var (rows, processor, ofBroker) = (Rows(subscriber), ProcessorTime(subscriber.Id), ProcessorTime(broker.Id));
        var clock = Stopwatch.StartNew();
        using var timer = new PeriodicTimer(Length);
        await timer.WaitForNextTickAsync(Ct);
        long written = Rows(subscriber) - rows;
        Report("mosquitto", written, ProcessorTime(broker.Id) - ofBroker, clock.Elapsed);
        Report("subscriber", written, ProcessorTime(subscriber.Id) - processor, clock.Elapsed);
        Directory.Delete(folder, recursive: true);
    }

    private static long Acknowledged(World world) => world.Boards.Sum(board => board.Counters.ReadingsAcknowledged);

    private static long Rows(Program subscriber) =>
        subscriber.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => long.TryParse(line, CultureInfo.InvariantCulture, out long rows) ? rows : 0).LastOrDefault();

    private static TimeSpan ProcessorTime(int id)
    {
        using var process = Process.GetProcessById(id);
        return process.TotalProcessorTime;
    }

    private static void Report(string who, long readings, TimeSpan processor, TimeSpan elapsed)
    {
        readings.Should().BePositive();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"[ingest] {who}: {readings} readings, {readings / elapsed.TotalSeconds:F0}/s, {processor.TotalMicroseconds / readings:F1} us of processor time each, {readings / processor.TotalSeconds:F0}/s a core"));
    }
}
