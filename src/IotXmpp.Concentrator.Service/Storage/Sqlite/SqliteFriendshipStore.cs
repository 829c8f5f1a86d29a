using System.Runtime.CompilerServices;
using IotXmpp.Concentrator.Storage;
using IotXmpp.Xmpp.Addressing;

namespace IotXmpp.Concentrator.Service.Storage.Sqlite;

/// <summary>Presence subscriptions of the things domain.</summary>
internal sealed class SqliteFriendshipStore(SqliteDatabase database) : IFriendshipStore
{
    private static readonly SqlFile Sql = SqlFile.Load("Friendships");

    public ValueTask<FriendshipState> GetAsync(Jid thing, Jid contact, CancellationToken ct) =>
        new(database.Read(session => (FriendshipState)(long)(session.Scalar(Sql["Get"], ("$thing", thing.ToString()), ("$contact", contact.ToString())) ?? 0L)));

    public async ValueTask SetAsync(Friendship friendship, CancellationToken ct) => await database.WriteAsync(
        session => friendship.State == FriendshipState.None
            ? session.Execute(Sql["Remove"], ("$thing", friendship.Thing.ToString()), ("$contact", friendship.Contact.ToString()))
            : session.Execute(Sql["Set"], ("$thing", friendship.Thing.ToString()), ("$contact", friendship.Contact.ToString()), ("$state", (int)friendship.State)),
        ct);

    public async IAsyncEnumerable<Friendship> ListAsync(Jid thing, [EnumeratorCancellation] CancellationToken ct)
    {
        await ValueTask.CompletedTask;
        var friendships = database.Read(session => session.Query(
            Sql["List"],
            row => new Friendship(thing, Jid.Parse(row.GetString(0)), (FriendshipState)row.GetInt32(1)),
            ("$thing", thing.ToString())));
        foreach (var friendship in friendships)
        {
            ct.ThrowIfCancellationRequested();
            yield return friendship;
        }
    }

    public async ValueTask RemoveAsync(Jid thing, CancellationToken ct) =>
        await database.WriteAsync(session => session.Execute(Sql["RemoveAll"], ("$thing", thing.ToString())), ct);
}
