using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Forms;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Routing;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Xmpp.PubSub;

/// <summary>Requests of entities, subscribers and publishers, and the creation of nodes (XEP-0060 5 to 7, 8.1).</summary>
public sealed class PubSubHandler(PubSubService service) : IIqHandler
{
    /// <inheritdoc/>
    public QName Payload => new(Ns.PubSub, "pubsub");

    /// <inheritdoc/>
    public IqType? Type => null;

    /// <inheritdoc/>
    public IReadOnlyList<string> Features { get; } =
    [
        Ns.PubSub,
        .. new[]
        {
            "access-authorize", "access-open", "access-presence", "access-whitelist", "config-node", "create-and-configure", "create-nodes", "delete-items", "delete-nodes",
            "item-ids", "last-published", "manage-subscriptions", "member-affiliation", "meta-data", "modify-affiliations", "multi-items", "outcast-affiliation", "persistent-items",
            "publish", "publish-only-affiliation", "publish-options", "publisher-affiliation", "purge-nodes", "retract-items", "retrieve-affiliations", "retrieve-default",
            "retrieve-items", "retrieve-subscriptions", "rsm", "subscribe", "subscription-notifications", "subscription-options",
        }.Select(feature => $"{Ns.PubSub}#{feature}"),
        Ns.Rsm,
    ];

    /// <inheritdoc/>
    public async ValueTask<Iq?> HandleAsync(Iq request, CancellationToken ct)
    {
        var children = request.Request!.Elements.Where(child => child.Namespace == Ns.PubSub).ToList();
        var verb = children.FirstOrDefault() ?? throw new StanzaException(StanzaErrors.BadRequest("The request is empty."));
        var from = request.From!;
        var here = request.To!.Bare;
        return (verb.LocalName, request.Type) switch
        {
            ("subscriptions", IqType.Get) => await SubscriptionsAsync(request, here, from, verb, ct),
            ("affiliations", IqType.Get) => await AffiliationsAsync(request, here, from, verb, ct),
            ("items", IqType.Get) => await ItemsAsync(request, here, from, verb, ct),
            ("options", IqType.Get) => await OptionsAsync(request, here, from, verb, ct),
            ("default", IqType.Get) => request.Result(Wrap(w =>
            {
                w.WriteStartElement("default", Ns.PubSub);
                PubSubForms.Write(new SubscriptionOptions()).WriteTo(w);
                w.WriteEndElement();
            })),
            ("subscribe", IqType.Set) => await SubscribeAsync(request, here, from, verb, children, ct),
            ("unsubscribe", IqType.Set) => await UnsubscribeAsync(request, here, from, verb, ct),
            ("options", IqType.Set) => await SetOptionsAsync(request, here, from, verb, ct),
            ("publish", IqType.Set) => await PublishAsync(request, here, from, verb, children, ct),
            ("retract", IqType.Set) => await RetractAsync(request, here, from, verb, ct),
            ("create", IqType.Set) => await CreateAsync(request, here, from, verb, children, ct),
            _ => throw new StanzaException(StanzaErrors.FeatureNotImplemented()),
        };
    }

    private static XmppElement Wrap(Action<System.Xml.XmlWriter> content) => XmppElement.Build(Ns.PubSub, "pubsub", content);

    private static DataForm ReadForm(XmppElement element)
    {
        var form = element.Element(Ns.DataForms, "x") ?? throw new StanzaException(StanzaErrors.BadRequest("The form is missing."));
        return DataFormXml.Read(form, DataFormLimits.Default);
    }

    private async ValueTask<Iq> SubscriptionsAsync(Iq request, Jid here, Jid from, XmppElement verb, CancellationToken ct)
    {
        string? node = verb.Attribute("node");
        var all = (await service.ListSubscriptionsOfAsync(here, from, ct)).Where(subscription => node is null || subscription.Key.Node == node);
        return request.Result(Wrap(w =>
        {
            w.WriteStartElement("subscriptions", Ns.PubSub);
            if (node is not null)
                w.WriteAttributeString("node", node);
            foreach (var subscription in all)
                PubSubXml.WriteSubscription(w, Ns.PubSub, subscription);
            w.WriteEndElement();
        }));
    }

