using System.Buffers;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using MQTTnet;
using MQTTnet.Exceptions;
using MQTTnet.Formatter;
using MQTTnet.Protocol;

namespace IotXmpp.Concentrator.Service.Bridges.AzureIotHub;

/// <summary>One MQTT 3.1.1 connection to the hub or to the provisioning service, from CONNECT to its end. Failures of any kind are a <see cref="HubException"/>.</summary>
internal sealed class MqttLink : IAsyncDisposable
{
    /// <summary>Longest wait for any answer of the hub. A hub that is throttling takes its time with acknowledgements; longer than this it has gone. MQTTnet waits
    /// for ever where it is given a token that can be cancelled.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    private readonly IMqttClient _client = new MqttClientFactory().CreateMqttClient();
    private readonly TaskCompletionSource<string> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string _peer;
    private readonly TimeProvider _time;
    private long _heard;

    private MqttLink(string peer, TimeProvider time)
    {
        _peer = peer;
        _time = time;
    }

    /// <summary>When the peer last showed that it is there. A connection may be dead long before anybody notices.</summary>
    public DateTimeOffset LastHeard => new(Interlocked.Read(ref _heard), TimeSpan.Zero);

    /// <summary>Ends with the connection; the reason is for people.</summary>
    public Task<string> Closed => _closed.Task;

    /// <summary>Connects.</summary>
    /// <param name="options">Where to, and with which TLS.</param>
    /// <param name="host">The name of the peer.</param>
    /// <param name="identity">Who we are; its certificate is shown if it has one.</param>
    /// <param name="userName">User name.</param>
    /// <param name="password">A token; null with a certificate.</param>
    /// <param name="isLasting">True where messages may wait for us: a clean session would delete them.</param>
    /// <param name="time">Clock.</param>
    /// <param name="received">Called for each message, one after the other: it must not wait. What it does not acknowledge comes again.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="HubException">It did not work.</exception>
    public static async Task<MqttLink> OpenAsync(
        AzureIotHubOptions options, string host, HubIdentity identity, string userName, string? password, bool isLasting, TimeProvider time, Action<MqttMessage> received, CancellationToken ct)
    {
        var address = options.Address ?? new DnsEndPoint(host, 8883);
        var builder = new MqttClientOptionsBuilder().WithTcpServer(address.Host, address.Port).WithProtocolVersion(MqttProtocolVersion.V311).WithClientId(identity.DeviceId)
            .WithCleanSession(!isLasting).WithCredentials(userName, password ?? "").WithKeepAlivePeriod(options.KeepAlive).WithTimeout(Timeout);
        if (options.Tls)
            builder.WithTlsOptions(tls => Configure(tls, options, host, identity.Certificate));
        var link = new MqttLink(host, time);
        link._client.ApplicationMessageReceivedAsync += args =>
        {
            link.Hear();
            args.AutoAcknowledge = false;
            received(new MqttMessage(args.ApplicationMessage.Topic, args.ApplicationMessage.Payload.ToArray(), token => link.GuardAsync(args.AcknowledgeAsync, token)));
            return Task.CompletedTask;
        };
        link._client.DisconnectedAsync += args =>
        {
            link._closed.TrySetResult(args.Exception is { } e ? Innermost(e) : "The hub closed the connection.");
            return Task.CompletedTask;
        };
        try
        {
            MqttClientConnectResultCode? code = null;
            await link.GuardAsync(async token => code = (await link._client.ConnectAsync(builder.Build(), token)).ResultCode, ct);
            link.Hear();
            return code == MqttClientConnectResultCode.Success ? link : throw Refusal(host, identity, options, code!.Value);
        }
        catch
        {
            await link.DisposeAsync();
            throw;
        }
    }

    /// <summary>Subscribes with QoS 1.</summary>
    /// <exception cref="HubException">It was refused, or the connection broke.</exception>
    public async Task SubscribeAsync(IReadOnlyList<string> topics, CancellationToken ct)
    {
        var builder = new MqttClientSubscribeOptionsBuilder();
        foreach (string topic in topics)
            builder.WithTopicFilter(topic, MqttQualityOfServiceLevel.AtLeastOnce);
        MqttClientSubscribeResult? result = null;
        await GuardAsync(async token => result = await _client.SubscribeAsync(builder.Build(), token), ct);
        Hear();
        if (result!.Items.Any(item => item.ResultCode > MqttClientSubscribeResultCode.GrantedQoS2))
            throw new HubException($"{_peer} does not let us subscribe.", isRefused: true);
    }

