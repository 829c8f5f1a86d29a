using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Xmpp.PubSub;

/// <content>Publishing, retracting, reading.</content>
public sealed partial class PubSubService
{
    /// <summary>Items in one event of the service's own; more come in several.</summary>
    private const int MaxItemsPerEvent = 10;

    /// <summary>Publishes for somebody (7.1).</summary>
    /// <param name="publisher">Who.</param>
    /// <param name="key">Where.</param>
    /// <param name="items">What; an item without id gets one.</param>
    /// <param name="precondition">Given the configuration, throws if a publish option is not met (7.1.5); null for none.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>The ids of the items.</returns>
    public async ValueTask<IReadOnlyList<string>> PublishAsync(
        Jid publisher, NodeKey key, IReadOnlyList<(string? Id, XmppElement? Payload)> items, Action<NodeConfiguration>? precondition, CancellationToken ct)
    {
        using var _ = await EnterAsync(key, ct);
        var node = await store.FindNodeAsync(key, ct);
        if (node is null || (!await MaySeeAsync(publisher, node, ct) && !await MayPublishAsync(publisher, node, ct)))
            throw PubSubErrors.NoNode();
        if (!await MayPublishAsync(publisher, node, ct))
            throw PubSubErrors.Forbidden();
        precondition?.Invoke(node.Configuration);
        Check(node.Configuration, items);
        return await PublishAsync(node, publisher.Bare, items, ct);
    }

    /// <summary>
    /// Publishes for the service itself: no right is asked, no limit but the nodes' number of items. All items are stored, then the events are sent, so that
    /// whoever does it again after a failure loses nothing, and has the items once.
    /// </summary>
    /// <param name="publications">Items of nodes that were ensured, each with its id.</param>
    /// <param name="ct">Cancels.</param>
    public async ValueTask PublishOwnAsync(IReadOnlyList<OwnPublication> publications, CancellationToken ct)
    {
        // In one order, so that two of us do not wait for each other.
        var gates = new List<Releaser>();
        try
        {
            foreach (int stripe in publications.Select(publication => StripeOf(publication.Key)).Distinct().Order())
            {
                await _locks[stripe].WaitAsync(ct);
                gates.Add(new Releaser(_locks[stripe]));
            }

            var kept = new List<PubSubPublication>();
            var told = new List<(PubSubNode Node, List<OwnPublication> Items)>();
            foreach (var group in publications.GroupBy(publication => publication.Key))
            {
                // One that has been deleted in between is nobody's.
                if (await store.FindNodeAsync(group.Key, ct) is not { } node)
                    continue;
                if (node.Configuration.PersistItems)
                    kept.AddRange(group.Select(publication => new PubSubPublication(node.Key, publication.Item, node.Configuration.MaxItems)));
                if (node.Configuration.DeliverNotifications)
                    told.Add((node, [.. group]));
            }

            await store.PublishAllAsync(kept, ct);
            foreach (var (node, items) in told)
            {
                var recipients = await RecipientsAsync(node, ct);
                // A sentence is about one item.
                foreach (var chunk in items.Chunk(recipients.Any(recipient => recipient.IncludeBody) ? 1 : MaxItemsPerEvent))
                    await NotifyPublishedAsync(node, recipients, [.. chunk.Select(publication => publication.Item)], chunk[0].Body, ct);
            }
        }
        finally
        {
            foreach (var gate in gates)
                gate.Dispose();
        }
    }

    /// <summary>Removes items (7.2): the own ones for publishers, any for owners.</summary>
    /// <exception cref="StanzaException">One is missing or not the publisher's: then none is removed.</exception>
    public async ValueTask RetractAsync(Jid publisher, NodeKey key, IReadOnlyList<string> ids, bool notify, CancellationToken ct)
    {
        using var _ = await EnterAsync(key, ct);
        var node = await FindVisibleAsync(key, publisher, ct) ?? throw PubSubErrors.NoNode();
        if (!node.Configuration.PersistItems)
            throw PubSubErrors.Unsupported("persistent-items");
        if (!await MayPublishAsync(publisher, node, ct))
            throw PubSubErrors.Forbidden();
        var there = (await LiveItemsAsync(node, ct)).ToDictionary(item => item.Id, StringComparer.Ordinal);
        foreach (string id in ids)
        {
            if (!there.TryGetValue(id, out var item))
                throw new StanzaException(StanzaErrors.ItemNotFound("There is no such item."));
            if (item.Publisher != publisher.Bare && node.AffiliationOf(publisher) != Affiliation.Owner)
                throw PubSubErrors.Forbidden();
        }

        foreach (string id in ids)
            await store.RetractAsync(key, id, ct);
        if (notify || node.Configuration.NotifyRetract)
            await NotifyAsync(node, PubSubEvents.Retracted(key.Node, ids), ct);
    }

