using System.Buffers;
using System.Text.Json;
using IotXmpp.Concentrator.Service.Storage;
using MQTTnet;
using MQTTnet.Protocol;

namespace IotXmpp.Concentrator.Service.Bridges.Mqtt.Broker;

/// <summary>
/// The retained messages of the embedded broker in a file: written whole, beside, and put in place, a few seconds after a change and when the broker stops. A power cut loses
/// the changes of those seconds; what the bridge itself retains it puts in place again.
/// </summary>
internal sealed class RetainedFile : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly string _path;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _writing;
    private IReadOnlyList<MqttApplicationMessage>? _changed;
    private bool _told;

    public RetainedFile(string path, TimeProvider time, ILogger log)
    {
        _path = path;
        _time = time;
        _log = log;
        _writing = RunAsync(_stop.Token);
    }

    /// <summary>What was kept; nothing if there is no file, or none that can be read.</summary>
    public async Task<IReadOnlyList<MqttApplicationMessage>> LoadAsync()
    {
        try
        {
            await using var stream = File.OpenRead(_path);
            var kept = await JsonSerializer.DeserializeAsync<List<Kept>>(stream);
            return [.. (kept ?? []).Select(each => new MqttApplicationMessageBuilder().WithTopic(each.Topic).WithPayload(each.Payload).WithRetainFlag()
                .WithQualityOfServiceLevel(each.Qos == 0 ? MqttQualityOfServiceLevel.AtMostOnce : MqttQualityOfServiceLevel.AtLeastOnce).WithContentType(each.ContentType).Build())];
        }
        catch (FileNotFoundException)
        {
            return [];
        }
        catch (Exception e) when (e is IOException or JsonException or UnauthorizedAccessException)
        {
            MqttLog.RetainedNotKept(_log, _path, e.Message);
            return [];
        }
    }

    /// <summary>That is what is retained now. Does not wait.</summary>
    public void Keep(IReadOnlyList<MqttApplicationMessage> messages) => Volatile.Write(ref _changed, [.. messages]);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _writing;
        await WriteAsync();
        _stop.Dispose();
    }

    private async Task RunAsync(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(Interval, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(ct))
                await WriteAsync();
        }
        catch (OperationCanceledException)
        {
            // Stopped.
        }
    }

    private async Task WriteAsync()
    {
        if (Interlocked.Exchange(ref _changed, null) is not { } messages)
            return;
        string beside = _path + ".new";
        try
        {
            File.Delete(beside);
            await using (var stream = new FileStream(beside, PrivateFile.Create))
            {
                await JsonSerializer.SerializeAsync(stream, messages.Select(message => new Kept(
                    message.Topic, message.Payload.ToArray(), (int)message.QualityOfServiceLevel, message.ContentType)));
                stream.Flush(flushToDisk: true);
            }

            File.Move(beside, _path, overwrite: true);
            _told = false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The disk may have room again later.
            Interlocked.CompareExchange(ref _changed, messages, null);
            if (!_told)
                MqttLog.RetainedNotKept(_log, _path, e.Message);
            _told = true;
        }
    }

    /// <summary>A message in the file.</summary>
    /// <param name="Topic">Topic.</param>
    /// <param name="Payload">Payload, as base64.</param>
    /// <param name="Qos">0, 1 or 2.</param>
    /// <param name="ContentType">MQTT 5 content type; null for none.</param>
    private sealed record Kept(string Topic, byte[] Payload, int Qos, string? ContentType);
}
