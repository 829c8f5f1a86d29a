using IotXmpp.Concentrator.Storage.Access;
using IotXmpp.Xmpp.Addressing;

namespace IotXmpp.Concentrator.Service.Storage.Sqlite;

/// <summary>Tokens given out.</summary>
internal sealed class SqliteTokenStore(SqliteDatabase database) : ITokenStore
{
    private static readonly SqlFile Sql = SqlFile.Load("Tokens");

    public ValueTask<TokenRecord?> FindAsync(string tokenHash, CancellationToken ct) => new(database.Read(session => session.Query(
        Sql["Find"],
        row => new TokenRecord(row.GetString(0), Jid.Parse(row.GetString(1)), (byte[])row.GetValue(2), new DateTimeOffset(row.GetInt64(3), TimeSpan.Zero)),
        ("$hash", tokenHash)).FirstOrDefault()));

    public async ValueTask AddAsync(TokenRecord token, int keep, CancellationToken ct) => await database.WriteAsync(
        session =>
        {
            session.Execute(Sql["Add"], ("$hash", token.TokenHash), ("$holder", token.Holder.ToString()), ("$certificate", token.Certificate), ("$issued", token.Issued.UtcTicks));
            return session.Execute(Sql["Trim"], ("$holder", token.Holder.ToString()), ("$keep", keep));
        },
        ct);
}
