using IotXmpp.Concentrator.Devices;
using IotXmpp.Concentrator.Nodes;
using IotXmpp.Concentrator.Storage;
using IotXmpp.Things.Control;
using IotXmpp.Things.Model;
using IotXmpp.Things.SensorData;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Concentrator.Bridging;

/// <summary>The session of a device that a bridge speaks for. It says by itself what it measures: a readout is answered with its last values, each with its own time.</summary>
internal sealed class AttachedBoard(AttachedDevice device, DeviceServices services) : IAttachedBoard, IDeviceMailbox
{
    private readonly NodeRef _node = new(device.Name);
    private volatile bool _available;
    private volatile bool _ended;

    /// <summary>Of the claim in the directory; set before anything else.</summary>
    public long Epoch { get; set; }

    public bool IsReachable => _available && !_ended;

    public async ValueTask<int> ReportAsync(IReadOnlyList<Field> fields, CancellationToken ct)
    {
        if (_ended || fields.Count == 0 || await services.Boards.FindAsync(device.Name, ct) is not { } board)
            return 0;
        var latest = services.Time.GetUtcNow() + services.Options.Limits.MaxClockAhead;
        return await services.StoreAsync(board, [.. fields.Where(field => field.Timestamp <= latest).Select(field => new HistoryEntry(device.Name, _node, field))], ct);
    }

    public async ValueTask SetAvailableAsync(bool isAvailable, CancellationToken ct)
    {
        if (_ended)
            return;
        _available = isAvailable;
        await TellAsync(isAvailable, ct);
    }

    public async ValueTask<ReadoutResult> ReadAsync(ReadoutRequest request, CancellationToken ct)
    {
        var board = await services.Boards.FindAsync(device.Name, ct);
        return board is null || !IsReachable
            ? new ReadoutResult(ReadoutOutcome.Away, [], [])
            : new ReadoutResult(ReadoutOutcome.Done, [new NodeFields(_node, [.. board.LastValues().Where(value => value.Node == _node).Select(value => value.Field)])], []);
    }

    public async ValueTask<ControlOutcome> SetAsync(IReadOnlyList<ControlValue> values, DateTimeOffset expires, Action onAccepted, CancellationToken ct)
    {
        if (!IsReachable)
            return new ControlOutcome(ControlOutcomeKind.Away);
        return device.SetAsync is { } set
            ? await set(values, expires, ct)
            : new ControlOutcome(ControlOutcomeKind.Refused, StanzaErrors.NotAllowed($"{device.Name} takes no commands."));
    }

    public ValueTask<Iq?> AskAsync(IqType type, XmppElement payload, CancellationToken ct) => new((Iq?)null);

    public bool TrySend(Message message) => false;

    public void Evict() => _ended = true;

    public async ValueTask DisposeAsync()
    {
        await services.Directory.ReleaseAsync(device.Name, Epoch, CancellationToken.None);
        if (!_ended)
            await TellAsync(false, CancellationToken.None);
        _ended = true;
    }

    private async ValueTask TellAsync(bool isAvailable, CancellationToken ct)
    {
        if (await services.Boards.FindAsync(device.Name, ct) is not { } board)
            return;
        var now = services.Time.GetUtcNow();
        if (isAvailable ? board.TrySetUp(Epoch, now) : board.TrySetAway(Epoch, now))
            await services.Observer.OnAvailabilityAsync(board, ct);
    }
}
