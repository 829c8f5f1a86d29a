using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Forms;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Xmpp.PubSub;

/// <content>Subscriptions and events.</content>
public sealed partial class PubSubService
{
    /// <summary>Subscribes (6.1). Subscribing twice is subscribing once.</summary>
    /// <returns>The subscription, pending if an owner has to approve it.</returns>
    /// <exception cref="StanzaException">Why not.</exception>
    public async ValueTask<PubSubSubscription> SubscribeAsync(Jid requester, NodeKey key, Jid subscriber, Func<SubscriptionOptions, SubscriptionOptions>? configure, CancellationToken ct)
    {
        if (requester.Bare != subscriber.Bare)
            throw PubSubErrors.InvalidJid();
        using var _ = await EnterAsync(key, ct);
        var node = await FindVisibleAsync(key, requester, ct);
        if (node is null)
        {
            // A closed node says so to those who know its name by the rules of 6.1.3.4 only if the model itself is no secret; here it is: no such node.
            throw PubSubErrors.NoNode();
        }

        if (!node.Configuration.Subscribe)
            throw PubSubErrors.Unsupported("subscribe");
        var all = await store.ListSubscriptionsAsync(key, ct);
        var before = all.FirstOrDefault(subscription => subscription.Subscriber == subscriber && !HasExpired(subscription));
        if (before is { State: SubscriptionState.Pending })
            throw PubSubErrors.PendingSubscription();
        var options = (configure ?? (same => same))(before?.Options ?? new SubscriptionOptions());
        var state = SubscriptionState.Subscribed;
        if (before is null)
        {
            if (all.Count >= limits.MaxSubscriptionsPerNode || (await store.ListSubscriptionsOfAsync(key.Service, subscriber.Bare, ct)).Count >= limits.MaxSubscriptionsPerJid)
                throw PubSubErrors.TooManySubscriptions();
            if ((await AdmitAsync(requester, node, forItems: false, ct)).Refusal is { } refusal)
            {
                if (node.Configuration.AccessModel != AccessModel.Authorize || node.AffiliationOf(requester) == Affiliation.Outcast)
                    throw refusal;
                state = SubscriptionState.Pending;
            }
        }

        var subscription = new PubSubSubscription(key, subscriber, state, options);
        await store.SaveSubscriptionAsync(subscription, ct);
        if (state == SubscriptionState.Pending)
        {
            foreach (var owner in node.Owners)
                await send(AuthorizationRequest(owner, subscription), ct);
        }
        else if (before is null && node.Configuration.SendLastPublishedItem != SendLastPublishedItem.Never && options.Deliver)
        {
            await SendLastAsync(node, subscriber, ct);
        }

        return subscription;
    }

    /// <summary>Unsubscribes (6.2).</summary>
    public async ValueTask UnsubscribeAsync(Jid requester, NodeKey key, Jid subscriber, CancellationToken ct)
    {
        using var _ = await EnterAsync(key, ct);
        if (requester.Bare != subscriber.Bare)
            throw PubSubErrors.Forbidden();
        if (await store.FindNodeAsync(key, ct) is null)
            throw PubSubErrors.NoNode();
        await FindSubscriptionAsync(key, subscriber, ct);
        await store.DeleteSubscriptionAsync(key, subscriber, ct);
    }

    /// <summary>A subscription of one's own, to see or change its options (6.3).</summary>
    public async ValueTask<PubSubSubscription> GetSubscriptionAsync(Jid requester, NodeKey key, Jid subscriber, CancellationToken ct)
    {
        if (requester.Bare != subscriber.Bare)
            throw PubSubErrors.Forbidden();
        if (await store.FindNodeAsync(key, ct) is null)
            throw PubSubErrors.NoNode();
        return await FindSubscriptionAsync(key, subscriber, ct);
    }

    /// <summary>Changes the options of a subscription (6.3.5).</summary>
    public async ValueTask SetOptionsAsync(Jid requester, NodeKey key, Jid subscriber, Func<SubscriptionOptions, SubscriptionOptions> change, CancellationToken ct)
    {
        using var _ = await EnterAsync(key, ct);
        var subscription = await GetSubscriptionAsync(requester, key, subscriber, ct);
        await store.SaveSubscriptionAsync(subscription with { Options = change(subscription.Options) }, ct);
    }

    /// <summary>The subscriptions of a bare JID (5.6).</summary>
    public async ValueTask<IReadOnlyList<PubSubSubscription>> ListSubscriptionsOfAsync(Jid service, Jid subscriber, CancellationToken ct) =>
        [.. (await store.ListSubscriptionsOfAsync(service, subscriber.Bare, ct)).Where(subscription => !HasExpired(subscription))];

    /// <summary>The subscriptions to a node, for an owner (8.8).</summary>
    public async ValueTask<IReadOnlyList<PubSubSubscription>> ListSubscriptionsAsync(Jid owner, NodeKey key, CancellationToken ct)
    {
        await GetOwnedAsync(owner, key, ct);
        return [.. (await store.ListSubscriptionsAsync(key, ct)).Where(subscription => !HasExpired(subscription))];
    }

