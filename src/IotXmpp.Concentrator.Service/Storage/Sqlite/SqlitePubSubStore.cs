using System.Runtime.CompilerServices;
using System.Text.Json;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.PubSub;
using IotXmpp.Xmpp.Stanzas;
using Microsoft.Data.Sqlite;

namespace IotXmpp.Concentrator.Service.Storage.Sqlite;

/// <summary>Pub-sub nodes, their items and subscriptions.</summary>
internal sealed class SqlitePubSubStore(SqliteDatabase database) : IPubSubStore
{
    private static readonly SqlFile Sql = SqlFile.Load("PubSub");

    public ValueTask<PubSubNode?> FindNodeAsync(NodeKey key, CancellationToken ct) =>
        new(database.Read(session => session.Query(Sql["FindNode"], ReadNode, Service(key), Name(key)).FirstOrDefault()));

    public async IAsyncEnumerable<PubSubNode> ListNodesAsync(Jid service, [EnumeratorCancellation] CancellationToken ct)
    {
        await ValueTask.CompletedTask;
        foreach (var node in database.Read(session => session.Query(Sql["ListNodes"], ReadNode, ("$service", service.ToString()))))
        {
            ct.ThrowIfCancellationRequested();
            yield return node;
        }
    }

    public async ValueTask SaveNodeAsync(PubSubNode node, CancellationToken ct) => await database.WriteAsync(
        session => session.Execute(
            Sql["SaveNode"],
            Service(node.Key),
            Name(node.Key),
            ("$configuration", JsonSerializer.Serialize(node.Configuration)),
            ("$affiliations", JsonSerializer.Serialize(node.Affiliations.ToDictionary(pair => pair.Key.ToString(), pair => (int)pair.Value))),
            ("$created", node.Created.UtcTicks)),
        ct);

    public async ValueTask DeleteNodeAsync(NodeKey key, CancellationToken ct) =>
        await database.WriteAsync(session => session.Execute(Sql["DeleteNode"], Service(key), Name(key)), ct);

    public async ValueTask<IReadOnlyList<string>> PublishAsync(NodeKey key, PubSubItem item, int maxItems, CancellationToken ct) =>
        await database.WriteAsync(session => Publish(session, new PubSubPublication(key, item, maxItems)), ct);

    public async ValueTask PublishAllAsync(IReadOnlyList<PubSubPublication> publications, CancellationToken ct)
    {
        if (publications.Count == 0)
            return;
        await database.WriteAsync(
            session =>
            {
                foreach (var publication in publications)
                    Publish(session, publication);
                return publications.Count;
            },
            ct);
    }

    public ValueTask<IReadOnlyList<PubSubItem>> ListItemsAsync(NodeKey key, CancellationToken ct) =>
        new(database.Read(session => session.Query(Sql["ListItems"], ReadItem, Service(key), Name(key))));

    public async ValueTask<bool> RetractAsync(NodeKey key, string id, CancellationToken ct) =>
        await database.WriteAsync(session => session.Execute(Sql["Retract"], Service(key), Name(key), ("$id", id)), ct) == 1;

    public async ValueTask PurgeAsync(NodeKey key, CancellationToken ct) =>
        await database.WriteAsync(session => session.Execute(Sql["Purge"], Service(key), Name(key)), ct);

    public ValueTask<IReadOnlyList<PubSubSubscription>> ListSubscriptionsAsync(NodeKey key, CancellationToken ct) =>
        new(database.Read(session => session.Query(Sql["ListSubscriptions"], ReadSubscription, Service(key), Name(key))));

    public ValueTask<IReadOnlyList<PubSubSubscription>> ListSubscriptionsOfAsync(Jid service, Jid subscriber, CancellationToken ct) => new(database.Read(session =>
        session.Query(Sql["ListSubscriptionsOf"], ReadSubscription, ("$service", service.ToString()), ("$bare", subscriber.Bare.ToString()))));

    public async ValueTask SaveSubscriptionAsync(PubSubSubscription subscription, CancellationToken ct) => await database.WriteAsync(
        session => session.Execute(
            Sql["SaveSubscription"],
            Service(subscription.Key),
            Name(subscription.Key),
            ("$subscriber", subscription.Subscriber.ToString()),
            ("$bare", subscription.Subscriber.Bare.ToString()),
            ("$state", (int)subscription.State),
            ("$deliver", subscription.Options.Deliver ? 1 : 0),
            ("$includeBody", subscription.Options.IncludeBody ? 1 : 0),
            ("$expire", subscription.Options.Expire?.UtcTicks)),
        ct);

    public async ValueTask DeleteSubscriptionAsync(NodeKey key, Jid subscriber, CancellationToken ct) =>
        await database.WriteAsync(session => session.Execute(Sql["DeleteSubscription"], Service(key), Name(key), ("$subscriber", subscriber.ToString())), ct);

    private static List<string> Publish(SqliteSession session, PubSubPublication publication)
    {
        var (key, item, maxItems) = publication;
        session.Execute(
            Sql["Publish"],
            Service(key),
            Name(key),
            ("$id", item.Id),
            ("$published", item.Published.UtcTicks),
            ("$publisher", item.Publisher.ToString()),
            ("$payload", item.Payload?.ToString()));
        long over = (long)session.Scalar(Sql["CountItems"], Service(key), Name(key))! - maxItems;
        if (over <= 0)
            return [];
        var gone = session.Query(Sql["OldestItems"], row => row.GetString(0), Service(key), Name(key), ("$count", over));
        foreach (string id in gone)
            session.Execute(Sql["Retract"], Service(key), Name(key), ("$id", id));
        return gone;
    }

    private static PubSubNode ReadNode(SqliteDataReader row) => new()
    {
        Key = new NodeKey(Jid.Parse(row.GetString(0)), row.GetString(1)),
        Configuration = JsonSerializer.Deserialize<NodeConfiguration>(row.GetString(2))!,
        Affiliations = JsonSerializer.Deserialize<Dictionary<string, int>>(row.GetString(3))!.ToDictionary(pair => Jid.Parse(pair.Key), pair => (Affiliation)pair.Value),
        Created = new DateTimeOffset(row.GetInt64(4), TimeSpan.Zero),
    };

    private static PubSubItem ReadItem(SqliteDataReader row) => new(
        row.GetString(0), row.IsDBNull(1) ? null : XmppElement.Parse(row.GetString(1)), Jid.Parse(row.GetString(2)), new DateTimeOffset(row.GetInt64(3), TimeSpan.Zero));

    private static PubSubSubscription ReadSubscription(SqliteDataReader row) => new(
        new NodeKey(Jid.Parse(row.GetString(0)), row.GetString(1)),
        Jid.Parse(row.GetString(2)),
        (SubscriptionState)row.GetInt32(3),
        new SubscriptionOptions
        {
            Deliver = row.GetInt64(4) != 0,
            IncludeBody = row.GetInt64(5) != 0,
            Expire = row.IsDBNull(6) ? null : new DateTimeOffset(row.GetInt64(6), TimeSpan.Zero),
        });

    private static (string Name, object? Value) Service(NodeKey key) => ("$service", key.Service.ToString());

    private static (string Name, object? Value) Name(NodeKey key) => ("$name", key.Node);
}