    private async ValueTask<Iq> AffiliationsAsync(Iq request, Jid here, Jid from, XmppElement verb, CancellationToken ct)
    {
        string? node = verb.Attribute("node");
        var all = (await service.ListAffiliationsAsync(here, from, ct)).Where(affiliation => node is null || affiliation.Node == node);
        return request.Result(Wrap(w =>
        {
            w.WriteStartElement("affiliations", Ns.PubSub);
            foreach (var (name, affiliation) in all)
            {
                w.WriteStartElement("affiliation", Ns.PubSub);
                w.WriteAttributeString("node", name);
                w.WriteAttributeString("affiliation", PubSubXml.Name(affiliation));
                w.WriteEndElement();
            }

            w.WriteEndElement();
        }));
    }

    private async ValueTask<Iq> ItemsAsync(Iq request, Jid here, Jid from, XmppElement verb, CancellationToken ct)
    {
        string node = PubSubXml.ReadNode(verb);
        var all = await service.ReadAsync(from, new NodeKey(here, node), ct);
        var wanted = verb.Elements.Where(child => child.Is(Ns.PubSub, "item")).Select(child => child.Attribute("id")).ToList();
        if (wanted.Count > 0)
            all = [.. all.Where(item => wanted.Contains(item.Id))];

        // 6.5.7: the most recent ones, in the order of publication.
        if (verb.Attribute("max_items") is { } text)
        {
            if (!int.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out int max))
                throw new StanzaException(StanzaErrors.BadRequest("'max_items' is no number."));
            all = [.. all.TakeLast(max)];
        }

