using System.Runtime.CompilerServices;
using IotXmpp.Concentrator.Access;
using IotXmpp.Concentrator.Control;
using IotXmpp.Concentrator.Devices;
using IotXmpp.Concentrator.Nodes;
using IotXmpp.Concentrator.SensorData;
using IotXmpp.Concentrator.Storage;
using IotXmpp.Things.Control;
using IotXmpp.Things.Model;
using IotXmpp.Things.SensorData;

namespace IotXmpp.Concentrator.Bridging;

/// <summary>The boards as bridges see them: the route first, then the owner.</summary>
internal sealed class BoardGateway : IBoardGateway, IBoardObserver
{
    /// <summary>An owner is asked about what a bridge would pass on at most once in this time: his answer is kept, his silence is not an answer.</summary>
    private static readonly TimeSpan AskEvery = TimeSpan.FromHours(1);

    private const int MaxAsked = 10_000;

    private readonly ConcentratorOptions _options;
    private readonly BoardTable _boards;
    private readonly BoardAccess _access;
    private readonly BoardReader _reader;
    private readonly BoardControlTarget _control;
    private readonly IDeviceStore _devices;
    private readonly TimeProvider _time;
    private readonly StrangerNotices _asked;
    private readonly Lock _lock = new();
    private readonly List<Watcher> _watchers = [];

    public BoardGateway(
        ConcentratorOptions options, BoardTable boards, BoardAccess access, BoardReader reader, BoardControlTarget control, IDeviceStore devices, TimeProvider time)
    {
        _options = options;
        _boards = boards;
        _access = access;
        _reader = reader;
        _control = control;
        _devices = devices;
        _time = time;
        _asked = new StrangerNotices(AskEvery, MaxAsked, time);
    }

    public string Domain => _options.Domain;

    /// <summary>What attached boards need of the sessions of others; set once, before the first bridge starts.</summary>
    public DeviceServices Services { private get; set; } = null!;

    public async IAsyncEnumerable<BridgedBoard> ListAsync(IBridge bridge, [EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var board in _boards.ListAsync(ct))
        {
            if (await SeeAsync(bridge, board, ct) is { } seen)
                yield return seen;
        }
    }

    public async ValueTask<BridgedBoard?> FindAsync(IBridge bridge, string board, CancellationToken ct) =>
        bridge.Route.HasBoard(board) && await _boards.FindAsync(board, ct) is { } found ? await SeeAsync(bridge, found, ct) : null;

    public async ValueTask<bool> MayReadAsync(IBridge bridge, HistoryEntry entry, CancellationToken ct)
    {
        if (!bridge.Route.HasField(entry.Device, entry.Field.Name) || await _boards.FindAsync(entry.Device, ct) is not { } board)
            return false;
        return (await LookAsync(bridge, board, entry.Field.Name, AccessAction.Read, asks: true, ct, entry.Node)).Covers(entry.Node, entry.Field);
    }

    public async ValueTask<BridgedReading?> ReadAsync(IBridge bridge, string board, IReadOnlyList<string> fields, CancellationToken ct)
    {
        if (!bridge.Route.HasBoard(board) || await _boards.FindAsync(board, ct) is not { } found)
            return null;
        var names = (fields.Count > 0 ? fields : found.FieldNames()).Where(name => bridge.Route.HasField(board, name)).ToList();
        var request = new ReadoutRequest { SequenceNumber = "0", FieldTypes = FieldTypes.Momentary, Fields = names };
        if (names.Count == 0)
            return null;
        var decision = await _access.CheckAsync(
            found, new AccessRequest(BridgeAddress.Of(bridge.Name), found.Record, AccessAction.Read) { Names = names, FieldTypes = FieldTypes.Momentary }, ct);
        if (!decision.IsAllowed)
            return null;
        var reading = await _reader.ReadAsync(found, request, ct);
        var values = new List<(NodeRef Node, Field Field)>();
        foreach (var node in reading.Nodes)
        {
            foreach (var field in node.Fields)
            {
                if (decision.Covers(node.Node, field) || (await LookAsync(bridge, found, field.Name, AccessAction.Read, asks: false, ct, node.Node)).Covers(node.Node, field))
                    values.Add((node.Node, field));
            }
        }

        return new BridgedReading(reading.IsLive, values, reading.Error);
    }

    public async ValueTask<ControlResult> SetAsync(IBridge bridge, string board, IReadOnlyList<ControlValue> values, CancellationToken ct)
    {
        if (!bridge.Route.HasBoard(board) || await _boards.FindAsync(board, ct) is not { } found)
            return new ControlResult(ControlErrors.UnknownNode(ValueText.Clean(board)));
        if (values.FirstOrDefault(value => !bridge.Route.HasParameter(board, value.Name)) is { } closed)
            return new ControlResult(ControlErrors.Forbidden($"{ValueText.Clean(closed.Name)} may not be set from here."));
        // A request of XEP-0325 is cut to what is allowed, and the answer says so; nobody reads it here: all or none.
        foreach (var value in values)
        {
            if (!(await LookAsync(bridge, found, value.Name, AccessAction.Control, asks: true, ct)).Covers(value.Name))
                return new ControlResult(ControlErrors.Forbidden($"Its owner does not let {bridge.Name} set {ValueText.Clean(value.Name)}."));
        }

        return await _control.SetAsync(BridgeAddress.Of(bridge.Name), found.Address, new ControlRequest([], values), ct);
    }

