using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using IotXmpp.Concentrator.Storage;
using IotXmpp.Xmpp.Addressing;
using Microsoft.Data.Sqlite;

namespace IotXmpp.Concentrator.Service.Storage.Sqlite;

/// <summary>Boards.</summary>
internal sealed class SqliteDeviceStore(SqliteDatabase database) : IDeviceStore
{
    private static readonly SqlFile Sql = SqlFile.Load("Devices");

    public ValueTask<DeviceRecord?> FindAsync(string name, CancellationToken ct) =>
        new(database.Read(session => session.Query(Sql["Find"], Read, ("$name", name)).FirstOrDefault()));

    public async IAsyncEnumerable<DeviceRecord> ListAsync([EnumeratorCancellation] CancellationToken ct)
    {
        await ValueTask.CompletedTask;
        foreach (var device in database.Read(session => session.Query(Sql["List"], Read)))
        {
            ct.ThrowIfCancellationRequested();
            yield return device;
        }
    }

    public ValueTask<bool> AddAsync(DeviceRecord device, CancellationToken ct) => WriteAsync("Add", device, ct);

    public ValueTask<bool> UpdateAsync(DeviceRecord device, CancellationToken ct) => WriteAsync("Update", device, ct);

    public ValueTask<bool> RemoveAsync(string name, CancellationToken ct) =>
        database.WriteAsync(session => session.Execute(Sql["Remove"], ("$name", name)) == 1, ct);

    private static DeviceRecord Read(SqliteDataReader row) => new()
    {
        Name = row.GetString(0),
        Owner = row.GetString(1) is { Length: > 0 } owner ? Jid.Parse(owner) : null,
        Kind = row.GetString(2),
        Description = row.IsDBNull(3) ? null : row.GetString(3),
        ScramSha256 = ScramColumn.Read(row, 4, HashAlgorithmName.SHA256),
        ScramSha1 = ScramColumn.Read(row, 5, HashAlgorithmName.SHA1),
        Created = new DateTimeOffset(row.GetInt64(6), TimeSpan.Zero),
    };

    private ValueTask<bool> WriteAsync(string statement, DeviceRecord device, CancellationToken ct) => database.WriteAsync(
        session => session.Execute(
            Sql[statement],
            ("$name", device.Name),
            ("$owner", device.Owner?.ToString() ?? ""),
            ("$kind", device.Kind),
            ("$description", device.Description),
            ("$scramSha256", ScramColumn.Write(device.ScramSha256)),
            ("$scramSha1", ScramColumn.Write(device.ScramSha1)),
            ("$created", device.Created.UtcTicks)) == 1,
        ct);
}
