using System.Text;
using System.Threading.Channels;
using IotXmpp.Concentrator.Bridging;
using IotXmpp.Concentrator.Service.Bridges.Mqtt.Devices;
using IotXmpp.Concentrator.Service.Bridges.Mqtt.HomeAssistant;
using IotXmpp.Concentrator.Service.Bridges.Mqtt.Options;
using IotXmpp.Concentrator.Storage;
using MQTTnet;

namespace IotXmpp.Concentrator.Service.Bridges.Mqtt;

/// <summary>
/// The boards at an MQTT broker: readings out, commands in, Home Assistant's discovery, and devices that speak MQTT as boards. See README.md beside it for the topics
/// and <c>src/decisions/0022-mqtt.md</c> for the choices.
/// </summary>
internal sealed class MqttBridge : IBridge
{
    private static readonly TimeSpan MinimumBackOff = TimeSpan.FromMilliseconds(200);

    /// <summary>A broker that is back is found within this, and a thousand bridges do not come at once.</summary>
    private static readonly TimeSpan MaximumBackOff = TimeSpan.FromSeconds(30);

    /// <summary>The boards are looked through again, for what nobody tells of: rights that were given or taken, boards that were removed.</summary>
    private static readonly TimeSpan ReviewEvery = TimeSpan.FromMinutes(1);

    /// <summary>How long a broker has to send what it holds.</summary>
    private static readonly TimeSpan LearningTime = TimeSpan.FromSeconds(10);

    private readonly MqttOptions _options;
    private readonly MqttEndpoint _endpoint;
    private readonly MqttTls? _tls;
    private readonly IBoardGateway _gateway;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly MqttTopics _topics;
    private readonly HomeAssistantDiscovery? _discovery;
    private readonly ReadingMessages _messages;
    private readonly FeedPump _pump;
    private readonly DeviceIntake _devices;
    private readonly Channel<bool> _attention = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly Lock _lock = new();
    private readonly HashSet<string> _changed = new(StringComparer.Ordinal);
    private volatile bool _isBorn;
    private BridgeStatus _status;
    private FollowerFigures? _figures;
    private CommandIntake? _commands;
    private long _commandsBefore;

    /// <summary>Builds the bridge; it does nothing before <see cref="RunAsync"/>.</summary>
    public MqttBridge(MqttOptions options, MqttEndpoint endpoint, MqttTls? tls, string version, IBoardGateway gateway, IReadingFeed feed, TimeProvider time, ILogger log)
    {
        _options = options;
        _endpoint = endpoint;
        _tls = tls;
        _gateway = gateway;
        _time = time;
        _log = log;
        _topics = new MqttTopics(options.Prefix);
        _discovery = options.HomeAssistantPrefix is { } prefix ? new HomeAssistantDiscovery(prefix, options.Prefix, _topics, version) : null;
        _messages = new ReadingMessages(options, _topics);
        _pump = new FeedPump(this, gateway, feed, _messages);
        _devices = new DeviceIntake(options, this, gateway, time, log);
        _status = new BridgeStatus(BridgeState.Connecting, time.GetUtcNow(), null);
    }

    /// <inheritdoc/>
    public string Name => "mqtt";

    /// <inheritdoc/>
    public BridgeRoute Route => _options.Route;

    /// <inheritdoc/>
    public BridgeStatus Status => Volatile.Read(ref _status) with
    {
        Sent = _pump.Sent,
        Received = _devices.Received + Interlocked.Read(ref _commandsBefore) + (_commands?.Received ?? 0),
        Backlog = _figures?.Waiting ?? 0,
        Skipped = _figures?.Skipped ?? 0,
    };

