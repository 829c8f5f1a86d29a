using System.Runtime.CompilerServices;
using System.Text.Json;
using IotXmpp.Concentrator.Storage;
using IotXmpp.Things.Discovery;
using IotXmpp.Things.Model;
using IotXmpp.Xmpp.Addressing;
using Microsoft.Data.Sqlite;

namespace IotXmpp.Concentrator.Service.Storage.Sqlite;

/// <summary>The thing registry.</summary>
internal sealed class SqliteRegistryStore(SqliteDatabase database) : IRegistryStore
{
    private static readonly SqlFile Sql = SqlFile.Load("Registry");

    public ValueTask<RegistryRecord?> FindAsync(Jid thing, NodeRef node, CancellationToken ct) => new(database.Read(session => session.Query(
        Sql["Find"], Read, ("$thing", thing.ToString()), ("$nodeId", node.NodeId), ("$sourceId", node.SourceId ?? ""), ("$partition", node.Partition ?? "")).FirstOrDefault()));

    public ValueTask<IReadOnlyList<RegistryRecord>> FindAsync(string fingerprint, CancellationToken ct) =>
        new(database.Read(session => session.Query(Sql["FindClaim"], Read, ("$fingerprint", fingerprint))));

    public ValueTask<int> CountAsync(string domain, CancellationToken ct) =>
        new(database.Read(session => (int)(long)session.Scalar(Sql["Count"], ("$domain", domain))!));

    public async ValueTask SetAsync(RegistryRecord record, CancellationToken ct) => await database.WriteAsync(
        session => session.Execute(
            Sql["Set"],
            ("$thing", record.Thing.ToString()),
            ("$domain", record.Thing.Domain),
            ("$nodeId", record.Node.NodeId),
            ("$sourceId", record.Node.SourceId ?? ""),
            ("$partition", record.Node.Partition ?? ""),
            ("$resource", record.Resource?.ToString()),
            ("$tags", Write(record.Tags)),
            ("$fingerprint", record.Fingerprint),
            ("$owner", record.Owner?.ToString()),
            ("$public", record.IsPublic ? 1 : 0),
            ("$registered", record.Registered.UtcTicks)),
        ct);

    public ValueTask<bool> RemoveAsync(Jid thing, NodeRef node, CancellationToken ct) => database.WriteAsync(
        session => session.Execute(Sql["Remove"], ("$thing", thing.ToString()), ("$nodeId", node.NodeId), ("$sourceId", node.SourceId ?? ""), ("$partition", node.Partition ?? "")) == 1, ct);

    public async IAsyncEnumerable<RegistryRecord> ListPublicAsync([EnumeratorCancellation] CancellationToken ct)
    {
        await ValueTask.CompletedTask;
        foreach (var record in database.Read(session => session.Query(Sql["ListPublic"], Read)))
        {
            ct.ThrowIfCancellationRequested();
            yield return record;
        }
    }

    private static RegistryRecord Read(SqliteDataReader row) => new()
    {
        Thing = Jid.Parse(row.GetString(0)),
        Node = new NodeRef(row.GetString(1), Part(row.GetString(2)), Part(row.GetString(3))),
        Resource = row.IsDBNull(4) ? null : Jid.Parse(row.GetString(4)),
        Tags = ReadTags(row.GetString(5)),
        Fingerprint = row.GetString(6),
        Owner = row.IsDBNull(7) ? null : Jid.Parse(row.GetString(7)),
        IsPublic = row.GetInt64(8) != 0,
        Registered = new DateTimeOffset(row.GetInt64(9), TimeSpan.Zero),
    };

    private static string? Part(string text) => text.Length > 0 ? text : null;

    /// <summary>An array of name and value in turn: a text is a string, a number a number.</summary>
    private static string Write(IReadOnlyList<MetaTag> tags) => JsonSerializer.Serialize(tags.SelectMany(tag => new object[] { tag.Name, tag.Text ?? (object)tag.Number }));

    private static List<MetaTag> ReadTags(string json)
    {
        using var document = JsonDocument.Parse(json);
        return [.. document.RootElement.EnumerateArray().Chunk(2).Select(pair => pair[1].ValueKind == JsonValueKind.String
            ? MetaTag.Of(pair[0].GetString()!, pair[1].GetString()!)
            : MetaTag.Of(pair[0].GetString()!, pair[1].GetDouble()))];
    }
}
