using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;
using MQTTnet.Server;

namespace IotXmpp.Tool.FakeHub;

/// <summary>
/// An Azure IoT hub as far as a device sees it over MQTT 3.1.1, with the documented rules enforced ("Communicate with an IoT hub using the MQTT
/// protocol", ms.date 2025-03-19). It keeps nothing over a restart and proves nothing about the real hub: it is what the documentation says, to test against. Of that it leaves out WebSocket, modules, last wills (the
/// broker it stands on does not show them), file upload, and the daily quota.
/// </summary>
internal sealed partial class FakeHub : IAsyncDisposable
{
    /// <summary>The longest keep-alive a client may ask for, s.</summary>
    public const int MaxKeepAlive = 1177;

    /// <summary>Topics a device may be subscribed to at a time.</summary>
    public const int MaxSubscriptions = 5;

    /// <summary>Largest message from a device, octets.</summary>
    public const int MaxTelemetry = 256 * 1024;

    /// <summary>Largest message to a device, octets.</summary>
    public const int MaxCloudToDevice = 64 * 1024;

    /// <summary>Messages that may wait for a device.</summary>
    public const int MaxWaiting = 50;

    /// <summary>Largest payload of a method and of its answer, octets.</summary>
    public const int MaxMethod = 128 * 1024;

    /// <summary>Longest life of a message to a device.</summary>
    private static readonly TimeSpan MaxTimeToLive = TimeSpan.FromDays(2);

    private static readonly HashSet<string> ApiVersions = ["2018-06-30", "2020-09-30", "2021-04-12"];

    private readonly FakeHubOptions _options;
    private readonly TimeProvider _time;
    private readonly MqttServer _server;
    private readonly ConcurrentDictionary<string, HubDevice> _devices = new(StringComparer.Ordinal);

    /// <summary>Who a client id stands for: nobody while it is connected to the provisioning service. The broker's own session outlives connections to either.</summary>
    private readonly ConcurrentDictionary<string, HubDevice> _connected = new(StringComparer.Ordinal);
    private readonly Provisioning? _provisioning;
    private readonly Channel<HubTelemetry> _telemetry = Channel.CreateUnbounded<HubTelemetry>();
    private readonly Channel<HubIncident> _incidents = Channel.CreateUnbounded<HubIncident>();
    private readonly Channel<(string Device, bool IsConnected)> _presence = Channel.CreateUnbounded<(string, bool)>();
    private readonly Channel<(string Device, string MessageId)> _completed = Channel.CreateUnbounded<(string, string)>();
    private readonly Channel<string> _held = Channel.CreateUnbounded<string>();
    private readonly RateLimit _connections;
    private readonly RateLimit _sends;
    private readonly RateLimit _twinReads;
    private readonly RateLimit _twinUpdates;
    private int _requests;

    /// <summary>Builds a hub; it listens after <see cref="StartAsync"/>.</summary>
    public FakeHub(FakeHubOptions options, TimeProvider time)
    {
        _options = options;
        _time = time;
        _connections = new RateLimit(options.ConnectionsPerSecond, time);
        _sends = new RateLimit(options.TelemetryPerSecond, time);
        _twinReads = new RateLimit(options.TwinReadsPerSecond, time);
        _twinUpdates = new RateLimit(options.TwinUpdatesPerSecond, time);
        foreach (var (id, key) in options.Devices)
            _devices[id] = new HubDevice(id, key);
        if (options is { IdScope: { } scope, GroupKey: { } groupKey })
            _provisioning = new Provisioning(scope, groupKey, options.HostName, Enroll, time);

        var builder = new MqttServerOptionsBuilder().WithPersistentSessions(true).WithMaxPendingMessagesPerClient(1000);
        if (options.Certificate is { } certificate)
        {
            builder.WithoutDefaultEndpoint().WithEncryptedEndpoint().WithEncryptedEndpointPort(options.Port).WithEncryptedEndpointBoundIPAddress(options.Address)
                .WithEncryptedEndpointBoundIPV6Address(System.Net.IPAddress.None).WithEncryptionCertificate(certificate)
                .WithEncryptionSslProtocol(System.Security.Authentication.SslProtocols.Tls12)
                // Any certificate may be shown; whose it is, is decided by its thumbprint when the client says who it is.
                .WithClientCertificate((_, _, _, _) => true, false);
        }
        else
        {
            builder.WithDefaultEndpoint().WithDefaultEndpointPort(options.Port).WithDefaultEndpointBoundIPAddress(options.Address)
                .WithDefaultEndpointBoundIPV6Address(System.Net.IPAddress.None);
        }

        _server = new MqttServerFactory().CreateMqttServer(builder.Build());
        _server.ValidatingConnectionAsync += OnConnectingAsync;
        _server.ClientConnectedAsync += OnConnectedAsync;
        _server.ClientDisconnectedAsync += OnDisconnectedAsync;
        _server.InterceptingSubscriptionAsync += OnSubscribingAsync;
        _server.ClientSubscribedTopicAsync += OnSubscribedAsync;
        _server.InterceptingUnsubscriptionAsync += OnUnsubscribingAsync;
        _server.InterceptingPublishAsync += OnPublishAsync;
        _server.ClientAcknowledgedPublishPacketAsync += OnAcknowledgedAsync;
    }