    /// <inheritdoc/>
    public async Task RunAsync(CancellationToken ct)
    {
        await _pump.OpenAsync(ct);
        await _devices.AttachAsync(ct);
        try
        {
            using var watch = _gateway.Watch(this, OnChanged);
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(ct);
            // Either ends the other: a store that cannot be written is a fault, after which we are started again.
            var storing = _devices.StoreAsync(ending.Token);
            var serving = ServeAsync(ending.Token);
            var first = await Task.WhenAny(storing, serving);
            await ending.CancelAsync();
            await Task.WhenAll(storing, serving).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await first;
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // Stopped.
        }
        finally
        {
            if (!ct.IsCancellationRequested)
                Report(BridgeState.Down, "It has failed and is started again; the log says why.");
            await _devices.DetachAsync();
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _tls?.Dispose();
        return default;
    }

    /// <summary>Connects, works until the connection breaks, waits a random while, and again.</summary>
    private async Task ServeAsync(CancellationToken ct)
    {
        int failures = 0;
        while (true)
        {
            ct.ThrowIfCancellationRequested();
            Report(BridgeState.Connecting, _status.Problem);
            var began = _time.GetUtcNow();
            try
            {
                await using var connection = await MqttConnection.OpenAsync(_options, _endpoint, _tls, _topics.Status, ct);
                await UseAsync(connection, ct);
            }
            catch (MqttLinkException e)
            {
                if (_status.Problem != e.Message)
                    MqttLog.Down(_log, _endpoint.ToString(), e.Message);
                Report(BridgeState.Down, e.Message);
            }

            _figures = await _pump.GetFiguresAsync(ct);
            // A broker that takes us and drops us at once, as two clients of one identifier do to each other, is not hurried.
            if (_time.GetUtcNow() - began > MaximumBackOff)
                failures = 0;
            var delay = BackOff(failures++);
            MqttLog.Retry(_log, _endpoint.ToString(), delay);
            await Task.Delay(delay, _time, ct);
        }
    }

    private async Task UseAsync(MqttConnection connection, CancellationToken ct)
    {
        using var serving = CancellationTokenSource.CreateLinkedTokenSource(ct, connection.Closed);
        var commands = new CommandIntake(_options, _topics, this, _gateway, connection, e => MqttLog.CommandFailed(_log, e), _time, serving.Token);
        try
        {
            var mirror = await LearnAsync(connection, serving.Token);
            _commands = commands;
            connection.Received = message => OnMessage(commands, message);
            await _devices.OnLinkAsync(connection, serving.Token);
            await connection.SubscribeAsync([_topics.SetFilter, _topics.SetParameterFilter, .. _discovery is null ? (string[])[] : [_discovery.StatusTopic], .. _devices.Topics], serving.Token);
            MqttLog.Connected(_log, _endpoint.ToString());
            Report(BridgeState.Connected, _devices.Problem);
            await WorkAsync(connection, mirror, serving.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new MqttLinkException(connection.Reason);
        }
        finally
        {
            connection.Received = _ => { };
            await serving.CancelAsync();
            await commands.EndAsync();
            Interlocked.Add(ref _commandsBefore, commands.Received);
            _commands = null;
            if (ct.IsCancellationRequested)
                await SayGoodByeAsync(connection);
            await _devices.OnLinkAsync(null, CancellationToken.None);
        }
    }

    /// <summary>
    /// Learns what the broker holds of ours and says that we are here. It sends what it holds before it hands us our own word back: then we have all.
    /// </summary>
    private async Task<RetainedMirror> LearnAsync(MqttConnection connection, CancellationToken ct)
    {
        var mirror = new RetainedMirror(_time);
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        connection.Received = message =>
        {
            byte[] payload = System.Buffers.BuffersExtensions.ToArray(message.Payload);
            if (message.Retain)
            {
                if (_topics.IsOwn(message.Topic) ? !_topics.TryReadSet(message.Topic, out _, out _) : _discovery?.IsOurs(message.Topic, payload) == true)
                    mirror.Learn(message.Topic, payload);
            }
            else if (message.Topic == _topics.Status)
                all.TrySetResult();
        };
        string[] filters = _discovery is null ? [_topics.Own] : [_topics.Own, _discovery.Filter];
        await connection.SubscribeAsync(filters, ct);
        await connection.PublishAsync(new MqttMessage(_topics.Status, Encoding.UTF8.GetBytes(MqttTopics.Online), Retain: true), ct);
        try
        {
            await all.Task.WaitAsync(LearningTime, _time, ct);
        }
        catch (TimeoutException)
        {
            // A broker whose rules keep our own word from us: what it holds is unknown then, and sent again.
        }

        foreach (string filter in filters)
            await connection.UnsubscribeAsync(filter, ct);
        mirror.Published(_topics.Status, Encoding.UTF8.GetBytes(MqttTopics.Online));
        return mirror;
    }

    private async Task WorkAsync(MqttConnection connection, RetainedMirror mirror, CancellationToken ct)
    {
        var announcer = new BoardAnnouncer(_gateway, this, _topics, _discovery, _messages, connection, mirror);
        // Who is there first, then what was stored meanwhile, then what the broker has lost.
        await announcer.AnnounceAllAsync(withValues: false, ct);
        bool isCaughtUp = false;
        var review = _time.GetUtcNow();
        while (true)
        {
            ct.ThrowIfCancellationRequested();
            var moved = await _pump.MoveAsync(connection, mirror, ct);
            foreach (string board in moved ?? [])
            {
                if (announcer.IsNews(board))
                    OnChanged(board);
            }

            if (moved is null && (!isCaughtUp || _time.GetUtcNow() >= review))
            {
                isCaughtUp = true;
                review = _time.GetUtcNow() + ReviewEvery;
                await announcer.AnnounceAllAsync(withValues: true, ct);
            }

            if (_isBorn)
            {
                _isBorn = false;
                await announcer.RepeatAsync(ct);
            }

            foreach (string board in TakeChanged())
                await announcer.AnnounceAsync(board, ct);
            Report(BridgeState.Connected, connection.Refusal ?? _devices.Problem);
            if (moved is null)
                await WaitAsync(review, ct);
        }
    }

    /// <summary>Until there is something to pass on, somebody calls, or the next review is due.</summary>
    private async Task WaitAsync(DateTimeOffset review, CancellationToken ct)
    {
        _figures = await _pump.GetFiguresAsync(ct);
        var left = review - _time.GetUtcNow();
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(ct);
        Task[] reasons =
        [
            _pump.WaitAsync(waiting.Token).AsTask(),
            _attention.Reader.WaitToReadAsync(waiting.Token).AsTask(),
            Task.Delay(left > TimeSpan.Zero ? left : TimeSpan.Zero, _time, waiting.Token),
        ];
        var first = await Task.WhenAny(reasons);
        await waiting.CancelAsync();
        await Task.WhenAll(reasons).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await first;
        _attention.Reader.TryRead(out _);
    }

    /// <summary>Called on the connection's road.</summary>
    private void OnMessage(CommandIntake commands, MqttApplicationMessage message)
    {
        if (message.Topic == _discovery?.StatusTopic)
        {
            // Home Assistant has started: it may have missed what is not retained.
            if (!message.Retain && Encoding.UTF8.GetString(message.Payload) == MqttTopics.Online)
            {
                _isBorn = true;
                _attention.Writer.TryWrite(true);
            }
        }
        else if (!commands.TryReceive(message))
            _devices.Receive(message);
    }

    /// <summary>Called on a board's road, among others.</summary>
    private void OnChanged(string board)
    {
        lock (_lock)
            _changed.Add(board);
        _attention.Writer.TryWrite(true);
    }

    private List<string> TakeChanged()
    {
        lock (_lock)
        {
            List<string> changed = [.. _changed];
            _changed.Clear();
            return changed;
        }
    }

    /// <summary>What the will would say, said by ourselves: the broker sends none after an orderly end.</summary>
    private async Task SayGoodByeAsync(MqttConnection connection)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        try
        {
            await connection.PublishAsync(new MqttMessage(_topics.Status, Encoding.UTF8.GetBytes(MqttTopics.Offline), Retain: true), limit.Token);
            await connection.CloseAsync();
        }
        catch (Exception e) when (e is MqttLinkException or OperationCanceledException)
        {
            // Then the will says it.
        }
    }

    private void Report(BridgeState state, string? problem)
    {
        var before = Volatile.Read(ref _status);
        if (before.State != state || before.Problem != problem)
        {
            if (state == BridgeState.Connected && problem is not null && problem != before.Problem)
                MqttLog.Refused(_log, problem);
            Volatile.Write(ref _status, new BridgeStatus(state, before.State == state ? before.Since : _time.GetUtcNow(), problem));
        }
    }

    /// <summary>Full jitter: anything from the shortest wait up to a ceiling that doubles, so that many bridges do not come back in step.</summary>
    private static TimeSpan BackOff(int failures)
    {
        double ceiling = Math.Min(MaximumBackOff.TotalSeconds, MinimumBackOff.TotalSeconds * Math.Pow(2, Math.Min(failures + 1, 16)));
        return TimeSpan.FromSeconds(MinimumBackOff.TotalSeconds + (Random.Shared.NextDouble() * (ceiling - MinimumBackOff.TotalSeconds)));
    }
}
