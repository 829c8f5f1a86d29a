using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Forms;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Xmpp.PubSub;

/// <summary>
/// A pub-sub service (XEP-0060) without its XML: nodes, items, subscriptions, events. One node does one thing at a time, so subscribers see its events in
/// the order of its changes; different nodes do not wait for each other.
/// </summary>
/// <param name="store">Where everything is kept.</param>
/// <param name="authority">What decides beside a node's configuration.</param>
/// <param name="limits">What the service holds.</param>
/// <param name="send">Sends events; called while the node waits, so it must not block for long.</param>
/// <param name="time">Clock.</param>
public sealed partial class PubSubService(IPubSubStore store, IPubSubAuthority authority, PubSubLimits limits, Func<Stanza, CancellationToken, ValueTask> send, TimeProvider time)
{
    private const int Stripes = 64;

    private readonly SemaphoreSlim[] _locks = [.. Enumerable.Range(0, Stripes).Select(_ => new SemaphoreSlim(1))];

    /// <summary>What the service holds.</summary>
    public PubSubLimits Limits => limits;

    /// <summary>The full JIDs that want the events of a node without a subscription (XEP-0163 4.3.2); nobody if there is no such thing here.</summary>
    public Func<NodeKey, IReadOnlyList<Jid>> InterestedContacts { get; init; } = static _ => [];

    /// <summary>Configuration of a node made without one.</summary>
    public NodeConfiguration DefaultConfiguration { get; init; } = new();

    /// <summary>A node somebody may know of; null if there is none, or not for this reader.</summary>
    public async ValueTask<PubSubNode?> FindVisibleAsync(NodeKey key, Jid reader, CancellationToken ct) =>
        await store.FindNodeAsync(key, ct) is { } node && await MaySeeAsync(reader, node, ct) ? node : null;

