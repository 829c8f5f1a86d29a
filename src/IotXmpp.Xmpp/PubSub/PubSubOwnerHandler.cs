using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Forms;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Routing;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Xmpp.PubSub;

/// <summary>Requests of node owners (XEP-0060 8.2 to 8.9).</summary>
public sealed class PubSubOwnerHandler(PubSubService service) : IIqHandler
{
    /// <inheritdoc/>
    public QName Payload => new(Ns.PubSubOwner, "pubsub");

    /// <inheritdoc/>
    public IqType? Type => null;

    /// <inheritdoc/>
    public IReadOnlyList<string> Features => [Ns.PubSubOwner];

    /// <inheritdoc/>
    public async ValueTask<Iq?> HandleAsync(Iq request, CancellationToken ct)
    {
        var verb = request.Request!.Elements.FirstOrDefault(child => child.Namespace == Ns.PubSubOwner) ?? throw new StanzaException(StanzaErrors.BadRequest("The request is empty."));
        var from = request.From!;
        if (verb.LocalName == "default" && request.Type == IqType.Get)
            return request.Result(Wrap("default", null, w => PubSubForms.Write(service.DefaultConfiguration, service.Limits).WriteTo(w)));
        var key = new NodeKey(request.To!.Bare, PubSubXml.ReadNode(verb));
        switch (verb.LocalName, request.Type)
        {
            case ("configure", IqType.Get):
                var node = await service.GetOwnedAsync(from, key, ct);
                return request.Result(Wrap("configure", key.Node, w => PubSubForms.Write(node.Configuration, service.Limits).WriteTo(w)));
            case ("configure", IqType.Set):
                var form = DataFormXml.Read(verb.Element(Ns.DataForms, "x") ?? throw new StanzaException(StanzaErrors.BadRequest("The form is missing.")), DataFormLimits.Default);
                if (form.Type != DataFormType.Cancel)
                    await service.ConfigureAsync(from, key, before => PubSubForms.Read(form, before, service.Limits), ct);
                return request.Result();
            case ("delete", IqType.Set):
                await service.DeleteAsync(from, key, ct);
                return request.Result();
            case ("purge", IqType.Set):
                await service.PurgeAsync(from, key, ct);
                return request.Result();
            case ("subscriptions", IqType.Get):
                var subscriptions = await service.ListSubscriptionsAsync(from, key, ct);
                return request.Result(Wrap("subscriptions", key.Node, w =>
                {
                    foreach (var subscription in subscriptions)
                    {
                        w.WriteStartElement("subscription", Ns.PubSubOwner);
                        w.WriteAttributeString("jid", subscription.Subscriber.ToString());
                        w.WriteAttributeString("subscription", PubSubXml.Name(subscription.State));
                        w.WriteEndElement();
                    }
                }));
            case ("subscriptions", IqType.Set):
                var states = Changes(verb, "subscription").Where(child => child.Attribute("subscription") is not null)
                    .Select(child => (PubSubXml.ReadJid(child), PubSubXml.ReadState(child))).ToList();
                await service.SetSubscriptionsAsync(from, key, states, ct);
                return request.Result();
            case ("affiliations", IqType.Get):
                var owned = await service.GetOwnedAsync(from, key, ct);
                return request.Result(Wrap("affiliations", key.Node, w =>
                {
                    foreach (var (jid, affiliation) in owned.Affiliations)
                    {
                        w.WriteStartElement("affiliation", Ns.PubSubOwner);
                        w.WriteAttributeString("jid", jid.ToString());
                        w.WriteAttributeString("affiliation", PubSubXml.Name(affiliation));
                        w.WriteEndElement();
                    }
                }));
            case ("affiliations", IqType.Set):
                await service.SetAffiliationsAsync(from, key, [.. Changes(verb, "affiliation").Select(child => (PubSubXml.ReadJid(child), PubSubXml.ReadAffiliation(child)))], ct);
                return request.Result();
            default:
                throw new StanzaException(StanzaErrors.FeatureNotImplemented());
        }
    }

    /// <summary>True for a message that answers the question whether somebody may subscribe, well-formed or not.</summary>
    public static bool IsApproval(Message message) =>
        message.Type != MessageType.Error && message.Payload(Ns.DataForms, "x") is { } x
        && x.Elements.Any(field => field.Attribute("var") == DataForm.FormTypeVar && field.Element("value")?.Text == PubSubForms.AuthorizationType);

    /// <summary>An owner's answer to the question whether somebody may subscribe (8.6).</summary>
    /// <returns>False if the message is none.</returns>
    /// <exception cref="StanzaException">The sender is no owner of the node, or the form is malformed.</exception>
    public async ValueTask<bool> TryApproveAsync(Message message, CancellationToken ct)
    {
        if (message.Payload(Ns.DataForms, "x") is not { } x || DataFormXml.Read(x, DataFormLimits.Default) is not { FormType: PubSubForms.AuthorizationType } form)
            return false;

        // Cancelled: the request stays pending.
        if (form.Type != DataFormType.Submit)
            return true;
        if (form.Field("pubsub#node")?.Value is not { Length: > 0 } node || !Jid.TryParse(form.Field("pubsub#subscriber_jid")?.Value ?? "", out var subscriber)
            || form.Field("pubsub#allow")?.Boolean is not { } allow)
            throw new StanzaException(StanzaErrors.BadRequest("The form names no node, subscriber or decision."));
        await service.SetSubscriptionsAsync(message.From!, new NodeKey(message.To!.Bare, node), [(subscriber, allow ? SubscriptionState.Subscribed : SubscriptionState.None)], ct);
        return true;
    }

    private static IEnumerable<XmppElement> Changes(XmppElement verb, string name) => verb.Elements.Where(child => child.Is(Ns.PubSubOwner, name));

    private static XmppElement Wrap(string verb, string? node, Action<System.Xml.XmlWriter> content) => XmppElement.Build(Ns.PubSubOwner, "pubsub", w =>
    {
        w.WriteStartElement(verb, Ns.PubSubOwner);
        if (node is not null)
            w.WriteAttributeString("node", node);
        content(w);
        w.WriteEndElement();
    });
}
