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
            if (await RefusalAsync(requester, node, forItems: false, ct) is { } refusal)
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
            if (subscription.State != SubscriptionState.Subscribed || !subscription.Options.Deliver)
                continue;
            using var _ = await EnterAsync(subscription.Key, ct);
            if (await store.FindNodeAsync(subscription.Key, ct) is { Configuration.SendLastPublishedItem: SendLastPublishedItem.OnSubscriptionAndPresence } node
                && await RefusalAsync(subscriber, node, forItems: true, ct) is null)
                await SendLastAsync(node, subscription.Subscriber, ct);
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

    /// <summary>Why somebody may not subscribe or read; null if they may.</summary>
    private async ValueTask<StanzaException?> RefusalAsync(Jid jid, PubSubNode node, bool forItems, CancellationToken ct)
    {
        switch (node.AffiliationOf(jid))
        {
            case Affiliation.Outcast or Affiliation.PublishOnly:
                return PubSubErrors.Forbidden();
            case Affiliation.Owner or Affiliation.Publisher:
                return null;
        }

        if (await authority.MayReadAsync(jid.Bare, node, ct) is { } decided)
            return decided ? null : PubSubErrors.Forbidden();
        if (node.AffiliationOf(jid) == Affiliation.Member)
            return null;
        return node.Configuration.AccessModel switch
        {
            AccessModel.Open => null,
            AccessModel.Presence => await authority.SeesPresenceAsync(jid.Bare, node, ct) ? null : PubSubErrors.PresenceRequired(),
            AccessModel.Authorize => await IsSubscribedAsync(jid, node, ct) ? null : forItems ? PubSubErrors.NotSubscribedForItems() : PubSubErrors.PendingSubscription(),
            _ => PubSubErrors.ClosedNode(),
        };
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
        if (!node.Configuration.PersistItems || (await LiveItemsAsync(node, ct)) is not [.., var last])
            return;
        var item = node.Configuration.DeliverPayloads ? last : last with { Payload = null };
        var message = PubSubEvents.Message(node.Key.Service, subscriber, PubSubEvents.Published(node.Key.Node, [item]));
        await send(message with { Payloads = [.. message.Payloads, PubSubEvents.Delay(last.Published)] }, ct);
    }

    /// <summary>Who gets events now: subscribed, not paused, not expired, and still allowed to read.</summary>
    private async ValueTask<IReadOnlyList<PubSubSubscription>> DeliverableAsync(PubSubNode node, CancellationToken ct)
    {
        var result = new List<PubSubSubscription>();
        foreach (var subscription in await store.ListSubscriptionsAsync(node.Key, ct))
        {
            if (subscription is { State: SubscriptionState.Subscribed, Options.Deliver: true } && !HasExpired(subscription)
                && await RefusalAsync(subscription.Subscriber, node, forItems: true, ct) is null)
                result.Add(subscription);
        }

        return result;
    }

    private async ValueTask NotifyAsync(PubSubNode node, XmppElement @event, string? body, CancellationToken ct) =>
        await NotifyAsync(await DeliverableAsync(node, ct), node.Key.Service, @event, body, ct);

    private async ValueTask NotifyAsync(IReadOnlyList<PubSubSubscription> subscribers, Jid service, XmppElement @event, string? body, CancellationToken ct)
    {
        foreach (var subscription in subscribers)
        {
            var message = PubSubEvents.Message(service, subscription.Subscriber, @event);
            await send(body is not null && subscription.Options.IncludeBody ? message with { Payloads = [Message.BodyOf(body), .. message.Payloads] } : message, ct);
        }
    }
}
