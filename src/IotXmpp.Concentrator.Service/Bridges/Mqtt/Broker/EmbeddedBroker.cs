using System.Net;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using IotXmpp.Concentrator.Service.Bridges.Mqtt.Options;
using IotXmpp.Concentrator.Service.Commands;
using MQTTnet;
using MQTTnet.Protocol;
using MQTTnet.Server;

namespace IotXmpp.Concentrator.Service.Bridges.Mqtt.Broker;

/// <summary>
/// The broker for places without one. Users may publish and subscribe whatever they like: it is a broker of one house. Sessions of clients live as long as the process; retained
/// messages are kept in a file.
/// </summary>
internal sealed class EmbeddedBroker : IAsyncDisposable
{
    private readonly MqttBrokerOptions _options;
    private readonly int _maxPayload;
    private readonly ILogger _log;
    private readonly MqttServer _server;
    private readonly RetainedFile? _retained;
    private readonly string _ownUser = $"iotxmpp-{Guid.NewGuid():N}";
    private readonly string _ownPassword = RandomNumberGenerator.GetHexString(32);
    private readonly Dictionary<string, byte[]> _users;
    private int _retainedCount;
    private bool _toldFull;

    /// <summary>Builds the broker; it listens after <see cref="StartAsync"/>.</summary>
    /// <param name="options">Settings; a port of 0 is not for this broker.</param>
    /// <param name="maxPayload">Largest payload, octets.</param>
    /// <param name="certificate">What TLS is served with.</param>
    /// <param name="directory">The data directory.</param>
    /// <param name="time">Clock.</param>
    /// <param name="log">Log.</param>
    public EmbeddedBroker(MqttBrokerOptions options, int maxPayload, X509Certificate2 certificate, string directory, TimeProvider time, ILogger log)
    {
        _options = options;
        _maxPayload = maxPayload;
        _log = log;
        _users = options.Users.ToDictionary(user => user.Key, user => Hash(user.Value), StringComparer.Ordinal);
        _users[_ownUser] = Hash(_ownPassword);
        if (options.IsPersistent)
            _retained = new RetainedFile(Path.Combine(directory, "mqtt-retained.json"), time, log);
        var builder = new MqttServerOptionsBuilder()
            .WithPersistentSessions()
            .WithMaxPendingMessagesPerClient(options.MaxQueue)
            .WithPendingMessagesOverflowStrategy(MqttPendingMessagesOverflowStrategy.DropOldestQueuedMessage)
            .WithDefaultCommunicationTimeout(TimeSpan.FromSeconds(10));
        bool isV6 = options.Listen.Address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6;
        var v4 = isV6 ? IPAddress.None : options.Listen.Address;
        var v6 = isV6 ? options.Listen.Address : IPAddress.None;
        if (options.IsTls)
        {
            builder.WithoutDefaultEndpoint().WithEncryptedEndpoint().WithEncryptedEndpointPort(options.Listen.Port)
                .WithEncryptedEndpointBoundIPAddress(v4).WithEncryptedEndpointBoundIPV6Address(v6)
                .WithEncryptionCertificate(certificate).WithEncryptionSslProtocol(SslProtocols.Tls12 | SslProtocols.Tls13);
        }
        else
        {
            builder.WithDefaultEndpoint().WithDefaultEndpointPort(options.Listen.Port)
                .WithDefaultEndpointBoundIPAddress(v4).WithDefaultEndpointBoundIPV6Address(v6);
        }

        _server = new MqttServerFactory().CreateMqttServer(builder.Build());
        _server.ValidatingConnectionAsync += OnConnectingAsync;
        _server.InterceptingPublishAsync += OnPublishAsync;
        _server.LoadingRetainedMessageAsync += OnLoadingAsync;
        _server.RetainedMessageChangedAsync += OnRetainedAsync;
    }

    /// <summary>How the bridge of this process gets in.</summary>
    public MqttEndpoint Endpoint(string clientId) => new(Reachable(_options.Listen.Address), _options.Listen.Port, clientId, _ownUser, _ownPassword);

