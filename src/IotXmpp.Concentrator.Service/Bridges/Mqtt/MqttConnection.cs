using System.Buffers;
using System.Globalization;
using System.Net.Sockets;
using System.Security.Authentication;
using IotXmpp.Concentrator.Service.Bridges.Mqtt.Options;
using MQTTnet;
using MQTTnet.Exceptions;
using MQTTnet.Formatter;
using MQTTnet.Protocol;

namespace IotXmpp.Concentrator.Service.Bridges.Mqtt;

/// <summary>One connection to the broker, from CONNECT until it breaks. What MQTTnet throws comes out as <see cref="MqttLinkException"/>.</summary>
internal sealed class MqttConnection : IAsyncDisposable
{
    /// <summary>How long the broker has for any answer. MQTTnet waits for ever where it is given a token that can be cancelled.</summary>
    private static readonly TimeSpan DefaultPatience = TimeSpan.FromSeconds(20);

    /// <summary>Messages under way at a time at most: brokers allow 20 by default (mosquitto) and break the connection beyond (MQTT 5 4.9).</summary>
    private const int MaxInFlight = 16;

    private readonly IMqttClient _client = new MqttClientFactory().CreateMqttClient();
    private readonly CancellationTokenSource _closed = new();
    private readonly SemaphoreSlim _inFlight;
    private readonly bool _isVersion5;
    private readonly TimeSpan _patience;
    private string? _reason;

    private MqttConnection(bool isVersion5, int inFlight, TimeSpan patience)
    {
        _isVersion5 = isVersion5;
        _patience = patience;
        _inFlight = new SemaphoreSlim(inFlight, inFlight);
    }

    /// <summary>Called for each message, on the connection's own road: it must not wait for anything.</summary>
    public Action<MqttApplicationMessage> Received { private get; set; } = _ => { };

    /// <summary>Cancelled when the connection is over.</summary>
    public CancellationToken Closed => _closed.Token;

    /// <summary>Why it is over, or what went wrong.</summary>
    public string Reason => _reason ?? "The broker closed the connection.";

    /// <summary>What the broker refused to take from us last, though it is connected; null if nothing.</summary>
    public string? Refusal { get; private set; }

