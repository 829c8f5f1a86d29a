using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using IotXmpp.Concentrator.Bridging;
using IotXmpp.Concentrator.Storage;
using IotXmpp.Concentrator.Tests.Storage;
using IotXmpp.Things.Control;
using IotXmpp.Things.Model;
using IotXmpp.Xmpp.Addressing;

namespace IotXmpp.Service.Tests.Bridges.Mqtt;

/// <summary>Boards that do what the test says; what they report goes into a feed, and into their last values.</summary>
internal sealed class ScriptedBoards(InMemoryReadingFeed feed) : IBoardGateway
{
    public static readonly DateTimeOffset Noon = new(2026, 7, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly ConcurrentDictionary<string, BridgedBoard> _boards = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Action<string>, byte> _watchers = new();

    public string Domain => "things.localhost";

    /// <summary>What a command comes to; done unless the test says otherwise.</summary>
    public Func<CancellationToken, Task<ControlResult>> Set { get; set; } = _ => Task.FromResult(ControlResult.Done);

    /// <summary>Commands as <c>board2 Relay=true</c>.</summary>
    public ConcurrentQueue<string> Commands { get; } = new();

    /// <summary>Devices that were made boards.</summary>
    public ConcurrentDictionary<string, AttachedDevice> Attached { get; } = new(StringComparer.Ordinal);

    /// <summary>What they reported, and <c>available</c> or <c>away</c>.</summary>
    public ConcurrentQueue<(string Device, object What)> Reports { get; } = new();

    public void Add(string name, ThingDescription kind) => Put(new BridgedBoard(name, Jid.Create(name, Domain), kind) { IsUp = true });

    public void SetUp(string name, bool isUp) => Put(_boards[name] with { IsUp = isUp });

    public void Remove(string name)
    {
        _boards.TryRemove(name, out _);
        Tell(name);
    }

    public void Report(string name, params Field[] fields)
    {
        var node = new NodeRef(name);
        var board = _boards[name];
        _boards[name] = board with { LastValues = [.. board.LastValues.Where(last => fields.All(field => field.Name != last.Field.Name)), .. fields.Select(field => (node, field))] };
        feed.Append([.. fields.Select(field => new HistoryEntry(name, node, field))]);
    }

    public static Field Number(string name, string value, string unit, double seconds) =>
        new() { Name = name, Value = FieldValue.Numeric(value), Unit = unit, Timestamp = Noon.AddSeconds(seconds), Quality = FieldQuality.AutomaticReadout };

    public static Field Switch(string name, bool value, double seconds) =>
        new() { Name = name, Value = FieldValue.Boolean(value), Timestamp = Noon.AddSeconds(seconds), Quality = FieldQuality.AutomaticReadout };

    public async IAsyncEnumerable<BridgedBoard> ListAsync(IBridge bridge, [EnumeratorCancellation] CancellationToken ct)
    {
        await ValueTask.CompletedTask;
        foreach (var board in _boards.Values.Where(board => bridge.Route.HasBoard(board.Name)))
            yield return board;
    }

    public ValueTask<BridgedBoard?> FindAsync(IBridge bridge, string board, CancellationToken ct) => new(_boards.GetValueOrDefault(board));

    public ValueTask<bool> MayReadAsync(IBridge bridge, HistoryEntry entry, CancellationToken ct) => new(bridge.Route.HasField(entry.Device, entry.Field.Name));

    public ValueTask<BridgedReading?> ReadAsync(IBridge bridge, string board, IReadOnlyList<string> fields, CancellationToken ct) => new((BridgedReading?)null);

    public async ValueTask<ControlResult> SetAsync(IBridge bridge, string board, IReadOnlyList<ControlValue> values, CancellationToken ct)
    {
        Commands.Enqueue($"{board} {string.Join(", ", values.Select(value => $"{value.Name}={value.Text}"))}");
        return await Set(ct);
    }

    public IDisposable Watch(IBridge bridge, Action<string> changed)
    {
        _watchers[changed] = 0;
        return new Ending(() => _watchers.TryRemove(changed, out _));
    }

    public ValueTask<IAttachedBoard> AttachAsync(IBridge bridge, AttachedDevice device, CancellationToken ct)
    {
        Attached[device.Name] = device;
        return new(new Attachment(device.Name, Reports));
    }

    private void Put(BridgedBoard board)
    {
        _boards[board.Name] = board;
        Tell(board.Name);
    }

    private void Tell(string name)
    {
        foreach (var watcher in _watchers.Keys)
            watcher(name);
    }

    private sealed class Ending(Action end) : IDisposable
    {
        public void Dispose() => end();
    }

    private sealed class Attachment(string name, ConcurrentQueue<(string, object)> reports) : IAttachedBoard
    {
        public ValueTask<int> ReportAsync(IReadOnlyList<Field> fields, CancellationToken ct)
        {
            foreach (var field in fields)
                reports.Enqueue((name, field));
            return new(fields.Count);
        }

        public ValueTask SetAvailableAsync(bool isAvailable, CancellationToken ct)
        {
            reports.Enqueue((name, isAvailable ? "available" : "away"));
            return default;
        }

        public ValueTask DisposeAsync() => default;
    }
}
