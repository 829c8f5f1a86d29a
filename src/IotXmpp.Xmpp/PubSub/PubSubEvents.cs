using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Forms;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Xmpp.PubSub;

/// <summary>What a service tells its subscribers (XEP-0060 7 and 8, <c>pubsub#event</c>).</summary>
internal static class PubSubEvents
{
    /// <summary>The message around an event: a headline, so that no server keeps it for later (12.7).</summary>
    internal static Message Message(Jid service, Jid subscriber, XmppElement @event) =>
        new() { Type = MessageType.Headline, From = service, To = subscriber, Payloads = [@event] };

    internal static XmppElement Published(string node, IEnumerable<PubSubItem> items) => XmppElement.Build(Ns.PubSubEvent, "event", w =>
    {
        w.WriteStartElement("items", Ns.PubSubEvent);
        w.WriteAttributeString("node", node);
        foreach (var item in items)
        {
            w.WriteStartElement("item", Ns.PubSubEvent);
            w.WriteAttributeString("id", item.Id);
            w.WriteAttributeString("publisher", item.Publisher.ToString());
            item.Payload?.WriteTo(w);
            w.WriteEndElement();
        }

        w.WriteEndElement();
    });

    internal static XmppElement Retracted(string node, IEnumerable<string> ids) => XmppElement.Build(Ns.PubSubEvent, "event", w =>
    {
        w.WriteStartElement("items", Ns.PubSubEvent);
        w.WriteAttributeString("node", node);
        foreach (string id in ids)
        {
            w.WriteStartElement("retract", Ns.PubSubEvent);
            w.WriteAttributeString("id", id);
            w.WriteEndElement();
        }

        w.WriteEndElement();
    });

    internal static XmppElement Purged(string node) => Node("purge", node, null);

    internal static XmppElement Deleted(string node) => Node("delete", node, null);

    internal static XmppElement Configuration(string node, DataForm? form) => Node("configuration", node, form);

    internal static XmppElement Subscription(PubSubSubscription subscription) => XmppElement.Build(Ns.PubSubEvent, "event", w =>
        PubSubXml.WriteSubscription(w, Ns.PubSubEvent, subscription));

    internal static XmppElement Delay(DateTimeOffset stamp) => XmppElement.Build(Ns.Delay, "delay", w => w.WriteAttributeString("stamp", XmppDateTime.Format(stamp)));

    private static XmppElement Node(string name, string node, DataForm? form) => XmppElement.Build(Ns.PubSubEvent, "event", w =>
    {
        w.WriteStartElement(name, Ns.PubSubEvent);
        w.WriteAttributeString("node", node);
        form?.WriteTo(w);
        w.WriteEndElement();
    });
}
