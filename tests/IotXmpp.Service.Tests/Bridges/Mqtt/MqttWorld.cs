using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Threading.Channels;
using IotXmpp.Concentrator.Bridging;
using IotXmpp.Concentrator.Service.Bridges.Mqtt;
using IotXmpp.Concentrator.Service.Bridges.Mqtt.Broker;
using IotXmpp.Concentrator.Service.Bridges.Mqtt.Options;
using IotXmpp.Concentrator.Storage;
using IotXmpp.Concentrator.Tests.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;

namespace IotXmpp.Service.Tests.Bridges.Mqtt;

/// <summary>The bridge with scripted boards at the embedded broker, on loopback.</summary>
internal sealed class MqttWorld : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly string _folder = Directory.CreateTempSubdirectory("iotxmpp-mqtt-").FullName;
    private readonly List<IMqttClient> _clients = [];
    private CancellationTokenSource _stop = new();
    private EmbeddedBroker? _broker;
    private Task _running = Task.CompletedTask;

    private MqttWorld(MqttOptions options)
    {
        Options = options;
        Boards = new ScriptedBoards(Feed);
    }

    public MqttOptions Options { get; }

    /// <summary>What the broker shows if it speaks TLS.</summary>
    public X509Certificate2 Certificate { get; } = MakeCertificate();

    public InMemoryReadingFeed Feed { get; } = new(new FeedLimits(), TimeProvider.System);

    public ScriptedBoards Boards { get; }

    public MqttBridge Bridge { get; private set; } = null!;

    /// <summary>A broker without the bridge; see <see cref="StartBridge"/>.</summary>
    public static async Task<MqttWorld> CreateAsync(Func<MqttOptions, MqttOptions>? configure = null)
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        var listen = (IPEndPoint)free.LocalEndpoint;
        free.Stop();
        var options = new MqttOptions
        {
            Route = new BridgeRoute { Boards = ["*"], Parameters = ["*"] },
            Broker = new MqttBrokerOptions { Listen = listen },
        };
        var world = new MqttWorld(configure?.Invoke(options) ?? options);
        await world.StartBrokerAsync();
        return world;
    }

    /// <summary>Broker and bridge; with a board, since its announcement tells that the bridge serves.</summary>
    public static async Task<MqttWorld> StartAsync(Func<MqttOptions, MqttOptions>? configure = null)
    {
        var world = await CreateAsync(configure);
        await world.StartBridgeAsync();
        return world;
    }

    public static X509Certificate2 MakeCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    public async Task StartBrokerAsync()
    {
        _broker = new EmbeddedBroker(Options.Broker!, Options.MaxPayloadBytes, Certificate, _folder, TimeProvider.System, NullLogger.Instance);
        await _broker.StartAsync();
    }

    public async Task StopBrokerAsync()
    {
        await _broker!.DisposeAsync();
        _broker = null;
    }

    public async Task StartBridgeAsync(IReadingFeed? feed = null, MqttTls? tls = null)
    {
        Bridge = new MqttBridge(Options, _broker!.Endpoint("bridge"), tls, "1.2.3", Boards, feed ?? Feed, TimeProvider.System, NullLogger.Instance);
        _stop = new CancellationTokenSource();
        _running = Bridge.RunAsync(_stop.Token);
        await UntilAsync(() => Bridge.Status.State == BridgeState.Connected);
    }

    /// <summary>Ends the bridge in order.</summary>
    public async Task StopBridgeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        await Bridge.DisposeAsync();
    }

    /// <summary>How the bridge's run ended.</summary>
    public ValueTask<Exception?> EndAsync() => Record.ExceptionAsync(() => _running.WaitAsync(Patience));

    /// <summary>Runs the bridge again after it has failed, as the runner does.</summary>
    public void RunAgain() => _running = Bridge.RunAsync(_stop.Token);

    public async Task<Client> ConnectAsync(params string[] filters)
    {
        var client = new Client();
        _clients.Add(client.Mqtt);
        await client.ConnectAsync(Options.Broker!.Listen.Port, filters);
        return client;
    }

    /// <summary>Waits for something that happens on its own road.</summary>
    public static Task UntilAsync(Func<bool> condition) => UntilAsync(() => Task.FromResult(condition()));

    /// <summary>Waits for something that has to be asked for.</summary>
    public static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var limit = new CancellationTokenSource(Patience);
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (!await condition())
            await tick.WaitForNextTickAsync(limit.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await StopBridgeIfRunningAsync();
        foreach (var client in _clients)
            client.Dispose();
        if (_broker is not null)
            await _broker.DisposeAsync();
        _stop.Dispose();
        Certificate.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task StopBridgeIfRunningAsync()
    {
        await _stop.CancelAsync();
        await Record.ExceptionAsync(() => _running);
    }

    /// <summary>Somebody else at the broker.</summary>
    internal sealed class Client
    {
        private readonly Channel<MqttApplicationMessage> _received = Channel.CreateUnbounded<MqttApplicationMessage>();

        public IMqttClient Mqtt { get; } = new MqttClientFactory().CreateMqttClient();

        public async Task ConnectAsync(int port, string[] filters)
        {
            Mqtt.ApplicationMessageReceivedAsync += e => _received.Writer.WriteAsync(e.ApplicationMessage).AsTask();
            await Mqtt.ConnectAsync(new MqttClientOptionsBuilder().WithTcpServer("127.0.0.1", port).WithProtocolVersion(MqttProtocolVersion.V500).Build());
            foreach (string filter in filters)
                await Mqtt.SubscribeAsync(filter, MqttQualityOfServiceLevel.AtLeastOnce);
        }

        public Task SayAsync(string topic, string payload, bool retain = false) =>
            Mqtt.PublishStringAsync(topic, payload, MqttQualityOfServiceLevel.AtLeastOnce, retain);

        /// <summary>The next message, which must be on that topic.</summary>
        public async Task<MqttApplicationMessage> NextAsync(string topic)
        {
            using var limit = new CancellationTokenSource(Patience);
            var message = await _received.Reader.ReadAsync(limit.Token);
            message.Topic.Should().Be(topic);
            return message;
        }

        /// <summary>The payload of the next message, which must be on that topic.</summary>
        public async Task<string> TextAsync(string topic) => Encoding.UTF8.GetString((await NextAsync(topic)).Payload);

        /// <summary>What came up to a message of our own: everything the broker had for us.</summary>
        public async Task<IReadOnlyList<string>> DrainAsync()
        {
            string mark = $"mark/{Guid.NewGuid():N}";
            await Mqtt.SubscribeAsync(mark);
            await SayAsync(mark, "");
            var lines = new List<string>();
            using var limit = new CancellationTokenSource(Patience);
            while (await _received.Reader.ReadAsync(limit.Token) is var message && message.Topic != mark)
                lines.Add($"{message.Topic} {Encoding.UTF8.GetString(message.Payload)}");
            return lines;
        }
    }
}