    /// <summary>Messages from devices, in the order of arrival.</summary>
    public ChannelReader<HubTelemetry> Telemetry => _telemetry.Reader;

    /// <summary>Devices whose message is held back, since they send too fast: it is taken and acknowledged when its time has come.</summary>
    public ChannelReader<string> Held => _held.Reader;

    /// <summary>Rules that were broken or enforced.</summary>
    public ChannelReader<HubIncident> Incidents => _incidents.Reader;

    /// <summary>Devices that came and went.</summary>
    public ChannelReader<(string Device, bool IsConnected)> Presence => _presence.Reader;

    /// <summary>Messages to devices that were acknowledged.</summary>
    public ChannelReader<(string Device, string MessageId)> Completed => _completed.Reader;

    /// <summary>How often the provisioning service was asked to register somebody.</summary>
    public int Registrations => _provisioning?.Registrations ?? 0;

    /// <summary>Starts to listen.</summary>
    public Task StartAsync() => _server.StartAsync();

    /// <summary>Stops; clients see a broken connection. What is known of the devices stays.</summary>
    public async Task StopAsync()
    {
        await _server.StopAsync();
        foreach (var device in _devices.Values)
        {
            lock (device.Sync)
            {
                device.IsConnected = false;
                device.Expiry?.Dispose();
            }
        }
    }

    /// <summary>Makes a device known.</summary>
    public void Add(string device, string key) => Enroll(device, key);

    /// <summary>Assigns a device to another hub: this one does not know it any more.</summary>
    public async Task RemoveAsync(string device)
    {
        _devices.TryRemove(device, out _);
        await DropAsync(device);
    }

    /// <summary>Closes the connection of a device, as a hub does that moves it to another machine. Nothing happens if there is none.</summary>
    public async Task DropAsync(string device)
    {
        if ((await _server.GetClientsAsync()).FirstOrDefault(client => client.Id == device) is { } client)
            await client.DisconnectAsync(new MqttServerClientDisconnectOptions { ReasonCode = MqttDisconnectReasonCode.AdministrativeAction });
    }

    /// <summary>True while the device is connected.</summary>
    public bool IsConnected(string device) => Device(device).IsConnected;

    /// <summary>What the device reported in its twin.</summary>
    public JsonObject Reported(string device)
    {
        var known = Device(device);
        lock (known.Sync)
            return known.Twin.Reported;
    }

    /// <summary>Wishes something of a device; it hears of it now if it is connected, or by reading its twin later.</summary>
    /// <returns>The version of the wishes.</returns>
    public async Task<int> DesireAsync(string device, JsonObject patch)
    {
        var known = Device(device);
        string text;
        int version;
        bool listens;
        lock (known.Sync)
        {
            (text, version) = known.Twin.MergeDesired(patch);
            listens = known.IsConnected && known.Subscriptions.Contains(HubTopics.DesiredFilter);
        }

        if (listens)
            await DeliverAsync(device, $"{HubTopics.DesiredPrefix}?$version={version}", System.Text.Encoding.UTF8.GetBytes(text), MqttQualityOfServiceLevel.AtMostOnce);
        return version;
    }