    /// <summary>The items of a node, oldest first (6.5).</summary>
    /// <exception cref="StanzaException">The reader may not.</exception>
    public async ValueTask<IReadOnlyList<PubSubItem>> ReadAsync(Jid reader, NodeKey key, CancellationToken ct)
    {
        var node = await store.FindNodeAsync(key, ct) ?? throw PubSubErrors.NoNode();
        var (refusal, view) = await AdmitAsync(reader, node, forItems: true, ct);
        if (refusal is not null)
            throw await MaySeeAsync(reader, node, ct) ? refusal : PubSubErrors.NoNode();
        if (!node.Configuration.PersistItems)
            throw PubSubErrors.Unsupported("persistent-items");
        return view.Show(await LiveItemsAsync(node, ct));
    }

    private async ValueTask<IReadOnlyList<string>> PublishAsync(
        PubSubNode node, Jid publisher, IReadOnlyList<(string? Id, XmppElement? Payload)> items, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var published = new List<PubSubItem>();
        var gone = new List<string>();
        foreach (var (id, payload) in items)
        {
            var item = new PubSubItem(id ?? NewId(now), payload, publisher, now);
            published.Add(item);
            if (node.Configuration.PersistItems)
                gone.AddRange(await store.PublishAsync(node.Key, item, node.Configuration.MaxItems, ct));
        }

        if (node.Configuration.DeliverNotifications)
        {
            await NotifyPublishedAsync(node, await RecipientsAsync(node, ct), published, null, ct);
            if (gone.Count > 0 && node.Configuration is { NotifyRetract: true, MaxItems: > 1 })
                await NotifyAsync(node, PubSubEvents.Retracted(node.Key.Node, gone), ct);
        }

        return [.. published.Select(item => item.Id)];
    }

    /// <summary>4.3: which publications fit the node.</summary>
    private void Check(NodeConfiguration configuration, IReadOnlyList<(string? Id, XmppElement? Payload)> items)
    {
        if (items.Count == 0 && (configuration.PersistItems || configuration.DeliverPayloads))
            throw PubSubErrors.ItemRequired();
        if (items.Count > 0 && configuration is { PersistItems: false, DeliverPayloads: false })
            throw PubSubErrors.ItemForbidden();
        foreach (var (id, payload) in items)
        {
            if (id is not null)
                CheckId(id);
            if (payload is null)
            {
                if (configuration.DeliverPayloads)
                    throw PubSubErrors.PayloadRequired();
                continue;
            }

            if (configuration.PayloadType.Length > 0 && payload.Namespace != configuration.PayloadType)
                throw PubSubErrors.InvalidPayload($"The payload is of another namespace than {configuration.PayloadType}.");
            if (Encoding.UTF8.GetByteCount(payload.ToString()) > configuration.MaxPayloadSize)
                throw PubSubErrors.PayloadTooBig(configuration.MaxPayloadSize);
        }
    }

    private async ValueTask<bool> MayPublishAsync(Jid jid, PubSubNode node, CancellationToken ct) => node.AffiliationOf(jid) switch
    {
        Affiliation.Owner or Affiliation.Publisher or Affiliation.PublishOnly => true,
        Affiliation.Outcast => false,
        _ => node.Configuration.PublishModel switch
        {
            PublishModel.Open => true,
            PublishModel.Subscribers => (await store.ListSubscriptionsAsync(node.Key, ct))
                .Any(subscription => subscription.State == SubscriptionState.Subscribed && subscription.Subscriber.Bare == jid.Bare),
            _ => false,
        },
    };

    private async ValueTask<IReadOnlyList<PubSubItem>> LiveItemsAsync(PubSubNode node, CancellationToken ct)
    {
        var all = await store.ListItemsAsync(node.Key, ct);
        if (node.Configuration.ItemExpire == 0)
            return all;
        var oldest = time.GetUtcNow() - TimeSpan.FromSeconds(node.Configuration.ItemExpire);
        return [.. all.Where(item => item.Published > oldest)];
    }

    /// <summary>Ids sort by time, so that a client that sorts them sees the order of publication.</summary>
    private static string NewId(DateTimeOffset now) =>
        now.UtcDateTime.ToString("yyyyMMddHHmmssfff", CultureInfo.InvariantCulture) + RandomNumberGenerator.GetHexString(8, lowercase: true);
}
