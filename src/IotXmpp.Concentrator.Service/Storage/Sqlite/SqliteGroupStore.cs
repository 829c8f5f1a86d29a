using IotXmpp.Concentrator.Storage;
using IotXmpp.Xmpp.Addressing;

namespace IotXmpp.Concentrator.Service.Storage.Sqlite;

/// <summary>Groups of boards.</summary>
internal sealed class SqliteGroupStore(SqliteDatabase database) : IGroupStore
{
    private static readonly SqlFile Sql = SqlFile.Load("Groups");

    public ValueTask<IReadOnlyList<GroupNode>> ListAsync(Jid owner, CancellationToken ct) => new(database.Read(session => session.Query(
        Sql["List"],
        row => new GroupNode(row.GetString(0), row.IsDBNull(1) ? null : row.GetString(1), row.IsDBNull(2) ? null : row.GetString(2), new DateTimeOffset(row.GetInt64(3), TimeSpan.Zero)),
        ("$owner", owner.ToString()))));

    public async ValueTask SetAsync(Jid owner, IReadOnlyList<GroupNode> nodes, CancellationToken ct) => await database.WriteAsync(
        session =>
        {
            session.Execute(Sql["RemoveAll"], ("$owner", owner.ToString()));
            for (int i = 0; i < nodes.Count; i++)
            {
                session.Execute(
                    Sql["Add"],
                    ("$owner", owner.ToString()),
                    ("$position", i),
                    ("$nodeId", nodes[i].NodeId),
                    ("$parentId", nodes[i].ParentId),
                    ("$referenceId", nodes[i].ReferenceId),
                    ("$changed", nodes[i].Changed.UtcTicks));
            }

            return nodes.Count;
        },
        ct);
}
