using System.Text.Json;
using IotXmpp.Concentrator.Storage;
using IotXmpp.Concentrator.Upstream.LocalDomain;
using IotXmpp.Xmpp.Addressing;

namespace IotXmpp.Concentrator.Service.Storage.Sqlite;

/// <summary>Contacts of the people of the local domain.</summary>
internal sealed class SqliteRosterStore(SqliteDatabase database) : IRosterStore
{
    private static readonly SqlFile Sql = SqlFile.Load("Rosters");

    public ValueTask<IReadOnlyList<RosterItem>> ListAsync(string username, CancellationToken ct) => new(database.Read(session => session.Query(
        Sql["List"],
        row => new RosterItem(Jid.Parse(row.GetString(0)), (FriendshipState)row.GetInt32(1))
        {
            Listed = row.GetBoolean(2),
            Name = row.IsDBNull(3) ? null : row.GetString(3),
            Groups = JsonSerializer.Deserialize<string[]>(row.GetString(4))!,
        },
        ("$username", username))));

    public async ValueTask SetAsync(string username, RosterItem item, CancellationToken ct) => await database.WriteAsync(
        session => session.Execute(
            Sql["Set"],
            ("$username", username),
            ("$contact", item.Contact.ToString()),
            ("$state", (int)item.State),
            ("$listed", item.Listed),
            ("$name", item.Name),
            ("$groups", JsonSerializer.Serialize(item.Groups))),
        ct);

    public async ValueTask RemoveAsync(string username, Jid contact, CancellationToken ct) =>
        await database.WriteAsync(session => session.Execute(Sql["Remove"], ("$username", username), ("$contact", contact.ToString())), ct);
}
