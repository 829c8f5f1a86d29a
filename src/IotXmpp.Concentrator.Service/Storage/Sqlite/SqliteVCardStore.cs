using IotXmpp.Concentrator.Upstream.LocalDomain;

namespace IotXmpp.Concentrator.Service.Storage.Sqlite;

/// <summary>vCards of the people of the local domain.</summary>
internal sealed class SqliteVCardStore(SqliteDatabase database) : IVCardStore
{
    private static readonly SqlFile Sql = SqlFile.Load("VCards");

    public ValueTask<string?> FindAsync(string username, CancellationToken ct) =>
        new(database.Read(session => (string?)session.Scalar(Sql["Find"], ("$username", username))));

    public async ValueTask SetAsync(string username, string xml, CancellationToken ct) =>
        await database.WriteAsync(session => session.Execute(Sql["Set"], ("$username", username), ("$xml", xml)), ct);
}
