using System.Runtime.CompilerServices;
using IotXmpp.Xmpp.Addressing;

namespace IotXmpp.Xmpp.PubSub;

/// <summary>Keeps everything in memory: for tests and for services that begin anew at each start.</summary>
public sealed class InMemoryPubSubStore : IPubSubStore
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<(string Service, string Node), Entry> _nodes = new(Comparer<(string Service, string Node)>.Create((a, b) =>
        string.CompareOrdinal(a.Service, b.Service) is var order and not 0 ? order : string.CompareOrdinal(a.Node, b.Node)));

    public ValueTask<PubSubNode?> FindNodeAsync(NodeKey key, CancellationToken ct)
    {
        lock (_lock)
            return new(_nodes.GetValueOrDefault(Id(key))?.Node);
    }

    public async IAsyncEnumerable<PubSubNode> ListNodesAsync(Jid service, [EnumeratorCancellation] CancellationToken ct)
    {
        List<PubSubNode> nodes;
        lock (_lock)
            nodes = [.. _nodes.Values.Select(entry => entry.Node).Where(node => node.Key.Service == service)];
        foreach (var node in nodes)
            yield return node;
        await Task.CompletedTask;
    }

    public ValueTask SaveNodeAsync(PubSubNode node, CancellationToken ct)
    {
        lock (_lock)
        {
            if (_nodes.TryGetValue(Id(node.Key), out var entry))
                entry.Node = node;
            else
                _nodes.Add(Id(node.Key), new Entry(node));
        }

        return default;
    }

    public ValueTask DeleteNodeAsync(NodeKey key, CancellationToken ct)
    {
        lock (_lock)
            _nodes.Remove(Id(key));
        return default;
    }

    public ValueTask<IReadOnlyList<string>> PublishAsync(NodeKey key, PubSubItem item, int maxItems, CancellationToken ct)
    {
        lock (_lock)
            return new(Publish(new PubSubPublication(key, item, maxItems)));
    }

    public ValueTask PublishAllAsync(IReadOnlyList<PubSubPublication> publications, CancellationToken ct)
    {
        lock (_lock)
        {
            foreach (var publication in publications)
                Publish(publication);
        }

        return default;
    }

    public ValueTask<IReadOnlyList<PubSubItem>> ListItemsAsync(NodeKey key, CancellationToken ct)
    {
        lock (_lock)
            return new(_nodes.TryGetValue(Id(key), out var entry) ? [.. entry.Items] : []);
    }

    public ValueTask<bool> RetractAsync(NodeKey key, string id, CancellationToken ct)
    {
        lock (_lock)
            return new(_nodes.TryGetValue(Id(key), out var entry) && entry.Items.RemoveAll(item => item.Id == id) > 0);
    }

    public ValueTask PurgeAsync(NodeKey key, CancellationToken ct)
    {
        lock (_lock)
            _nodes.GetValueOrDefault(Id(key))?.Items.Clear();
        return default;
    }

    public ValueTask<IReadOnlyList<PubSubSubscription>> ListSubscriptionsAsync(NodeKey key, CancellationToken ct)
    {
        lock (_lock)
            return new(_nodes.TryGetValue(Id(key), out var entry) ? [.. entry.Subscriptions.Values] : []);
    }

    public ValueTask<IReadOnlyList<PubSubSubscription>> ListSubscriptionsOfAsync(Jid service, Jid subscriber, CancellationToken ct)
    {
        lock (_lock)
        {
            return new([.. _nodes.Values.Where(entry => entry.Node.Key.Service == service).SelectMany(entry => entry.Subscriptions.Values)
                .Where(subscription => subscription.Subscriber.Bare == subscriber.Bare)]);
        }
    }

    public ValueTask SaveSubscriptionAsync(PubSubSubscription subscription, CancellationToken ct)
    {
        lock (_lock)
            _nodes[Id(subscription.Key)].Subscriptions[subscription.Subscriber] = subscription;
        return default;
    }

    public ValueTask DeleteSubscriptionAsync(NodeKey key, Jid subscriber, CancellationToken ct)
    {
        lock (_lock)
            _nodes.GetValueOrDefault(Id(key))?.Subscriptions.Remove(subscriber);
        return default;
    }

    private IReadOnlyList<string> Publish(PubSubPublication publication)
    {
        var (key, item, maxItems) = publication;
        var items = _nodes[Id(key)].Items;
        items.RemoveAll(old => old.Id == item.Id);
        items.Insert(items.FindLastIndex(old => old.Published <= item.Published) + 1, item);
        int over = Math.Max(0, items.Count - maxItems);
        IReadOnlyList<string> gone = [.. items.Take(over).Select(old => old.Id)];
        items.RemoveRange(0, over);
        return gone;
    }

    private static (string Service, string Node) Id(NodeKey key) => (key.Service.ToString(), key.Node);

    private sealed class Entry(PubSubNode node)
    {
        public PubSubNode Node { get; set; } = node;

        public List<PubSubItem> Items { get; } = [];

        public Dictionary<Jid, PubSubSubscription> Subscriptions { get; } = [];
    }
}