    /// <summary>Approves, adds or ends subscriptions as an owner (8.6, 8.8.2); each subscriber is told.</summary>
    public async ValueTask SetSubscriptionsAsync(Jid owner, NodeKey key, IReadOnlyList<(Jid Subscriber, SubscriptionState State)> changes, CancellationToken ct)
    {
        using var _ = await EnterAsync(key, ct);
        var node = await GetOwnedAsync(owner, key, ct);
        var all = (await store.ListSubscriptionsAsync(key, ct)).ToDictionary(subscription => subscription.Subscriber);
        if (all.Count + changes.Count > limits.MaxSubscriptionsPerNode)
            throw PubSubErrors.TooManySubscriptions();
        foreach (var (subscriber, state) in changes)
        {
            var before = all.GetValueOrDefault(subscriber);
            if (state == (before?.State ?? SubscriptionState.None))
                continue;
            if (state == SubscriptionState.None)
            {
                await EndAsync(before!, ct);
                continue;
            }

            var subscription = new PubSubSubscription(key, subscriber, state, before?.Options ?? new SubscriptionOptions());
            await store.SaveSubscriptionAsync(subscription, ct);
            await send(PubSubEvents.Message(key.Service, subscriber, PubSubEvents.Subscription(subscription)), ct);
            if (state == SubscriptionState.Subscribed && node.Configuration.SendLastPublishedItem != SendLastPublishedItem.Never)
                await SendLastAsync(node, subscriber, ct);
        }
    }

    /// <summary>A subscriber came online: sends the last items of nodes that want it (<c>on_sub_and_presence</c>).</summary>
    public async ValueTask OnAvailableAsync(Jid service, Jid subscriber, CancellationToken ct)
    {
        foreach (var subscription in await ListSubscriptionsOfAsync(service, subscriber, ct))
        {
            // To the resource that came, unless another one has subscribed for itself.
            if (subscription.State != SubscriptionState.Subscribed || !subscription.Options.Deliver || (subscription.Subscriber.Resource is not null && subscription.Subscriber != subscriber))
                continue;
            using var _ = await EnterAsync(subscription.Key, ct);
            if (await store.FindNodeAsync(subscription.Key, ct) is { Configuration.SendLastPublishedItem: SendLastPublishedItem.OnSubscriptionAndPresence } node
               )
                await SendLastAsync(node, subscriber, ct);
        }
    }

    /// <summary>The question whether somebody may subscribe (8.6). The id says nothing: the answer names node and subscriber.</summary>
    private static Message AuthorizationRequest(Jid owner, PubSubSubscription subscription) => new()
    {
        From = subscription.Key.Service,
        To = owner,
        Payloads =
        [
            Message.BodyOf($"{subscription.Subscriber} asks to subscribe to {subscription.Key.Node}."),
            PubSubForms.Authorization(subscription).ToElement(),
        ],
    };

    /// <summary>A contact came online that wants a node's events without a subscription (XEP-0163 4.3.2): sends it the last item.</summary>
    public async ValueTask OnInterestedAsync(NodeKey key, Jid contact, CancellationToken ct)
    {
        using var _ = await EnterAsync(key, ct);
        if (await store.FindNodeAsync(key, ct) is { Configuration.SendLastPublishedItem: SendLastPublishedItem.OnSubscriptionAndPresence } node
            && !(await store.ListSubscriptionsAsync(key, ct)).Any(subscription => Covers(subscription, contact)))
            await SendLastAsync(node, contact, ct);
    }

    /// <summary>Rights have changed: whoever may not read a node any more is unsubscribed and told so.</summary>
    public async ValueTask ReviewAsync(NodeKey key, CancellationToken ct)
    {
        using var _ = await EnterAsync(key, ct);
        if (await store.FindNodeAsync(key, ct) is not { } node)
            return;
        foreach (var subscription in await store.ListSubscriptionsAsync(key, ct))
        {
            if (subscription.State == SubscriptionState.Subscribed && (await AdmitAsync(subscription.Subscriber, node, forItems: true, ct)).Refusal is not null)
                await EndAsync(subscription, ct);
        }
    }

    /// <summary>Why somebody may not subscribe or read, or what he may see.</summary>
    private async ValueTask<(StanzaException? Refusal, PubSubView View)> AdmitAsync(Jid jid, PubSubNode node, bool forItems, CancellationToken ct)
    {
        switch (node.AffiliationOf(jid))
        {
            case Affiliation.Outcast or Affiliation.PublishOnly:
                return (PubSubErrors.Forbidden(), PubSubView.Nothing);
            case Affiliation.Owner or Affiliation.Publisher:
                return (null, PubSubView.Everything);
        }

        if (await authority.ViewAsync(jid.Bare, node, ct) is { } decided)
            return (decided.IsAllowed ? null : PubSubErrors.Forbidden(), decided);
        if (node.AffiliationOf(jid) == Affiliation.Member)
            return (null, PubSubView.Everything);
        var refusal = node.Configuration.AccessModel switch
        {
            AccessModel.Open => null,
            AccessModel.Presence => await authority.SeesPresenceAsync(jid.Bare, node, ct) ? null : PubSubErrors.PresenceRequired(),
            AccessModel.Authorize => await IsSubscribedAsync(jid, node, ct) ? null : forItems ? PubSubErrors.NotSubscribedForItems() : PubSubErrors.PendingSubscription(),
            _ => PubSubErrors.ClosedNode(),
        };
        return (refusal, refusal is null ? PubSubView.Everything : PubSubView.Nothing);
    }