    /// <summary>Publishes. With <paramref name="isAcknowledged"/> (QoS 1) it returns when the peer has the message.</summary>
    /// <exception cref="HubException">The connection broke: whether the message arrived is not known.</exception>
    public Task PublishAsync(string topic, ReadOnlyMemory<byte> body, bool isAcknowledged, CancellationToken ct)
    {
        var message = new MqttApplicationMessageBuilder().WithTopic(topic).WithPayload(new ReadOnlySequence<byte>(body))
            .WithQualityOfServiceLevel(isAcknowledged ? MqttQualityOfServiceLevel.AtLeastOnce : MqttQualityOfServiceLevel.AtMostOnce).Build();
        return GuardAsync(
            async token =>
            {
                if (!(await _client.PublishAsync(message, token)).IsSuccess)
                    throw new HubException($"{_peer} did not take a message.");
                if (isAcknowledged)
                    Hear();
            },
            ct);
    }

    /// <summary>Makes sure that the peer is there.</summary>
    /// <exception cref="HubException">It is not.</exception>
    public async Task PingAsync(CancellationToken ct)
    {
        await GuardAsync(_client.PingAsync, ct);
        Hear();
    }

    /// <summary>Says goodbye.</summary>
    public async Task CloseAsync(CancellationToken ct)
    {
        try
        {
            await GuardAsync(token => _client.DisconnectAsync(new MqttClientDisconnectOptions(), token), ct);
        }
        catch (HubException)
        {
            // It was closed already.
        }
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        _closed.TrySetResult("Closed.");
        return default;
    }

    private static void Configure(MqttClientTlsOptionsBuilder tls, AzureIotHubOptions options, string host, X509Certificate2? certificate)
    {
        tls.UseTls().WithTargetHost(host).WithSslProtocols(SslProtocols.Tls12 | SslProtocols.Tls13);
        if (certificate is not null)
            tls.WithClientCertificates([certificate]);
        if (options.TrustPath is not { } path)
            return;
        var trusted = new X509Certificate2Collection();
        trusted.ImportFromPemFile(path);
        tls.WithTrustChain(trusted).WithRevocationMode(X509RevocationMode.NoCheck);
    }

    /// <summary>What CONNACK says (MQTT 3.1.1 3.2.2.3): a hub that is busy is tried again, one that does not want the credential is not.</summary>
    private static HubException Refusal(string host, HubIdentity identity, AzureIotHubOptions options, MqttClientConnectResultCode code) => code switch
    {
        MqttClientConnectResultCode.BadUserNameOrPassword or MqttClientConnectResultCode.NotAuthorized => new HubException(
            identity.Certificate is not null
                ? $"{host} does not accept the certificate of {identity.DeviceId}."
                : $"{host} does not accept {identity.DeviceId}: its key is another one, it is disabled, or the clocks differ by more than {options.TokenLifetime.TotalMinutes:0} min.",
            isRefused: true),
        MqttClientConnectResultCode.ClientIdentifierNotValid => new HubException($"{host} has no device {identity.DeviceId}.", isRefused: true),
        MqttClientConnectResultCode.ServerUnavailable => new HubException($"{host} is busy."),
        _ => new HubException($"{host} refuses the connection: {code}."),
    };

    private static string Innermost(Exception e)
    {
        while (e.InnerException is { } inner)
            e = inner;
        return e.Message;
    }

    private void Hear() => Interlocked.Exchange(ref _heard, _time.GetUtcNow().UtcTicks);

    private async Task GuardAsync(Func<CancellationToken, Task> action, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Timeout);
        try
        {
            await action(patience.Token);
        }
        catch (Exception e) when (!ct.IsCancellationRequested && (e is OperationCanceledException || (patience.IsCancellationRequested && e is MqttCommunicationException)))
        {
            // While it connects, MQTTnet wraps the cancellation.
            throw new HubException($"{_peer} did not answer.", inner: e);
        }
        catch (Exception e) when (e is MqttCommunicationException or MqttCommunicationTimedOutException or MqttClientNotConnectedException or MQTTnet.Adapter.MqttConnectingFailedException
            or MqttProtocolViolationException or SocketException or AuthenticationException or ObjectDisposedException or MqttClientDisconnectedException or InvalidOperationException)
        {
            throw new HubException($"The connection to {_peer} failed: {Innermost(e)}", inner: e);
        }
    }
}
