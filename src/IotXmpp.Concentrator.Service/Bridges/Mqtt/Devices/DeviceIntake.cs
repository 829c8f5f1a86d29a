using System.Buffers;
using System.Threading.Channels;
using IotXmpp.Concentrator.Bridging;
using IotXmpp.Concentrator.Service.Bridges.Mqtt.Options;
using IotXmpp.Things.Model;
using MQTTnet;

namespace IotXmpp.Concentrator.Service.Bridges.Mqtt.Devices;

/// <summary>The devices that speak MQTT. Messages are read as they arrive and stored a little later, many at a time: the store commits in batches.</summary>
internal sealed class DeviceIntake
{
    /// <summary>Messages that may wait to be stored. Beyond that, with a store that has stopped, the newest are dropped, counted and told of.</summary>
    private const int MaxWaiting = 10_000;

    /// <summary>Messages stored at a time.</summary>
    private const int MaxBatch = 200;

    private readonly MqttOptions _options;
    private readonly IBridge _bridge;
    private readonly IBoardGateway _gateway;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly List<TopicMapDevice> _devices;
    private readonly Dictionary<string, List<TopicMapDevice>> _byTopic = new(StringComparer.Ordinal);
    private readonly Channel<(TopicMapDevice Device, IReadOnlyList<Field> Fields, bool? IsAvailable)> _waiting;
    private bool _toldDropped;
    private long _received;

    public DeviceIntake(MqttOptions options, IBridge bridge, IBoardGateway gateway, TimeProvider time, ILogger log)
    {
        _options = options;
        _bridge = bridge;
        _gateway = gateway;
        _time = time;
        _log = log;
        _waiting = Channel.CreateBounded<(TopicMapDevice, IReadOnlyList<Field>, bool?)>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true });
        _devices = [.. options.Devices.Select(device => new TopicMapDevice(device, time))];
        foreach (var device in _devices)
        {
            foreach (string topic in device.Map.Topics)
            {
                if (!_byTopic.TryGetValue(topic, out var devices))
                    _byTopic[topic] = devices = [];
                devices.Add(device);
            }
        }
    }

    /// <summary>Topics of all devices.</summary>
    public IReadOnlyCollection<string> Topics => _byTopic.Keys;

    /// <summary>Messages that said something.</summary>
    public long Received => Interlocked.Read(ref _received);

    /// <summary>Why a device is no board; null if all are.</summary>
    public string? Problem { get; private set; }

    /// <summary>Makes the devices boards.</summary>
    public async ValueTask AttachAsync(CancellationToken ct)
    {
        foreach (var device in _devices)
        {
            try
            {
                await device.AttachAsync(_bridge, _gateway, ct);
            }
            catch (InvalidOperationException e)
            {
                Problem = e.Message;
                MqttLog.NotAttached(_log, device.Name, e.Message);
            }
        }
    }

    /// <summary>The boards go away.</summary>
    public async ValueTask DetachAsync()
    {
        foreach (var device in _devices)
            await device.DetachAsync();
    }

    /// <summary>The broker is there (again), or null: it is gone.</summary>
    public async ValueTask OnLinkAsync(MqttConnection? connection, CancellationToken ct)
    {
        foreach (var device in _devices)
            await device.OnLinkAsync(connection, ct);
    }

    /// <summary>Takes in a message if it is of a device. Does not wait.</summary>
    public void Receive(MqttApplicationMessage message)
    {
        if (!_byTopic.TryGetValue(message.Topic, out var devices) || message.Payload.Length > _options.MaxPayloadBytes)
            return;
        byte[] payload = message.Payload.ToArray();
        var now = _time.GetUtcNow();
        foreach (var device in devices)
        {
            var fields = device.Map.Read(message.Topic, payload, message.Retain, now);
            bool? isAvailable = device.Map.ReadAvailability(message.Topic, payload);
            if (fields.Count == 0 && isAvailable is null)
                continue;
            Interlocked.Increment(ref _received);
            if (!message.Retain)
                device.Notice(fields);
            if (_waiting.Writer.TryWrite((device, fields, isAvailable)))
                _toldDropped = false;
            else if (!_toldDropped)
            {
                _toldDropped = true;
                MqttLog.Dropped(_log, MaxWaiting);
            }
        }
    }

    /// <summary>Stores what has come, until cancelled.</summary>
    /// <exception cref="IOException">The store cannot be written.</exception>
    public async Task StoreAsync(CancellationToken ct)
    {
        while (await _waiting.Reader.WaitToReadAsync(ct))
        {
            var batch = new List<(TopicMapDevice Device, IReadOnlyList<Field> Fields, bool? IsAvailable)>();
            while (batch.Count < MaxBatch && _waiting.Reader.TryRead(out var next))
                batch.Add(next);
            // Devices beside each other, what one device said in its order.
            await Task.WhenAll(batch.GroupBy(each => each.Device).Select(async device =>
            {
                bool? isAvailable = device.LastOrDefault(each => each.IsAvailable is not null).IsAvailable;
                await device.Key.ReportAsync([.. device.SelectMany(each => each.Fields)], isAvailable, ct);
            }));
        }
    }
}