    private async ValueTask<bool> IsSubscribedAsync(Jid jid, PubSubNode node, CancellationToken ct) =>
        (await store.ListSubscriptionsAsync(node.Key, ct))
            .Any(subscription => subscription.State == SubscriptionState.Subscribed && subscription.Subscriber.Bare == jid.Bare && !HasExpired(subscription));

    private async ValueTask<PubSubSubscription> FindSubscriptionAsync(NodeKey key, Jid subscriber, CancellationToken ct) =>
        (await store.ListSubscriptionsAsync(key, ct)).FirstOrDefault(subscription => subscription.Subscriber == subscriber && !HasExpired(subscription))
        ?? throw PubSubErrors.NotSubscribed();

    private async ValueTask EndAsync(PubSubSubscription subscription, CancellationToken ct)
    {
        await store.DeleteSubscriptionAsync(subscription.Key, subscription.Subscriber, ct);
        await send(PubSubEvents.Message(subscription.Key.Service, subscription.Subscriber, PubSubEvents.Subscription(subscription with { State = SubscriptionState.None })), ct);
    }

    private async ValueTask SendLastAsync(PubSubNode node, Jid subscriber, CancellationToken ct)
    {
        if (!node.Configuration.PersistItems)
            return;
        var (refusal, view) = await AdmitAsync(subscriber, node, forItems: true, ct);
        if (refusal is not null || view.Show(await LiveItemsAsync(node, ct)) is not [.., var last])
            return;
        var message = PubSubEvents.Message(node.Key.Service, subscriber, Published(node, [last]));
        await send(message with { Payloads = [.. message.Payloads, PubSubEvents.Delay(last.Published)] }, ct);
    }

    private static bool Covers(PubSubSubscription subscription, Jid contact) => subscription.Subscriber == contact || subscription.Subscriber == contact.Bare;

    private static XmppElement Published(PubSubNode node, IReadOnlyList<PubSubItem> items) =>
        PubSubEvents.Published(node.Key.Node, node.Configuration.DeliverPayloads ? items : items.Select(item => item with { Payload = null }));

    /// <summary>
    /// Who gets events now: subscribed, not paused, not expired, and still allowed to read; and contacts that are there and have said that they want
    /// them. Whoever may not read stays subscribed here: an authority that cannot be asked is no reason to end anything, see <see cref="ReviewAsync"/>.
    /// </summary>
    private async ValueTask<IReadOnlyList<Recipient>> RecipientsAsync(PubSubNode node, CancellationToken ct)
    {
        var result = new List<Recipient>();
        var subscriptions = await store.ListSubscriptionsAsync(node.Key, ct);
        foreach (var subscription in subscriptions)
        {
            if (subscription is not { State: SubscriptionState.Subscribed, Options.Deliver: true } || HasExpired(subscription))
                continue;
            var (refusal, view) = await AdmitAsync(subscription.Subscriber, node, forItems: true, ct);
            if (refusal is null)
                result.Add(new Recipient(subscription.Subscriber, view, subscription.Options.IncludeBody));
        }

        foreach (var contact in InterestedContacts(node.Key))
        {
            // A subscription says more than capabilities do.
            if (subscriptions.Any(subscription => Covers(subscription, contact)))
                continue;
            var (refusal, view) = await AdmitAsync(contact, node, forItems: true, ct);
            if (refusal is null)
                result.Add(new Recipient(contact, view, IncludeBody: false));
        }

        return result;
    }

    private async ValueTask NotifyAsync(PubSubNode node, XmppElement @event, CancellationToken ct)
    {
        foreach (var recipient in await RecipientsAsync(node, ct))
            await send(PubSubEvents.Message(node.Key.Service, recipient.Address, @event), ct);
    }

    private async ValueTask NotifyPublishedAsync(PubSubNode node, IReadOnlyList<Recipient> recipients, IReadOnlyList<PubSubItem> items, string? body, CancellationToken ct)
    {
        // Built once for all who see everything.
        XmppElement? whole = null;
        foreach (var recipient in recipients)
        {
            var shown = recipient.View.Show(items);
            if (shown.Count == 0 && items.Count > 0)
                continue;
            var @event = ReferenceEquals(shown, items) ? whole ??= Published(node, items) : Published(node, shown);
            var message = PubSubEvents.Message(node.Key.Service, recipient.Address, @event);
            await send(body is not null && recipient.IncludeBody ? message with { Payloads = [Message.BodyOf(body), .. message.Payloads] } : message, ct);
        }
    }

    private sealed record Recipient(Jid Address, PubSubView View, bool IncludeBody);
}
