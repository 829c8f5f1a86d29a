using System.Collections.Concurrent;
using System.Threading.Channels;
using IotXmpp.Concentrator.Bridging;

namespace IotXmpp.Concentrator.Service.Bridges.AzureIotHub;

/// <summary>A device of the hub that we are, for as long as the service runs: connected, or on the way to be.</summary>
internal sealed class HubSession
{
    private const string ApiVersion = "2021-04-12";

    /// <summary>Part of a token's life after which it is renewed, at most; it is a little less, so that many are not renewed at once.</summary>
    private const double RenewAt = 0.85;

    private const double RenewJitter = 0.05;

    /// <summary>Time for what is under way before a connection is given up for a new one.</summary>
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(10);

    /// <summary>Time for a last word when the service stops.</summary>
    private static readonly TimeSpan LastWord = TimeSpan.FromSeconds(0.3);

    /// <summary>Methods under way. More are refused: the back end asks faster than boards answer.</summary>
    private const int MaxMethods = 16;

    /// <summary>As many as the hub keeps for a device.</summary>
    private const int MaxMessages = 50;

    private readonly HubIdentity _identity;
    private readonly HubServices _services;
    private readonly HubOutbox _outbox;
    private readonly HubTwin _twin;
    private readonly BoardMethods _methods;
    private readonly CloudMessages _messages;
    private readonly HubBackOff _backOff;
    private readonly ConcurrentDictionary<Task, byte> _calls = new();
    private readonly TaskCompletionSource _wanted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private DateTimeOffset? _left;
    private volatile BridgeStatus _status;
    private long _received;

    public HubSession(HubIdentity identity, string follower, HubServices services)
    {
        _identity = identity;
        _services = services;
        _outbox = new HubOutbox(identity, follower, services);
        _methods = new BoardMethods(services.Bridge, services.Gateway);
        _twin = new HubTwin(identity, services.Options, services.Bridge, services.Gateway, _methods, services.Time, services.Random, services.Log);
        _messages = new CloudMessages(identity, _methods, services.Time, services.Log);
        _backOff = new HubBackOff(services.Random);
        _status = new BridgeStatus(BridgeState.Connecting, services.Time.GetUtcNow(), null);
        if (identity.Board is null)
            Want();
    }

    /// <summary>How it is doing.</summary>
    public BridgeStatus Status
    {
        get
        {
            var status = _status;
            string? slow = _outbox.IsThrottled ? "The hub acknowledges late: it is throttling." : null;
            return status with
            {
                Problem = status.Problem ?? (_twin.Problem is { } twin ? $"Twin: {twin}" : slow), Sent = _outbox.Sent, Received = Interlocked.Read(ref _received), Skipped = _outbox.Dropped,
            };
        }
    }

    /// <summary>True once there is a reason to be connected.</summary>
    public bool IsWanted => _wanted.Task.IsCompleted;

    /// <summary>There is a reason to be connected: its board is up.</summary>
    public void Want() => _wanted.TrySetResult();

    /// <summary>Its board, or one of its boards, came, went, or is another one.</summary>
    public void OnBoard() => _twin.OnBoard(isUrgent: true);

    /// <summary>Works until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        await _outbox.OpenAsync(ct);
        if (!IsWanted)
        {
            // What is still to be sent is a reason too.
            using var idle = CancellationTokenSource.CreateLinkedTokenSource(ct);
            var filling = _outbox.FillAsync(idle.Token);
            await Task.WhenAny(filling, _wanted.Task);
            await idle.CancelAsync();
            await IgnoreCancellationAsync(filling, ct);
            Want();
        }