    public IDisposable Watch(IBridge bridge, Action<string> changed)
    {
        var watcher = new Watcher(this, bridge, changed);
        lock (_lock)
            _watchers.Add(watcher);
        return watcher;
    }

    public async ValueTask<IAttachedBoard> AttachAsync(IBridge bridge, AttachedDevice device, CancellationToken ct)
    {
        var owner = device.Owner?.Bare ?? _options.Owner?.Bare;
        var record = await _devices.FindAsync(device.Name, ct);
        if (record is null)
        {
            record = new DeviceRecord { Name = device.Name, Owner = owner, Kind = device.Description.Kind, Description = device.Text, Created = _time.GetUtcNow() };
            await _devices.AddAsync(record, ct);
        }
        else if (record.ScramSha256 is not null || record.ScramSha1 is not null)
            throw new InvalidOperationException($"{device.Name} is a board that logs in by itself; give the device another name.");
        else if (record.Kind != device.Description.Kind || record.Description != device.Text)
            await _devices.UpdateAsync(record with { Kind = device.Description.Kind, Description = device.Text }, ct);

        var attached = new AttachedBoard(device, Services);
        attached.Epoch = await Services.Directory.ClaimAsync(device.Name, attached, ct);
        return attached;
    }

    public ValueTask OnAvailabilityAsync(Board board, CancellationToken ct)
    {
        List<Watcher> watchers;
        lock (_lock)
            watchers = [.. _watchers];
        foreach (var watcher in watchers)
            watcher.Tell(board.Name);
        return default;
    }

    public ValueTask OnValuesAsync(Board board, bool switched, CancellationToken ct) => default;

    private async ValueTask<BridgedBoard?> SeeAsync(IBridge bridge, Board board, CancellationToken ct)
    {
        if (!bridge.Route.HasBoard(board.Name) || board.Record.Owner is null)
            return null;
        var description = board.Description;
        var last = new List<(NodeRef Node, Field Field)>();
        var fields = new List<FieldDescription>();
        foreach (string name in board.FieldNames().Where(name => bridge.Route.HasField(board.Name, name)))
        {
            var values = new List<(NodeRef Node, Field Field)>();
            foreach (var value in board.LastValues().Where(value => value.Field.Name == name))
            {
                if ((await LookAsync(bridge, board, name, AccessAction.Read, asks: false, ct, value.Node)).Covers(value.Node, value.Field))
                    values.Add(value);
            }

            if (values.Count == 0 && !(await LookAsync(bridge, board, name, AccessAction.Read, asks: false, ct)).IsAllowed)
                continue;
            last.AddRange(values);
            if (description.Field(name) is { } known)
                fields.Add(known);
            else if (values.Count > 0)
                fields.Add(new FieldDescription(name, values[0].Field.Value.Kind, values[0].Field.Unit, values[0].Field.FieldTypes));
        }

        var parameters = new List<ControlParameter>();
        foreach (var parameter in description.Parameters.Where(parameter => bridge.Route.HasParameter(board.Name, parameter.Name)))
        {
            if ((await LookAsync(bridge, board, parameter.Name, AccessAction.Control, asks: false, ct)).IsAllowed)
                parameters.Add(parameter);
        }

        return fields.Count == 0 && parameters.Count == 0
            ? null
            : new BridgedBoard(board.Name, board.Address, description with { Fields = fields, Parameters = parameters })
            {
                Text = board.Record.Description,
                IsUp = board.IsUp,
                Since = board.Since,
                LastValues = last,
            };
    }

    private async ValueTask<AccessDecision> LookAsync(IBridge bridge, Board board, string name, AccessAction action, bool asks, CancellationToken ct, NodeRef? node = null)
    {
        var request = new AccessRequest(BridgeAddress.Of(bridge.Name), board.Record, action) { Node = node, Names = [name], IsLasting = true };
        var decision = await _access.LookAsync(request, ct);
        if (asks && decision.IsUndecided && _asked.TryAdd(request.Requester, board.Name, name))
            await _access.RefuseAsync(board, request, decision, ct);
        return decision;
    }

    private sealed class Watcher(BoardGateway gateway, IBridge bridge, Action<string> changed) : IDisposable
    {
        public void Tell(string board)
        {
            if (bridge.Route.HasBoard(board))
                changed(board);
        }

        public void Dispose()
        {
            lock (gateway._lock)
                gateway._watchers.Remove(this);
        }
    }
}
