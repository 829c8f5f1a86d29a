using System.Security.Cryptography;
using IotXmpp.Concentrator.Upstream.LocalDomain;
using Microsoft.Data.Sqlite;

namespace IotXmpp.Concentrator.Service.Storage.Sqlite;

/// <summary>People of the local domain.</summary>
internal sealed class SqliteAccountStore(SqliteDatabase database) : IAccountStore
{
    private static readonly SqlFile Sql = SqlFile.Load("Accounts");

    public ValueTask<LocalAccount?> FindAsync(string username, CancellationToken ct) =>
        new(database.Read(session => session.Query(Sql["Find"], Read, ("$username", username)).FirstOrDefault()));

    public ValueTask<IReadOnlyList<LocalAccount>> ListAsync(CancellationToken ct) => new(database.Read(session => session.Query(Sql["List"], Read)));

    public ValueTask<bool> AddAsync(LocalAccount account, CancellationToken ct) => WriteAsync("Add", account, ct);

    public ValueTask<bool> UpdateAsync(LocalAccount account, CancellationToken ct) => WriteAsync("Update", account, ct);

    public ValueTask<bool> RemoveAsync(string username, CancellationToken ct) =>
        database.WriteAsync(session => session.Execute(Sql["Remove"], ("$username", username)) == 1, ct);

    private static LocalAccount Read(SqliteDataReader row) => new()
    {
        Username = row.GetString(0),
        ScramSha256 = ScramColumn.Read(row, 1, HashAlgorithmName.SHA256),
        ScramSha1 = ScramColumn.Read(row, 2, HashAlgorithmName.SHA1),
        Created = new DateTimeOffset(row.GetInt64(3), TimeSpan.Zero),
    };

    private ValueTask<bool> WriteAsync(string statement, LocalAccount account, CancellationToken ct) => database.WriteAsync(
        session => session.Execute(
            Sql[statement],
            ("$username", account.Username),
            ("$scramSha256", ScramColumn.Write(account.ScramSha256)),
            ("$scramSha1", ScramColumn.Write(account.ScramSha1)),
            ("$created", account.Created.UtcTicks)) == 1,
        ct);
}