    /// <summary>Connects.</summary>
    /// <exception cref="MqttLinkException">It cannot be reached, or refuses us.</exception>
    public static async Task<MqttConnection> OpenAsync(MqttOptions options, MqttEndpoint endpoint, MqttTls? tls, string will, CancellationToken ct, TimeSpan? patience = null)
    {
        var connection = new MqttConnection(options.IsVersion5, MaxInFlight, patience ?? DefaultPatience);
        try
        {
            await connection.ConnectAsync(options, endpoint, tls, will, ct);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Subscribes with QoS 1. What the broker holds is sent first, marked as retained.</summary>
    /// <exception cref="MqttLinkException">The connection broke, or the broker does not let us.</exception>
    public Task SubscribeAsync(IEnumerable<string> filters, CancellationToken ct) => GuardAsync(async token =>
    {
        // Some brokers bound the topics of one packet; fifty are below every documented bound but AWS IoT's.
        foreach (string[] some in filters.Chunk(50))
        {
            var subscribe = new MqttClientSubscribeOptionsBuilder();
            foreach (string filter in some)
                subscribe.WithTopicFilter(filter, MqttQualityOfServiceLevel.AtLeastOnce);
            var result = await _client.SubscribeAsync(subscribe.Build(), token);
            if (result.Items.FirstOrDefault(item => item.ResultCode > MqttClientSubscribeResultCode.GrantedQoS2) is { } refused)
                throw new MqttLinkException($"The broker does not let us subscribe to {refused.TopicFilter.Topic}: {refused.ResultCode}.");
        }
    }, ct);

    /// <summary>Ends a subscription.</summary>
    public Task UnsubscribeAsync(string filter, CancellationToken ct) => GuardAsync(token => _client.UnsubscribeAsync(filter, token), ct);

    /// <summary>Publishes; completes when the broker has acknowledged, or has said that it will never take that.</summary>
    /// <exception cref="MqttLinkException">The connection broke before.</exception>
    public async Task PublishAsync(MqttMessage message, CancellationToken ct)
    {
        await _inFlight.WaitAsync(ct);
        try
        {
            await GuardAsync(async token =>
            {
                var result = await _client.PublishAsync(Build(message), token);
                switch (result.ReasonCode)
                {
                    case MqttClientPublishReasonCode.Success or MqttClientPublishReasonCode.NoMatchingSubscribers:
                        return;
                    case MqttClientPublishReasonCode.NotAuthorized or MqttClientPublishReasonCode.TopicNameInvalid or MqttClientPublishReasonCode.PayloadFormatInvalid:
                        // Trying again would end the same way and hold up everything behind it.
                        Refusal = $"The broker does not take {message.Topic}: {result.ReasonCode}.";
                        return;
                    default:
                        throw new MqttLinkException($"The broker does not take {message.Topic} now: {result.ReasonCode}.");
                }
            }, ct);
        }
        finally
        {
            _inFlight.Release();
        }
    }

    /// <summary>Ends the connection in order: the broker does not send the will then.</summary>
    public Task CloseAsync() => _client.TryDisconnectAsync();

    /// <summary>Without <see cref="CloseAsync"/> before, the broker sends the will.</summary>
    public async ValueTask DisposeAsync()
    {
        // Whoever is still publishing, such as a command to a device, gets its exception: nothing else here is taken away from it.
        _client.Dispose();
        await _closed.CancelAsync();
    }

    private async Task ConnectAsync(MqttOptions options, MqttEndpoint endpoint, MqttTls? tls, string will, CancellationToken ct)
    {
        var builder = new MqttClientOptionsBuilder()
            .WithTcpServer(endpoint.Host, endpoint.Port)
            .WithProtocolVersion(options.IsVersion5 ? MqttProtocolVersion.V500 : MqttProtocolVersion.V311)
            .WithClientId(endpoint.ClientId)
            // Nothing may wait for us at the broker: a command that was sent while we were away must not run late.
            .WithCleanStart()
            .WithKeepAlivePeriod(options.KeepAlive)
            .WithTimeout(_patience)
            .WithWillTopic(will).WithWillPayload(MqttTopics.Offline).WithWillRetain().WithWillQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce);
        if (options.IsVersion5)
            builder.WithMaximumPacketSize((uint)options.MaxPayloadBytes + 4_096);
        if (endpoint.User is { } user)
            builder.WithCredentials(user, endpoint.Password ?? "");
        if (tls is not null)
            builder.WithTlsOptions(tls.Configure);
        _client.ApplicationMessageReceivedAsync += e =>
        {
            Received(e.ApplicationMessage);
            return Task.CompletedTask;
        };
        _client.DisconnectedAsync += e =>
        {
            if (e.ClientWasConnected)
                _reason ??= e.Reason == MqttClientDisconnectReason.SessionTakenOver
                    ? $"Another client with the identifier {endpoint.ClientId} has connected; Concentrator__Mqtt__ClientId sets another."
                    : "The connection to the broker broke.";
            return _closed.CancelAsync();
        };
        await GuardAsync(async token =>
        {
            var result = await _client.ConnectAsync(builder.Build(), token);
            if (result.ResultCode != MqttClientConnectResultCode.Success)
                throw new MqttLinkException(Explain(result));
        }, ct);
    }

    private MqttApplicationMessage Build(MqttMessage message)
    {
        var builder = new MqttApplicationMessageBuilder().WithTopic(message.Topic).WithPayload(message.Payload)
            .WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce).WithRetainFlag(message.Retain);
        if (_isVersion5)
        {
            builder.WithPayloadFormatIndicator(MqttPayloadFormatIndicator.CharacterData);
            if (message.IsJson)
                builder.WithContentType("application/json");
            if (message.Time is { } time)
                builder.WithUserProperty("time", System.Text.Encoding.UTF8.GetBytes(PayloadText.Time(time)).AsMemory());
            if (message.CorrelationData is { } correlation)
                builder.WithCorrelationData(correlation);
        }

        return builder.Build();
    }

    private static string Explain(MqttClientConnectResult result) => result.ResultCode switch
    {
        MqttClientConnectResultCode.BadUserNameOrPassword => "The broker refuses the user name or the password.",
        MqttClientConnectResultCode.NotAuthorized => "The broker does not let us in: user name, password or its rules.",
        MqttClientConnectResultCode.UnsupportedProtocolVersion => "The broker does not speak that version of MQTT; Concentrator__Mqtt__Version sets another.",
        var code when string.IsNullOrEmpty(result.ReasonString) => string.Create(CultureInfo.InvariantCulture, $"The broker refuses the connection: {code}."),
        var code => $"The broker refuses the connection: {code} ({result.ReasonString}).",
    };

    private async Task GuardAsync(Func<CancellationToken, Task> step, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(_patience);
        try
        {
            await step(patience.Token);
        }
        catch (Exception e) when (!ct.IsCancellationRequested && (e is OperationCanceledException || (patience.IsCancellationRequested && e is MqttCommunicationException)))
        {
            // While it connects, MQTTnet wraps the cancellation.
            throw Broken("The broker did not answer in time.", e);
        }
        catch (Exception e) when (e is MqttCommunicationException or MqttProtocolViolationException or SocketException or AuthenticationException or TimeoutException or ObjectDisposedException)
        {
            throw Broken(Deepest(e), e);
        }
    }

    private MqttLinkException Broken(string reason, Exception e)
    {
        _reason ??= reason;
        return new MqttLinkException(reason, e);
    }

    // MQTTnet wraps what really happened, such as "Connection refused", two or three times.
    private static string Deepest(Exception e)
    {
        while (e.InnerException is { } inner)
            e = inner;
        return e.Message;
    }
}
