using IotXmpp.Concentrator.Upstream.LocalDomain;

namespace IotXmpp.Concentrator.Service.Storage.Sqlite;

/// <summary>Messages for people who are away.</summary>
internal sealed class SqliteOfflineMessageStore(SqliteDatabase database) : IOfflineMessageStore
{
    private static readonly SqlFile Sql = SqlFile.Load("OfflineMessages");

    public ValueTask<bool> TryAddAsync(string username, string xml, int limit, CancellationToken ct) =>
        database.WriteAsync(session => session.Execute(Sql["Add"], ("$username", username), ("$xml", xml), ("$limit", limit)) == 1, ct);

    public ValueTask<IReadOnlyList<OfflineMessage>> ListAsync(string username, CancellationToken ct) => new(database.Read(session => session.Query(
        Sql["List"],
        row => new OfflineMessage(row.GetInt64(0), row.GetString(1)),
        ("$username", username))));

    public async ValueTask RemoveAsync(string username, long upToId, CancellationToken ct) =>
        await database.WriteAsync(session => session.Execute(Sql["Remove"], ("$username", username), ("$upToId", upToId)), ct);
}