    /// <summary>The nodes of a service that somebody may know of, by name.</summary>
    public async IAsyncEnumerable<PubSubNode> ListVisibleAsync(Jid service, Jid reader, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var node in store.ListNodesAsync(service, ct))
        {
            if (await MaySeeAsync(reader, node, ct))
                yield return node;
        }
    }

    /// <summary>How many are subscribed to a node.</summary>
    public async ValueTask<int> CountSubscribersAsync(NodeKey key, CancellationToken ct) =>
        (await store.ListSubscriptionsAsync(key, ct)).Count(subscription => subscription.State == SubscriptionState.Subscribed && !HasExpired(subscription));

    /// <summary>What everybody who may see a node may know of it (5.4).</summary>
    public async ValueTask<DataForm> DescribeAsync(PubSubNode node, CancellationToken ct) => PubSubForms.MetaData(node, await CountSubscribersAsync(node.Key, ct));

    /// <summary>Makes a node of the service's own (<see cref="PubSubNode.IsOfService"/>); one that is there stays as its manager has configured it.</summary>
    public async ValueTask EnsureNodeAsync(NodeKey key, NodeConfiguration configuration, CancellationToken ct)
    {
        using var _ = await EnterAsync(key, ct);
        if (await store.FindNodeAsync(key, ct) is not null)
            return;
        var affiliations = new Dictionary<Jid, Affiliation> { [key.Service] = Affiliation.Owner };
        await store.SaveNodeAsync(new PubSubNode { Key = key, Configuration = configuration, Affiliations = affiliations, Created = time.GetUtcNow() }, ct);
    }

    /// <summary>Creates a node (8.1).</summary>
    /// <exception cref="StanzaException"><c>forbidden</c>, <c>conflict</c>, <c>policy-violation</c>.</exception>
    public async ValueTask CreateAsync(Jid creator, NodeKey key, NodeConfiguration configuration, CancellationToken ct)
    {
        CheckId(key.Node);
        if (!await authority.MayCreateAsync(creator.Bare, key, ct))
            throw PubSubErrors.Forbidden();
        int owned = 0;
        await foreach (var node in store.ListNodesAsync(key.Service, ct))
            owned += node.AffiliationOf(creator) == Affiliation.Owner ? 1 : 0;
        if (owned >= limits.MaxNodesPerOwner)
            throw new StanzaException(StanzaErrors.PolicyViolation($"You own {owned} nodes here; {limits.MaxNodesPerOwner} are allowed."));
        using var _ = await EnterAsync(key, ct);
        if (await store.FindNodeAsync(key, ct) is not null)
            throw new StanzaException(StanzaErrors.Conflict("There is a node of that name."));
        await store.SaveNodeAsync(
            new PubSubNode { Key = key, Configuration = configuration, Affiliations = new Dictionary<Jid, Affiliation> { [creator.Bare] = Affiliation.Owner }, Created = time.GetUtcNow() }, ct);
    }

    /// <summary>The configuration of a node, for an owner (8.2).</summary>
    public async ValueTask<PubSubNode> GetOwnedAsync(Jid owner, NodeKey key, CancellationToken ct)
    {
        var node = await store.FindNodeAsync(key, ct);

        // Who may not even know of the node is not told that there is one.
        if (node is null)
            throw PubSubErrors.NoNode();
        if (node.AffiliationOf(owner) == Affiliation.Owner || (node.IsOfService && await authority.MayManageAsync(owner.Bare, node, ct)))
            return node;
        throw await MaySeeAsync(owner, node, ct) ? PubSubErrors.Forbidden() : PubSubErrors.NoNode();
    }

    /// <summary>Gives a node a new configuration (8.2.4).</summary>
    public async ValueTask ConfigureAsync(Jid owner, NodeKey key, Func<NodeConfiguration, NodeConfiguration> change, CancellationToken ct)
    {
        using var _ = await EnterAsync(key, ct);
        var node = await GetOwnedAsync(owner, key, ct);
        var changed = node with { Configuration = change(node.Configuration) };
        if (node.IsOfService && changed.Configuration != OfService(node.Configuration, changed.Configuration))
            throw new StanzaException(StanzaErrors.NotAllowed("Of this node you set what it keeps and what it tells; who may read and publish is not said here."));
        await store.SaveNodeAsync(changed, ct);
        if (changed.Configuration.NotifyConfig)
        {
            var form = changed.Configuration.DeliverPayloads ? PubSubForms.MetaData(changed, await CountSubscribersAsync(key, ct)) : null;
            await NotifyAsync(changed, PubSubEvents.Configuration(key.Node, form), ct);
        }
    }

    /// <summary>Deletes a node (8.4).</summary>
    public async ValueTask DeleteAsync(Jid owner, NodeKey key, CancellationToken ct)
    {
        using var _ = await EnterAsync(key, ct);
        var node = await GetOwnedAsync(owner, key, ct);

        RefuseIfOfService(node);
        await DeleteAsync(node, ct);
    }

    /// <summary>Deletes a node for the service itself; nothing if there is none.</summary>
    public async ValueTask DeleteOwnAsync(NodeKey key, CancellationToken ct)
    {
        using var _ = await EnterAsync(key, ct);
        if (await store.FindNodeAsync(key, ct) is { } node)
            await DeleteAsync(node, ct);
    }

    /// <summary>Removes all items (8.5).</summary>
    public async ValueTask PurgeAsync(Jid owner, NodeKey key, CancellationToken ct)
    {
        using var _ = await EnterAsync(key, ct);
        var node = await GetOwnedAsync(owner, key, ct);
        if (!node.Configuration.PersistItems)
            throw PubSubErrors.Unsupported("persistent-items");
        await store.PurgeAsync(key, ct);
        if (node.Configuration.NotifyRetract)
            await NotifyAsync(node, PubSubEvents.Purged(key.Node), ct);
    }

    /// <summary>Changes affiliations (8.9.2). A node always keeps an owner.</summary>
    public async ValueTask SetAffiliationsAsync(Jid owner, NodeKey key, IReadOnlyList<(Jid Jid, Affiliation Affiliation)> changes, CancellationToken ct)
    {
        using var _ = await EnterAsync(key, ct);
        var node = await GetOwnedAsync(owner, key, ct);
        RefuseIfOfService(node);
        var affiliations = new Dictionary<Jid, Affiliation>(node.Affiliations);
        foreach (var (jid, affiliation) in changes)
        {
            if (affiliation == Affiliation.None)
                affiliations.Remove(jid.Bare);
            else
                affiliations[jid.Bare] = affiliation;
        }

        if (!affiliations.ContainsValue(Affiliation.Owner))
            throw new StanzaException(StanzaErrors.NotAcceptable("A node needs an owner."));
        if (affiliations.Count > limits.MaxAffiliations)
            throw new StanzaException(StanzaErrors.PolicyViolation($"At most {limits.MaxAffiliations} affiliations."));
        await store.SaveNodeAsync(node with { Affiliations = affiliations }, ct);
        foreach (var (jid, _) in changes.Where(change => change.Affiliation == Affiliation.Outcast))
        {
            foreach (var subscription in (await store.ListSubscriptionsAsync(key, ct)).Where(subscription => subscription.Subscriber.Bare == jid.Bare))
                await EndAsync(subscription, ct);
        }
    }

    /// <summary>What a bare JID is to the nodes of a service, nodes it is nothing to left out (5.7).</summary>
    public async ValueTask<IReadOnlyList<(string Node, Affiliation Affiliation)>> ListAffiliationsAsync(Jid service, Jid jid, CancellationToken ct)
    {
        var result = new List<(string, Affiliation)>();
        await foreach (var node in store.ListNodesAsync(service, ct))
        {
            if (node.AffiliationOf(jid) is var affiliation and not Affiliation.None)
                result.Add((node.Key.Node, affiliation));
        }

        return result;
    }

    /// <summary>A configuration with only that changed which is not the service's own to say.</summary>
    private static NodeConfiguration OfService(NodeConfiguration before, NodeConfiguration changed) => before with
    {
        Title = changed.Title,
        Description = changed.Description,
        MaxItems = changed.MaxItems,
        ItemExpire = changed.ItemExpire,
        NotifyRetract = changed.NotifyRetract,
        NotifyConfig = changed.NotifyConfig,
        NotifyDelete = changed.NotifyDelete,
        SendLastPublishedItem = changed.SendLastPublishedItem,
    };

    private static void RefuseIfOfService(PubSubNode node)
    {
        if (node.IsOfService)
            throw new StanzaException(StanzaErrors.NotAllowed("This node is the service's own."));
    }

    private async ValueTask DeleteAsync(PubSubNode node, CancellationToken ct)
    {
        // Read before, sent after: nobody hears of a deletion that did not happen.
        var recipients = await RecipientsAsync(node, ct);
        await store.DeleteNodeAsync(node.Key, ct);
        if (!node.Configuration.NotifyDelete)
            return;
        foreach (var recipient in recipients)
            await send(PubSubEvents.Message(node.Key.Service, recipient.Address, PubSubEvents.Deleted(node.Key.Node)), ct);
    }

    private static int StripeOf(NodeKey key) => (key.GetHashCode() & int.MaxValue) % Stripes;

    private async ValueTask<Releaser> EnterAsync(NodeKey key, CancellationToken ct)
    {
        var gate = _locks[StripeOf(key)];
        await gate.WaitAsync(ct);
        return new Releaser(gate);
    }

    private void CheckId(string id)
    {
        if (id.Length == 0 || id.Length > limits.MaxIdLength)
            throw new StanzaException(StanzaErrors.NotAcceptable($"An id has 1 to {limits.MaxIdLength} characters."));
    }

    private bool HasExpired(PubSubSubscription subscription) => subscription.Options.Expire <= time.GetUtcNow();

    /// <summary>May somebody know that a node is there? Owners, readers, and whoever could ask for a subscription.</summary>
    private async ValueTask<bool> MaySeeAsync(Jid jid, PubSubNode node, CancellationToken ct) =>
        node.AffiliationOf(jid) switch
        {
            Affiliation.Outcast => false,
            Affiliation.Owner or Affiliation.Publisher or Affiliation.PublishOnly => true,
            var affiliation => await authority.ViewAsync(jid.Bare, node, ct) is { } view
                ? view.IsAllowed
                : affiliation == Affiliation.Member || node.Configuration.AccessModel switch
                {
                    AccessModel.Open or AccessModel.Authorize => true,
                    AccessModel.Presence => await authority.SeesPresenceAsync(jid.Bare, node, ct),
                    _ => false,
                },
        };

    private readonly struct Releaser(SemaphoreSlim gate) : IDisposable
    {
        public void Dispose() => gate.Release();
    }
}