        var set = request.Request!.Element(Ns.Rsm, "set");
        var page = ResultSetPage<PubSubItem>.Cut(all, set is null ? null : ResultSetRequest.Read(set), service.Limits.MaxItemsPerAnswer, item => item.Id);
        return request.Result(Wrap(w =>
        {
            w.WriteStartElement("items", Ns.PubSub);
            w.WriteAttributeString("node", node);
            foreach (var item in page.Entries)
            {
                w.WriteStartElement("item", Ns.PubSub);
                w.WriteAttributeString("id", item.Id);
                w.WriteAttributeString("publisher", item.Publisher.ToString());
                item.Payload?.WriteTo(w);
                w.WriteEndElement();
            }

            w.WriteEndElement();

            // 6.5.4: who did not ask for pages learns of them if not everything fitted.
            if (set is not null || page.Entries.Count < page.Count)
                page.WriteTo(w, item => item.Id);
        }));
    }

    private async ValueTask<Iq> OptionsAsync(Iq request, Jid here, Jid from, XmppElement verb, CancellationToken ct)
    {
        string node = PubSubXml.ReadNode(verb);
        var subscription = await service.GetSubscriptionAsync(from, new NodeKey(here, node), PubSubXml.ReadJid(verb), ct);
        return request.Result(Wrap(w =>
        {
            w.WriteStartElement("options", Ns.PubSub);
            w.WriteAttributeString("node", node);
            w.WriteAttributeString("jid", subscription.Subscriber.ToString());
            PubSubForms.Write(subscription.Options).WriteTo(w);
            w.WriteEndElement();
        }));
    }

    private async ValueTask<Iq> SubscribeAsync(Iq request, Jid here, Jid from, XmppElement verb, List<XmppElement> children, CancellationToken ct)
    {
        var key = new NodeKey(here, PubSubXml.ReadNode(verb));
        var form = children.Find(child => child.LocalName == "options") is { } options ? ReadForm(options) : null;
        var subscription = await service.SubscribeAsync(from, key, PubSubXml.ReadJid(verb), form is null ? null : before => PubSubForms.Read(form, before), ct);
        return request.Result(Wrap(w => PubSubXml.WriteSubscription(w, Ns.PubSub, subscription)));
    }

    private async ValueTask<Iq> UnsubscribeAsync(Iq request, Jid here, Jid from, XmppElement verb, CancellationToken ct)
    {
        await service.UnsubscribeAsync(from, new NodeKey(here, PubSubXml.ReadNode(verb)), PubSubXml.ReadJid(verb), ct);
        return request.Result();
    }

    private async ValueTask<Iq> SetOptionsAsync(Iq request, Jid here, Jid from, XmppElement verb, CancellationToken ct)
    {
        var form = ReadForm(verb);
        await service.SetOptionsAsync(from, new NodeKey(here, PubSubXml.ReadNode(verb)), PubSubXml.ReadJid(verb), before => PubSubForms.Read(form, before), ct);
        return request.Result();
    }

    private async ValueTask<Iq> PublishAsync(Iq request, Jid here, Jid from, XmppElement verb, List<XmppElement> children, CancellationToken ct)
    {
        string node = PubSubXml.ReadNode(verb);
        var items = new List<(string?, XmppElement?)>();
        foreach (var item in verb.Elements.Where(child => child.Is(Ns.PubSub, "item")))
        {
            if (items.Count >= service.Limits.MaxItemsPerRequest)
                throw new StanzaException(StanzaErrors.NotAllowed($"At most {service.Limits.MaxItemsPerRequest} items at once."));
            var payloads = item.Elements.Take(2).ToList();
            if (payloads.Count > 1)
                throw PubSubErrors.InvalidPayload("An item has one payload.");
            items.Add((item.Attribute("id"), payloads.FirstOrDefault()));
        }

        Action<NodeConfiguration>? precondition = null;
        if (children.Find(child => child.LocalName == "publish-options") is { } options)
        {
            var form = ReadForm(options);
            precondition = configuration =>
            {
                if (PubSubForms.Read(form, configuration, service.Limits) != configuration)
                    throw PubSubErrors.PreconditionNotMet("A publish option");
            };
        }

        var ids = await service.PublishAsync(from, new NodeKey(here, node), items, precondition, ct);
        return request.Result(Wrap(w =>
        {
            w.WriteStartElement("publish", Ns.PubSub);
            w.WriteAttributeString("node", node);
            foreach (string id in ids)
            {
                w.WriteStartElement("item", Ns.PubSub);
                w.WriteAttributeString("id", id);
                w.WriteEndElement();
            }

            w.WriteEndElement();
        }));
    }

    private async ValueTask<Iq> RetractAsync(Iq request, Jid here, Jid from, XmppElement verb, CancellationToken ct)
    {
        var ids = verb.Elements.Where(child => child.Is(Ns.PubSub, "item"))
            .Select(child => child.Attribute("id") is { Length: > 0 } id ? id : throw PubSubErrors.ItemRequired()).Distinct().ToList();
        if (ids.Count == 0)
            throw PubSubErrors.ItemRequired();
        await service.RetractAsync(from, new NodeKey(here, PubSubXml.ReadNode(verb)), ids, verb.Attribute("notify") is "1" or "true", ct);
        return request.Result();
    }

    private async ValueTask<Iq> CreateAsync(Iq request, Jid here, Jid from, XmppElement verb, List<XmppElement> children, CancellationToken ct)
    {
        // Instant nodes (8.1.2) are not offered: a name that nobody chose is a name that nobody finds.
        string node = verb.Attribute("node") is { Length: > 0 } given
            ? given
            : throw new StanzaException(PubSubErrors.NodeIdRequired().Error with { Type = StanzaErrorType.Modify, Condition = "not-acceptable" });
        var configuration = service.DefaultConfiguration;
        if (children.Find(child => child.LocalName == "configure") is { } configure && configure.Element(Ns.DataForms, "x") is not null)
            configuration = PubSubForms.Read(ReadForm(configure), configuration, service.Limits);
        await service.CreateAsync(from, new NodeKey(here, node), configuration, ct);
        return request.Result(Wrap(w =>
        {
            w.WriteStartElement("create", Ns.PubSub);
            w.WriteAttributeString("node", node);
            w.WriteEndElement();
        }));
    }
}
