using IotXmpp.Things.SensorData;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Concentrator.Tests.PubSub;

/// <summary>What a client of the things domain's pub-sub says and hears.</summary>
internal static class Publishing
{
    public const string Domain = "things.localhost";
    private const string Ns = "http://jabber.org/protocol/pubsub";
    private const string EventNs = "http://jabber.org/protocol/pubsub#event";
    private const string SensorData = "urn:xmpp:iot:sensordata";

    public static Task<Iq> PubSubAsync(this World world, Jid from, IqType type, string content, string to = Domain) =>
        world.AskAsync(from, to, type, $"<pubsub xmlns='{Ns}'>{content}</pubsub>");

    public static Task<Iq> OwnerAsync(this World world, Jid from, IqType type, string content) =>
        world.AskAsync(from, Domain, type, $"<pubsub xmlns='{Ns}#owner'>{content}</pubsub>");

    /// <summary>Subscribes; the answer's state.</summary>
    public static async Task<string?> SubscribeAsync(this World world, Jid who, string node, string to = Domain)
    {
        var answer = await world.PubSubAsync(who, IqType.Set, $"<subscribe node='{node}' jid='{who}'/>", to);
        return answer.Error?.Condition ?? answer.Request!.Element("subscription")!.Attribute("subscription");
    }

    /// <summary>Items of a node, as <see cref="Describe"/> has them; the condition of the error if there is one.</summary>
    public static async Task<IReadOnlyList<string>> ItemsAsync(this World world, Jid who, string node, string to = Domain)
    {
        var answer = await world.PubSubAsync(who, IqType.Get, $"<items node='{node}'/>", to);
        return answer.Error is { } error ? [error.Condition] : [.. answer.Request!.Element("items")!.Elements.Select(Describe)];
    }

    /// <summary>Waits until everything reported has been published, and takes the events sent since the last time as "to node: items".</summary>
    public static async Task<IReadOnlyList<string>> EventsAsync(this World world)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while ((await world.Stores.Feed.GetFiguresAsync(patience.Token)).Single(figures => figures.Follower == "pubsub").Waiting > 0)
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        return [.. (await world.SettleAsync()).OfType<Message>().Where(message => message.Payload(EventNs, "event") is not null).Select(Describe)];
    }

    public static string Describe(Message message)
    {
        var @event = message.Payload(EventNs, "event")!.Elements.Single();
        string from = message.From!.Local is null ? "" : $" from {message.From}";
        string delayed = message.Payload("urn:xmpp:delay", "delay") is null ? "" : " delayed";
        string body = message.Body is null ? "" : $" [{message.Body}]";
        return $"{message.To} {@event.LocalName} {@event.Attribute("node")}{(@event.Attribute("subscription") is { } state ? " " + state : "")}: {string.Join(" | ", @event.Elements.Select(Describe))}{delayed}{body}{from}";
    }

    /// <summary>An item as "id node name=value, ...".</summary>
    private static string Describe(XmppElement item)
    {
        string id = item.Attribute("id")!;
        if (item.Element(SensorData, "fields") is { } fields)
        {
            var node = SensorDataXml.ReadFields(fields, TimeZoneInfo.Utc, new SensorDataLimits()).Nodes.Single();
            return $"{id} {node.Node.NodeId} {string.Join(", ", node.Fields.Select(field => $"{field.Name}={field.Value}{field.Unit}"))}";
        }

        return $"{id} {item.Elements.FirstOrDefault()?.Text}";
    }
}