    /// <summary>Starts to listen.</summary>
    /// <exception cref="CommandException">The port cannot be used.</exception>
    public async Task StartAsync()
    {
        try
        {
            await _server.StartAsync();
        }
        catch (System.Net.Sockets.SocketException e)
        {
            throw new CommandException($"{_options.Listen} (Concentrator__Mqtt__Broker__Listen) cannot be used: {e.Message}", e);
        }

        MqttLog.Listening(_log, _options.Listen.ToString());
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_server.IsStarted)
            await _server.StopAsync();
        if (_retained is not null)
            await _retained.DisposeAsync();
        _server.Dispose();
    }

    private static string Reachable(IPAddress address) =>
        address.Equals(IPAddress.Any) ? IPAddress.Loopback.ToString() : address.Equals(IPAddress.IPv6Any) ? IPAddress.IPv6Loopback.ToString() : address.ToString();

    private static byte[] Hash(string password) => SHA256.HashData(Encoding.UTF8.GetBytes(password));

    private async Task OnConnectingAsync(ValidatingConnectionEventArgs e)
    {
        // A client may leave it to us to name it (MQTT 5 3.1.3.1). One of MQTT 3.1.1 may too, but MQTTnet refuses it whatever we say; the README tells of it.
        if (string.IsNullOrEmpty(e.ClientId))
            e.AssignedClientIdentifier = $"client-{Guid.NewGuid():N}";
        (MqttConnectReasonCode Code, string Reason)? refusal = null;
        if (!IsUser(e))
            refusal = (MqttConnectReasonCode.BadUserNameOrPassword, "user name or password");
        else if (e.UserName != _ownUser && (await _server.GetClientsAsync()).Count >= _options.MaxConnections)
            refusal = (MqttConnectReasonCode.ServerBusy, "too many connections");
        if (refusal is { } no)
        {
            e.ReasonCode = no.Code;
            MqttLog.ClientRefused(_log, Shown(e.ClientId), e.RemoteEndPoint?.ToString() ?? "", no.Reason);
        }
    }

    private bool IsUser(ValidatingConnectionEventArgs e)
    {
        // Loopback, and nobody has said who may: whoever is on this machine.
        if (_options.Users.Count == 0 && e.UserName != _ownUser)
            return true;
        // As long for an unknown name as for a wrong password.
        bool isKnown = _users.TryGetValue(e.UserName ?? "", out byte[]? expected);
        return CryptographicOperations.FixedTimeEquals(Hash(e.Password ?? ""), expected ?? Hash("")) && isKnown;
    }

    private Task OnPublishAsync(InterceptingPublishEventArgs e)
    {
        var message = e.ApplicationMessage;
        if (message.Payload.Length > _maxPayload)
        {
            e.ProcessPublish = false;
            e.CloseConnection = true;
            MqttLog.ClientRefused(_log, Shown(e.ClientId), "", $"a payload of {message.Payload.Length} octets");
        }
        else if (message.Retain && !message.Payload.IsEmpty && Volatile.Read(ref _retainedCount) >= _options.MaxRetained && e.ClientId is not null)
        {
            // Passed on, not kept.
            message.Retain = false;
            if (!_toldFull)
                MqttLog.RetainedFull(_log, _options.MaxRetained);
            _toldFull = true;
        }

        return Task.CompletedTask;
    }

    private async Task OnLoadingAsync(LoadingRetainedMessagesEventArgs e)
    {
        if (_retained is null)
            return;
        e.LoadedRetainedMessages = [.. (await _retained.LoadAsync()).Take(_options.MaxRetained)];
        Volatile.Write(ref _retainedCount, e.LoadedRetainedMessages.Count);
    }

    private Task OnRetainedAsync(RetainedMessageChangedEventArgs e)
    {
        Volatile.Write(ref _retainedCount, e.StoredRetainedMessages.Count);
        _retained?.Keep(e.StoredRetainedMessages);
        return Task.CompletedTask;
    }

    /// <summary>A name that a client gave itself, made fit for a log.</summary>
    private static string Shown(string? clientId) => new([.. (clientId ?? "").Take(64).Select(c => char.IsControl(c) ? '?' : c)]);
}
