using System.Text;
using IotXmpp.Concentrator.Bridging;
using IotXmpp.Concentrator.Service.Bridges.Mqtt.HomeAssistant;

namespace IotXmpp.Concentrator.Service.Bridges.Mqtt;

/// <summary>
/// Keeps what is retained at the broker as it should be, during one connection: availability, announcements for Home Assistant, last values; and clears away what is left of boards that
/// do not cross any more.
/// </summary>
internal sealed class BoardAnnouncer(
    IBoardGateway gateway, IBridge bridge, MqttTopics topics, HomeAssistantDiscovery? discovery, ReadingMessages messages, MqttConnection connection, RetainedMirror mirror)
{
    /// <summary>How many values a board had when it was announced: one more is news.</summary>
    private readonly Dictionary<string, int> _announced = new(StringComparer.Ordinal);

    /// <summary>True if the board has not been announced with all that it shows by now.</summary>
    public bool IsNews(string board) => _announced.GetValueOrDefault(board, -1) != messages.FieldsOf(board);

    /// <summary>All boards that cross, and what is left of others.</summary>
    /// <param name="withValues">Whether last values are put in place too: not before what waits in the feed has been passed on, which is older.</param>
    /// <param name="ct">Cancels.</param>
    public async ValueTask AnnounceAllAsync(bool withValues, CancellationToken ct)
    {
        HashSet<string> wanted = [topics.Status];
        await foreach (var board in gateway.ListAsync(bridge, ct))
        {
            wanted.UnionWith(await AnnounceAsync(board, repeats: false, ct));
            if (!withValues)
                continue;
            foreach (var message in messages.Held(board))
            {
                wanted.Add(message.Topic);
                await HoldAsync(message, ct);
            }
        }

        if (!withValues)
            return;
        foreach (string topic in mirror.Topics.Where(topic => !wanted.Contains(topic) && !mirror.IsFresh(topic)))
            await PublishAsync(new MqttMessage(topic, [], Retain: true), ct);
    }

    /// <summary>One board that has changed.</summary>
    public async ValueTask AnnounceAsync(string name, CancellationToken ct)
    {
        if (await gateway.FindAsync(bridge, name, ct) is { } board)
            await AnnounceAsync(board, repeats: false, ct);
        else
        {
            foreach (string topic in mirror.Topics.Where(topic => topics.IsOf(topic, name) || topic == discovery?.Topic(name)))
                await PublishAsync(new MqttMessage(topic, [], Retain: true), ct);
            _announced.Remove(name);
        }
    }

    /// <summary>Says everything to Home Assistant again, which has just started.</summary>
    public async ValueTask RepeatAsync(CancellationToken ct)
    {
        await foreach (var board in gateway.ListAsync(bridge, ct))
            await AnnounceAsync(board, repeats: true, ct);
    }

    private async ValueTask<IReadOnlyList<string>> AnnounceAsync(BridgedBoard board, bool repeats, CancellationToken ct)
    {
        _announced[board.Name] = messages.FieldsOf(board.Name);
        var availability = new MqttMessage(topics.Availability(board.Name), Encoding.UTF8.GetBytes(board.IsUp ? MqttTopics.Online : MqttTopics.Offline), Retain: true);
        string? announcement = discovery?.Topic(board.Name);
        if (announcement is not null)
        {
            foreach (byte[] payload in HomeAssistantDiscovery.Update(mirror.Find(announcement), discovery!.Build(board)))
            {
                var message = new MqttMessage(announcement, payload, Retain: true) { IsJson = true };
                await (repeats ? PublishAsync(message, ct) : HoldAsync(message, ct));
            }
        }

        // Behind the announcement: Home Assistant subscribes when it has read that.
        await (repeats ? PublishAsync(availability, ct) : HoldAsync(availability, ct));
        return announcement is null ? [availability.Topic] : [availability.Topic, announcement];
    }

    private Task HoldAsync(MqttMessage message, CancellationToken ct) => mirror.Holds(message.Topic, message.Payload) ? Task.CompletedTask : PublishAsync(message, ct);

    private async Task PublishAsync(MqttMessage message, CancellationToken ct)
    {
        await connection.PublishAsync(message, ct);
        mirror.Published(message.Topic, message.Payload);
    }
}
