using IotXmpp.Concentrator.Bridging;
using IotXmpp.Concentrator.Devices;
using IotXmpp.Concentrator.Service.Bridges.Mqtt.Options;
using IotXmpp.Things.Model;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Concentrator.Service.Bridges.Mqtt.Devices;

/// <summary>A device that speaks MQTT, as a board: what it says is reported, what it is told it has to confirm by showing it.</summary>
internal sealed class TopicMapDevice(MqttDeviceOptions options, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _oneCommand = new(1, 1);
    private IAttachedBoard? _board;
    private MqttConnection? _connection;
    private (string Field, ControlValue Value, TaskCompletionSource Shown)? _awaited;

    public string Name => options.Name;

    public TopicMap Map { get; } = new(options);

    /// <summary>Makes it a board.</summary>
    public async ValueTask AttachAsync(IBridge bridge, IBoardGateway gateway, CancellationToken ct) => _board = await gateway.AttachAsync(
        bridge, new AttachedDevice(options.Name, options.Owner, options.Description) { Text = options.Text, SetAsync = options.Parameters.Count > 0 ? SetAsync : null }, ct);

    /// <summary>The board goes away.</summary>
    public async ValueTask DetachAsync()
    {
        if (_board is { } board)
            await board.DisposeAsync();
        _board = null;
    }

    /// <summary>The broker is there or gone; a device that does not say whether it is there is as the broker is.</summary>
    public async ValueTask OnLinkAsync(MqttConnection? connection, CancellationToken ct)
    {
        lock (_lock)
            _connection = connection;
        if (_board is { } board && (connection is null || options.Availability is null))
            await board.SetAvailableAsync(connection is not null, ct);
    }

    /// <summary>Looks whether that is what a command is waiting for. Called as messages arrive, before they are stored.</summary>
    public void Notice(IReadOnlyList<Field> fields)
    {
        lock (_lock)
        {
            if (_awaited is { } awaited && fields.Any(field => field.Name == awaited.Field && TopicMap.Confirms(field, awaited.Value)))
                awaited.Shown.TrySetResult();
        }
    }

    /// <summary>Stores what it said.</summary>
    /// <returns>How many values were new.</returns>
    public async ValueTask<int> ReportAsync(IReadOnlyList<Field> fields, bool? isAvailable, CancellationToken ct)
    {
        if (_board is not { } board)
            return 0;
        if (isAvailable is { } available)
            await board.SetAvailableAsync(available, ct);
        return fields.Count > 0 ? await board.ReportAsync(fields, ct) : 0;
    }

    private async ValueTask<ControlOutcome> SetAsync(IReadOnlyList<ControlValue> values, DateTimeOffset expires, CancellationToken ct)
    {
        await _oneCommand.WaitAsync(ct);
        try
        {
            foreach (var value in values)
            {
                if (options.Parameters.FirstOrDefault(parameter => parameter.Parameter.Name == value.Name) is not { } map)
                    return new ControlOutcome(ControlOutcomeKind.Refused, StanzaErrors.ItemNotFound($"{options.Name} has no parameter '{value.Name}'."));
                // In the order they were given; what comes behind one that failed is not sent.
                if (await SetOneAsync(map, value, expires, ct) is { Kind: not ControlOutcomeKind.Done } failure)
                    return failure;
            }

            return new ControlOutcome(ControlOutcomeKind.Done);
        }
        finally
        {
            _oneCommand.Release();
        }
    }

    private async ValueTask<ControlOutcome> SetOneAsync(MqttParameterOptions map, ControlValue value, DateTimeOffset expires, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var patience = expires - now < options.Timeout ? expires - now : options.Timeout;
        if (patience <= TimeSpan.Zero)
            return new ControlOutcome(ControlOutcomeKind.Expired);
        var shown = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        MqttConnection? connection;
        lock (_lock)
        {
            connection = _connection;
            _awaited = (map.Field, value, shown);
        }

        try
        {
            if (connection is null)
                return new ControlOutcome(ControlOutcomeKind.Away);
            await connection.PublishAsync(new MqttMessage(map.Topic, TopicMap.Write(map, value)), ct);
            await shown.Task.WaitAsync(patience, time, ct);
            return new ControlOutcome(ControlOutcomeKind.Done);
        }
        catch (TimeoutException)
        {
            return new ControlOutcome(ControlOutcomeKind.TimedOut);
        }
        catch (MqttLinkException)
        {
            return new ControlOutcome(ControlOutcomeKind.Interrupted);
        }
        finally
        {
            lock (_lock)
                _awaited = null;
        }
    }
}
