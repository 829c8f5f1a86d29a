using System.Security.Cryptography.X509Certificates;
using IotXmpp.Concentrator.Service.Bridges.Mqtt.Broker;
using IotXmpp.Concentrator.Service.Bridges.Mqtt.Options;
using IotXmpp.Concentrator.Service.Commands;
using IotXmpp.Concentrator.Storage;

namespace IotXmpp.Concentrator.Service.Bridges.Mqtt;

/// <summary>The MQTT bridge and the embedded broker as they are configured. The bridge ends with the concentrator; the broker with this, behind it.</summary>
internal sealed class MqttServices : IAsyncDisposable
{
    private readonly EmbeddedBroker? _broker;

    private MqttServices(EmbeddedBroker? broker) => _broker = broker;

    /// <summary>Starts what is configured.</summary>
    /// <exception cref="CommandException">A port or a file cannot be used.</exception>
    public static async Task<MqttServices> StartAsync(
        MqttOptions options, Concentrator concentrator, IReadingFeed feed, X509Certificate2 certificate, string directory, TimeProvider time, ILogger log, CancellationToken ct)
    {
        if (!options.IsOn)
        {
            // A bridge that was taken out of the configuration: nothing is kept for it.
            await feed.CloseAsync(FeedPump.Follower, ct);
            return new MqttServices(null);
        }

        string clientId = options.ClientId ?? $"iotxmpp-{concentrator.Domain}";
        var tls = options is { Tls: { } settings, Host: { } name } ? MqttTls.Load(settings, name) : null;
        EmbeddedBroker? broker = null;
        try
        {
            if (options.Broker is { } brokerOptions)
            {
                broker = new EmbeddedBroker(brokerOptions, options.MaxPayloadBytes, certificate, directory, time, log);
                await broker.StartAsync();
            }

            var endpoint = options.Host is { } host ? new MqttEndpoint(host, options.Port, clientId, options.User, options.Password) : broker!.Endpoint(clientId);
            // Our own certificate, seen at our own socket: exactly that one is trusted.
            if (options is { Host: null, Broker.IsTls: true })
                tls = MqttTls.Pinned(certificate);
            concentrator.AddBridge(new MqttBridge(options, endpoint, tls, CommandLine.Version, concentrator.Gateway, feed, time, log));
            return new MqttServices(broker);
        }
        catch
        {
            tls?.Dispose();
            if (broker is not null)
                await broker.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _broker?.DisposeAsync() ?? default;
}
