using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using IotXmpp.Concentrator.Bridging;
using IotXmpp.Concentrator.Storage;
using IotXmpp.Things.Control;
using IotXmpp.Things.Model;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Service.Tests.Bridges.AzureIotHub;

/// <summary>Boards that do what the test says.</summary>
internal sealed class ScriptedGateway : IBoardGateway
{
    private readonly ConcurrentDictionary<string, BridgedBoard> _boards = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Action<string>, byte> _watchers = new();

    public string Domain => "things.localhost";

    /// <summary>What <c>set</c> answers; by default it is done.</summary>
    public StanzaError? SetError { get; set; }

    /// <summary>What may be read.</summary>
    public Func<HistoryEntry, bool> MayRead { get; set; } = _ => true;

    /// <summary>Ends only when the test says so; null for at once.</summary>
    public Task? SetGate { get; set; }

    /// <summary>Commands, as <c>board Relay=true</c>.</summary>
    public ConcurrentQueue<string> Commands { get; } = new();

    public void Put(string name, bool isUp, params (string Field, string Value)[] values)
    {
        _boards[name] = new BridgedBoard(name, Jid.Create(name, Domain), ThingKinds.All.First(kind => kind.Kind == "relay"))
        {
            IsUp = isUp,
            LastValues = [.. values.Select(value => (new NodeRef(name), Field(value.Field, value.Value)))],
        };
        foreach (var watcher in _watchers.Keys)
            watcher(name);
    }

    public static Field Field(string name, string value, DateTimeOffset? at = null) => new()
    {
        Name = name,
        Value = value is "true" or "false" ? FieldValue.Boolean(value == "true") : FieldValue.Numeric(value),
        Unit = value is "true" or "false" ? "" : "°C",
        Timestamp = at ?? new DateTimeOffset(2026, 2, 3, 4, 5, 6, TimeSpan.Zero),
    };

    public async IAsyncEnumerable<BridgedBoard> ListAsync(IBridge bridge, [EnumeratorCancellation] CancellationToken ct)
    {
        await ValueTask.CompletedTask;
        foreach (var board in _boards.Values.OrderBy(board => board.Name, StringComparer.Ordinal))
            yield return board;
    }

    public ValueTask<BridgedBoard?> FindAsync(IBridge bridge, string board, CancellationToken ct) => new(_boards.GetValueOrDefault(board));

    public ValueTask<bool> MayReadAsync(IBridge bridge, HistoryEntry entry, CancellationToken ct) => new(MayRead(entry));

    public ValueTask<BridgedReading?> ReadAsync(IBridge bridge, string board, IReadOnlyList<string> fields, CancellationToken ct)
    {
        var found = _boards[board];
        if (fields.Contains("Secret"))
            return new((BridgedReading?)null);
        return new(new BridgedReading(found.IsUp, [.. found.LastValues.Where(value => fields.Count == 0 || fields.Contains(value.Field.Name))], found.IsUp ? null : "It is away."));
    }

    public async ValueTask<ControlResult> SetAsync(IBridge bridge, string board, IReadOnlyList<ControlValue> values, CancellationToken ct)
    {
        if (SetGate is { } gate)
            await gate.WaitAsync(ct);
        if (!_boards.ContainsKey(board))
            return new ControlResult(ControlErrors.UnknownNode(board));
        if (SetError is { } error)
            return new ControlResult(error);
        Commands.Enqueue($"{board} {string.Join(", ", values.Select(value => $"{value.Name}={value.Text}"))}");
        return ControlResult.Done;
    }

    public IDisposable Watch(IBridge bridge, Action<string> changed)
    {
        _watchers[changed] = 0;
        return new Watcher(() => _watchers.TryRemove(changed, out _));
    }

    public ValueTask<IAttachedBoard> AttachAsync(IBridge bridge, AttachedDevice device, CancellationToken ct) => throw new NotSupportedException("This bridge has no devices.");

    private sealed class Watcher(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
