using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Threading.Channels;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;

namespace IotXmpp.Tool.Tests.FakeHub;

/// <summary>A device's MQTT client that can also do everything wrong.</summary>
internal sealed class HubClient : IAsyncDisposable
{
    private readonly IMqttClient _client = new MqttClientFactory().CreateMqttClient();
    private readonly Channel<(string Topic, string Body)> _received = Channel.CreateUnbounded<(string, string)>();
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public HubClient()
    {
        _client.ApplicationMessageReceivedAsync += args =>
        {
            args.AutoAcknowledge = Acknowledge;
            _received.Writer.TryWrite((args.ApplicationMessage.Topic, Encoding.UTF8.GetString(args.ApplicationMessage.Payload.ToArray())));
            return Task.CompletedTask;
        };
        _client.DisconnectedAsync += _ =>
        {
            _closed.TrySetResult();
            return Task.CompletedTask;
        };
    }

    public bool Acknowledge { get; set; } = true;

    public bool IsConnected => _client.IsConnected;

    /// <summary>Ends when the connection does.</summary>
    public Task Closed => _closed.Task;

    /// <summary>A token made as the documentation says, independently of the hub's own check.</summary>
    public static string Token(string resource, string key, DateTimeOffset until, string? policy = null)
    {
        string sr = Uri.EscapeDataString(resource);
        string se = until.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        string sig = Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(key), Encoding.UTF8.GetBytes(sr + "\n" + se)));
        return $"SharedAccessSignature sr={sr}&sig={Uri.EscapeDataString(sig)}&se={se}" + (policy is null ? "" : $"&skn={policy}");
    }

    public async Task<MqttClientConnectResultCode> ConnectAsync(
        int port, string clientId, string userName, string? password, bool cleanSession = false, int keepAlive = 240, MqttProtocolVersion version = MqttProtocolVersion.V311)
    {
        var builder = new MqttClientOptionsBuilder().WithTcpServer("127.0.0.1", port).WithProtocolVersion(version).WithClientId(clientId)
            .WithCleanSession(cleanSession).WithKeepAlivePeriod(TimeSpan.FromSeconds(keepAlive)).WithTimeout(TimeSpan.FromSeconds(20));
        builder.WithCredentials(userName, password ?? "");
        return (await _client.ConnectAsync(builder.Build())).ResultCode;
    }

    public async Task<MqttClientSubscribeResultCode> SubscribeAsync(string topic, MqttQualityOfServiceLevel qos = MqttQualityOfServiceLevel.AtLeastOnce)
    {
        var result = await _client.SubscribeAsync(topic, qos);
        return result.Items.Single().ResultCode;
    }

    public Task PublishAsync(string topic, string body, MqttQualityOfServiceLevel qos = MqttQualityOfServiceLevel.AtLeastOnce, bool retain = false) =>
        _client.PublishAsync(new MqttApplicationMessageBuilder().WithTopic(topic).WithPayload(body).WithQualityOfServiceLevel(qos).WithRetainFlag(retain).Build());

    public async Task<(string Topic, string Body)> ReceiveAsync() => await _received.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(20));

    public bool HasReceived => _received.Reader.Count > 0;

    public Task DisconnectAsync() => _client.DisconnectAsync(new MqttClientDisconnectOptions());

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return default;
    }
}
