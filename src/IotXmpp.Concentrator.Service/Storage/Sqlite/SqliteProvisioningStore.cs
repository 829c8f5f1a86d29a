using IotXmpp.Concentrator.Storage.Access;

namespace IotXmpp.Concentrator.Service.Storage.Sqlite;

/// <summary>Answers of a provisioning server, and what we owe as one.</summary>
internal sealed class SqliteProvisioningStore(SqliteDatabase database) : IProvisioningStore
{
    private static readonly SqlFile Sql = SqlFile.Load("Provisioning");

    public ValueTask<IReadOnlyList<CachedAnswer>> ListAnswersAsync(CancellationToken ct) => new(database.Read(session => session.Query(
        Sql["ListAnswers"], row => new CachedAnswer(row.GetString(0), row.GetString(1), new DateTimeOffset(row.GetInt64(2), TimeSpan.Zero)))));

    public async ValueTask SetAnswerAsync(CachedAnswer answer, CancellationToken ct) =>
        await database.WriteAsync(session => session.Execute(Sql["SetAnswer"], ("$key", answer.Key), ("$xml", answer.Xml), ("$at", answer.At.UtcTicks)), ct);

    public async ValueTask RemoveAnswerAsync(string key, CancellationToken ct) => await database.WriteAsync(session => session.Execute(Sql["RemoveAnswer"], ("$key", key)), ct);

    public async ValueTask ClearAnswersAsync(CancellationToken ct) => await database.WriteAsync(session => session.Execute(Sql["ClearAnswers"]), ct);

    public ValueTask<ProvisioningClientState> GetClientAsync(string device, CancellationToken ct) =>
        new(database.Read(session => (ProvisioningClientState)(long)(session.Scalar(Sql["GetClient"], ("$device", device)) ?? 0L)));

    public async ValueTask SetClientAsync(string device, ProvisioningClientState state, CancellationToken ct) =>
        await database.WriteAsync(session => session.Execute(Sql["SetClient"], ("$device", device), ("$state", (int)state)), ct);
}