    /// <summary>Calls a direct method.</summary>
    /// <param name="device">Of whom.</param>
    /// <param name="method">Its name.</param>
    /// <param name="payload">Argument; null for none.</param>
    /// <param name="timeout">How long the caller waits, 5 to 300 s at the real hub.</param>
    public async Task<MethodResult> InvokeAsync(string device, string method, JsonNode? payload, TimeSpan timeout)
    {
        var known = Device(device);
        string id = Interlocked.Increment(ref _requests).ToString("x", CultureInfo.InvariantCulture);
        var answer = new TaskCompletionSource<(int, JsonNode?)>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (known.Sync)
        {
            if (!known.IsConnected || !known.Subscriptions.Contains(HubTopics.MethodFilter))
                return new MethodResult(404, null);
            known.Methods[id] = answer;
        }

        try
        {
            byte[] body = payload is null ? [] : System.Text.Encoding.UTF8.GetBytes(payload.ToJsonString());
            if (body.Length > MaxMethod)
                return new MethodResult(413, null);
            await DeliverAsync(device, $"{HubTopics.MethodPrefix}{Uri.EscapeDataString(method)}/?$rid={id}", body, MqttQualityOfServiceLevel.AtMostOnce);
            var (status, result) = await answer.Task.WaitAsync(timeout, _time);
            return new MethodResult(status, result);
        }
        catch (TimeoutException)
        {
            return new MethodResult(504, null);
        }
        finally
        {
            known.Methods.TryRemove(id, out _);
        }
    }

    /// <summary>Sends a message to a device; it waits until the device acknowledges it, or its time has passed.</summary>
    /// <param name="device">To whom.</param>
    /// <param name="body">Octets.</param>
    /// <param name="properties">Application properties.</param>
    /// <param name="timeToLive">How long it may wait, at most two days; null for no expiry of its own.</param>
    /// <returns>False if fifty are waiting already.</returns>
    /// <exception cref="ArgumentException">It is larger than 64 KiB, or is to live for too long.</exception>
    public async Task<bool> SendAsync(string device, byte[] body, IEnumerable<KeyValuePair<string, string?>> properties, TimeSpan? timeToLive = null)
    {
        if (body.Length > MaxCloudToDevice)
            throw new ArgumentException($"A message to a device has at most {MaxCloudToDevice} octets.", nameof(body));
        if (timeToLive > MaxTimeToLive)
            throw new ArgumentException("A message to a device lives for two days at most.", nameof(timeToLive));
        var known = Device(device);
        string id = Guid.NewGuid().ToString("N");
        var expiry = timeToLive is { } life ? _time.GetUtcNow() + life : (DateTimeOffset?)null;
        var bag = properties.Append(new("$.mid", id)).Append(new("$.to", $"/devices/{device}/messages/devicebound"));
        if (expiry is { } end)
            bag = bag.Append(new("$.exp", end.UtcDateTime.ToString("o", CultureInfo.InvariantCulture)));
        string topic = HubTopics.DeviceBound(device) + PropertyBag.Format(bag);
        bool listens;
        lock (known.Sync)
        {
            known.RemoveExpired(_time.GetUtcNow());
            if (known.Waiting.Count >= MaxWaiting)
                return false;
            known.Waiting.Add((id, topic, body, expiry ?? _time.GetUtcNow() + MaxTimeToLive));
            listens = known.IsConnected && known.Subscriptions.Contains(HubTopics.DeviceBound(device) + "#");
        }

        if (listens)
            await DeliverAsync(device, topic, body, MqttQualityOfServiceLevel.AtLeastOnce);
        return true;
    }

    /// <summary>Messages that wait for a device.</summary>
    public int WaitingFor(string device)
    {
        var known = Device(device);
        lock (known.Sync)
        {
            known.RemoveExpired(_time.GetUtcNow());
            return known.Waiting.Count;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_server.IsStarted)
            await _server.StopAsync();
        foreach (var device in _devices.Values)
            device.Expiry?.Dispose();
        _server.Dispose();
    }

    private HubDevice Device(string id) => _devices.TryGetValue(id, out var device) ? device : throw new ArgumentException($"The hub has no device {id}.", nameof(id));

    private void Enroll(string id, string key) => _devices.TryAdd(id, new HubDevice(id, key));

    private void Report(string device, HubRule rule, string text) => _incidents.Writer.TryWrite(new HubIncident(device, rule, text));

    private async Task DeliverAsync(string device, string topic, byte[] body, MqttQualityOfServiceLevel qos)
    {
        // Straight to the one session: the topics of twins and methods are the same for all devices.
        if (await _server.GetSessionAsync(device) is { } session)
            session.TryEnqueueApplicationMessage(new MqttApplicationMessageBuilder().WithTopic(topic).WithPayload(body).WithQualityOfServiceLevel(qos).Build(), out _);
    }
}
