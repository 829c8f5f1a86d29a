using System.Text.Json;
using IotXmpp.Concentrator.Storage.Access;
using IotXmpp.Xmpp.Addressing;

namespace IotXmpp.Concentrator.Service.Storage.Sqlite;

/// <summary>Log of access decisions.</summary>
internal sealed class SqliteAuditStore(SqliteDatabase database) : IAuditStore
{
    private static readonly SqlFile Sql = SqlFile.Load("Audit");

    public async ValueTask AppendAsync(AuditEntry entry, int keep, CancellationToken ct) => await database.WriteAsync(
        session =>
        {
            session.Execute(
                Sql["Append"],
                ("$at", entry.At.UtcTicks),
                ("$device", entry.Device),
                ("$who", entry.Who.ToString()),
                ("$event", (int)entry.Event),
                ("$what", entry.What),
                ("$rules", JsonSerializer.Serialize(entry.Rules)));
            return entry.Event is AuditEvent.Allowed or AuditEvent.Refused ? session.Execute(Sql["Trim"], ("$device", entry.Device), ("$keep", keep)) : 0;
        },
        ct);

    public ValueTask<IReadOnlyList<AuditEntry>> ListAsync(string device, int limit, CancellationToken ct) => new(database.Read(session => session.Query(
        Sql["List"],
        row => new AuditEntry
        {
            At = new DateTimeOffset(row.GetInt64(0), TimeSpan.Zero),
            Device = row.GetString(1),
            Who = Jid.Parse(row.GetString(2)),
            Event = (AuditEvent)row.GetInt32(3),
            What = row.GetString(4),
            Rules = JsonSerializer.Deserialize<List<long>>(row.GetString(5))!,
        },
        ("$device", device),
        ("$limit", limit))));
}