        while (true)
        {
            ct.ThrowIfCancellationRequested();
            long started = _services.Time.GetTimestamp();
            try
            {
                if (_status.State != BridgeState.Connected)
                    Set(BridgeState.Connecting, _status.Problem);
                await ConnectAndServeAsync(ct);
                // The token is renewed, which is no failure.
                _backOff.Reset();
                AzureLog.Renewed(_services.Log, _identity.DeviceId);
            }
            catch (HubException e)
            {
                if (_services.Time.GetElapsedTime(started) >= HubBackOff.Stable)
                    _backOff.Reset();
                bool isRefused = e.IsRefused;
                if (isRefused && Assigned is { } assigned)
                {
                    // It may have been moved to another hub, which is asked about before anybody is bothered.
                    _services.Assigned.Set(_identity.DeviceId, null);
                    AzureLog.StillDown(_services.Log, _identity.DeviceId, $"{assigned.Host} does not want it; the provisioning service is asked again.");
                    isRefused = false;
                }

                Tell(e.Message);
                await Task.Delay(_backOff.Next(isRefused, e.RetryAfter), _services.Time, ct);
            }
        }
    }

    private AssignedHub? Assigned => _services.Options.IdScope is null ? null : _services.Assigned.Find(_identity.DeviceId);

    private static async Task IgnoreCancellationAsync(Task task, CancellationToken ct)
    {
        try
        {
            await task;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            // It was ended on purpose.
        }
    }

    private async Task<AssignedHub> FindHubAsync(CancellationToken ct)
    {
        if (_services.Options.IdScope is null)
            return new AssignedHub(_services.Options.HostName!, _identity.DeviceId);
        if (Assigned is { } known)
            return known;
        var hub = await new ProvisioningClient(_services.Options, _services.Time, _services.Random).RegisterAsync(_identity, ct);
        _services.Assigned.Set(_identity.DeviceId, hub);
        AzureLog.Assigned(_services.Log, _identity.DeviceId, hub.Host);
        return hub;
    }

    /// <summary>Returns when the token has to be renewed.</summary>
    private async Task ConnectAndServeAsync(CancellationToken ct)
    {
        var options = _services.Options;
        var hub = await FindHubAsync(ct);
        var expiry = _services.Time.GetUtcNow() + options.TokenLifetime;
        string? token = _identity.Key is { } key ? SharedAccessToken.Create($"{hub.Host}/devices/{hub.DeviceId}", key, expiry) : null;
        string user = $"{hub.Host}/{hub.DeviceId}/?api-version={ApiVersion}&DeviceClientType={Uri.EscapeDataString(AzureIotHubBridge.Agent)}";
        var inbox = Channel.CreateBounded<MqttMessage>(MaxMessages);
        // Set once it is connected: nothing that was meant for an earlier connection is answered on this one.
        MqttLink? open = null;
        TwinRequests? requests = null;
        using var serving = CancellationTokenSource.CreateLinkedTokenSource(ct);
        _twin.Begin();
        await using var link = await MqttLink.OpenAsync(options, hub.Host, _identity with { DeviceId = hub.DeviceId }, user, token, isLasting: true, _services.Time, Receive, ct);
        open = link;
        requests = new TwinRequests(link, _services.Time);
        using var pausing = CancellationTokenSource.CreateLinkedTokenSource(serving.Token);
        var tasks = new List<Task>();
        try
        {
            if (!options.TelemetryOnly)
                await link.SubscribeAsync([HubTopics.TwinResults, HubTopics.Desired, HubTopics.Methods, HubTopics.DeviceBound(hub.DeviceId)], ct);
            AzureLog.Connected(_services.Log, hub.Host, hub.DeviceId);
            Set(BridgeState.Connected, null);
            var gap = _left is { } left ? _services.Time.GetUtcNow() - left : (TimeSpan?)null;
            var renewal = token is null ? Task.Delay(Timeout.InfiniteTimeSpan, serving.Token) : Task.Delay(options.TokenLifetime * (RenewAt - (RenewJitter * _services.Random.NextDouble())), _services.Time, serving.Token);
            var sending = SendAsync(hub.DeviceId, link, pausing.Token, serving.Token);
            tasks.AddRange([sending, renewal]);
            if (!options.TelemetryOnly)
                tasks.AddRange([StayAsync(_twin.RunAsync(requests, gap, serving.Token), serving.Token), TakeMessagesAsync(hub.DeviceId, inbox.Reader, serving.Token)]);
            var first = await Task.WhenAny([link.Closed, .. tasks]);
            if (first == link.Closed)
                throw new HubException(Lost(await link.Closed));
            if (first != renewal)
                await first;
            ct.ThrowIfCancellationRequested();
            await pausing.CancelAsync();
            await FinishAsync([sending, .. _calls.Keys]);
            // Up to here it was there: what is wished from now on is wished in the gap.
            await link.PingAsync(ct);
            await link.CloseAsync(ct);
        }
        finally
        {
            _left = link.LastHeard;
            await serving.CancelAsync();
            await Task.WhenAll(tasks).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            // The service stops: the hub is told, within what the service has for its end.
            if (ct.IsCancellationRequested)
                await LeaveAsync(link);
        }

        void Receive(MqttMessage message)
        {
            if (HubTopics.TryTwinResult(message.Topic, out int status, out string? request))
                requests?.OnResult(status, request, message.Body);
            else if (HubTopics.IsDesired(message.Topic))
            {
                Interlocked.Increment(ref _received);
                _twin.OnDesired(message.Body);
            }
            else if (HubTopics.TryMethod(message.Topic, out string? method, out string? call))
                StartMethod(method, call, message.Body);
            else if (HubTopics.TryDeviceBound(message.Topic, hub.DeviceId, out _))
            {
                // Not acknowledged before it is dealt with; one too many is not, and comes again.
                inbox.Writer.TryWrite(message);
                return;
            }

            _ = AcknowledgeAsync(message, serving.Token);
        }

        void StartMethod(string method, string call, byte[] body)
        {
            if (open is null)
                return;
            var running = AnswerAsync(open, method, call, body, serving.Token);
            _calls[running] = 0;
            // Behind that: one that counts is one a renewal of the token waits for.
            Interlocked.Increment(ref _received);
            _ = running.ContinueWith(done => _calls.TryRemove(done, out _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    private static async Task LeaveAsync(MqttLink link)
    {
        using var limit = new CancellationTokenSource(LastWord);
        try
        {
            await link.CloseAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            // It finds out by itself.
        }
    }

    private string Lost(string reason) =>
        _services.Time.GetUtcNow() - _status.Since < HubBackOff.Stable
            ? $"{reason} It did so soon after the connection was made: something else may be connected as {_identity.DeviceId}."
            : reason;

    /// <summary>A twin that cannot be had is no reason to leave.</summary>
    private static async Task StayAsync(Task task, CancellationToken ct)
    {
        await task;
        await Task.Delay(Timeout.InfiniteTimeSpan, ct);
    }

    private async Task FinishAsync(IReadOnlyList<Task> tasks)
    {
        try
        {
            await Task.WhenAll(tasks).WaitAsync(Farewell, _services.Time);
        }
        catch (Exception e) when (e is TimeoutException or HubException or OperationCanceledException)
        {
            // What is not acknowledged is sent again, and who waits for an answer is told by the hub.
        }
    }

    private async Task SendAsync(string device, MqttLink link, CancellationToken pausing, CancellationToken ct)
    {
        try
        {
            while (!pausing.IsCancellationRequested)
            {
                await _outbox.FillAsync(pausing);
                await _outbox.SendAsync(device, link, pausing, ct);
                _twin.OnBoard(isUrgent: false);
            }
        }
        catch (OperationCanceledException) when (pausing.IsCancellationRequested)
        {
            // The next connection goes on.
        }
    }

    private async Task TakeMessagesAsync(string device, ChannelReader<MqttMessage> inbox, CancellationToken ct)
    {
        await foreach (var message in inbox.ReadAllAsync(ct))
        {
            Interlocked.Increment(ref _received);
            if (HubTopics.TryDeviceBound(message.Topic, device, out var properties))
                await _messages.HandleAsync(properties, message.Body, ct);
            await message.AcknowledgeAsync(ct);
        }
    }

    private async Task AnswerAsync(MqttLink link, string method, string call, byte[] body, CancellationToken ct)
    {
        // Off the way on which messages come.
        await Task.Yield();
        try
        {
            var answer = _calls.Count > MaxMethods ? MethodAnswer.Fail(HubStatus.Busy, "Too many methods at a time.") : await _methods.InvokeAsync(_identity, method, body, ct);
            AzureLog.Method(_services.Log, _identity.DeviceId, method is "read" or "set" ? method : "unknown", answer.Status);
            await link.PublishAsync(HubTopics.MethodResult(answer.Status, call), System.Text.Encoding.UTF8.GetBytes(answer.Payload.ToJsonString()), isAcknowledged: false, ct);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // Whoever called is told by the hub that there was no answer.
            AzureLog.StillDown(_services.Log, _identity.DeviceId, e.Message);
        }
    }

    private async Task AcknowledgeAsync(MqttMessage message, CancellationToken ct)
    {
        try
        {
            await message.AcknowledgeAsync(ct);
        }
        catch (Exception e) when (e is HubException or OperationCanceledException)
        {
            AzureLog.StillDown(_services.Log, _identity.DeviceId, e.Message);
        }
    }

    private void Tell(string problem)
    {
        if (_status.Problem == problem)
            AzureLog.StillDown(_services.Log, _identity.DeviceId, problem);
        else
            AzureLog.Down(_services.Log, _identity.DeviceId, problem);
        Set(BridgeState.Down, problem);
    }

    private void Set(BridgeState state, string? problem) =>
        _status = new BridgeStatus(state, _status.State == state ? _status.Since : _services.Time.GetUtcNow(), problem);
}
