using System.Globalization;
using System.Text.Json;
using IotXmpp.Concentrator.Storage;
using IotXmpp.Things.Model;
using IotXmpp.Xmpp.Addressing;
using Microsoft.Data.Sqlite;

namespace IotXmpp.Concentrator.Service.Storage.Sqlite;

/// <summary>Commands and their states.</summary>
internal sealed class SqliteCommandStore(SqliteDatabase database) : ICommandStore
{
    /// <summary>The states of commands that are not over have the numbers up to this one.</summary>
    private const int LastPending = (int)CommandState.Accepted;

    private static readonly SqlFile Sql = SqlFile.Load("Commands");

    public async ValueTask AddAsync(CommandRecord command, CancellationToken ct) => await database.WriteAsync(
        session => session.Execute(
            Sql["Add"],
            ("$id", command.Id),
            ("$device", command.Device),
            ("$requester", command.Requester.ToString()),
            ("$address", command.Address.ToString()),
            ("$parameters", JsonSerializer.Serialize(command.Values.Select(value => new[] { value.Name, value.Kind is { } kind ? Number((int)kind) : null, value.Text }))),
            ("$created", command.Created.UtcTicks),
            ("$expires", command.Expires.UtcTicks),
            ("$tellsByChat", command.TellsByChat),
            ("$state", (int)command.State),
            ("$changed", command.Changed.UtcTicks),
            ("$reason", command.Reason)),
        ct);

    public async ValueTask<bool> TryMoveAsync(string id, CommandState from, CommandState to, DateTimeOffset at, string? reason, CancellationToken ct) => await database.WriteAsync(
        session => session.Execute(Sql["Move"], ("$id", id), ("$from", (int)from), ("$to", (int)to), ("$at", at.UtcTicks), ("$reason", reason)),
        ct) == 1;

    public ValueTask<IReadOnlyList<CommandRecord>> ListAsync(DateTimeOffset since, CancellationToken ct) =>
        new(database.Read(session => session.Query(Sql["List"], Read, ("$lastPending", LastPending), ("$since", since.UtcTicks))));

    public async ValueTask RemoveAsync(DateTimeOffset before, CancellationToken ct) =>
        await database.WriteAsync(session => session.Execute(Sql["RemoveOld"], ("$lastPending", LastPending), ("$before", before.UtcTicks)), ct);

    public async ValueTask RemoveAsync(string device, CancellationToken ct) =>
        await database.WriteAsync(session => session.Execute(Sql["RemoveOf"], ("$device", device)), ct);

    private static CommandRecord Read(SqliteDataReader row) => new()
    {
        Id = row.GetString(0),
        Device = row.GetString(1),
        Requester = Jid.Parse(row.GetString(2)),
        Address = Jid.Parse(row.GetString(3)),
        Values = [.. JsonSerializer.Deserialize<string?[][]>(row.GetString(4))!.Select(value =>
            new ControlValue(value[0]!, value[1] is { } kind ? (ControlParameterKind)int.Parse(kind, CultureInfo.InvariantCulture) : null, value[2]!))],
        Created = Time(row, 5),
        Expires = Time(row, 6),
        TellsByChat = row.GetBoolean(7),
        State = (CommandState)row.GetInt32(8),
        Changed = Time(row, 9),
        Reason = row.IsDBNull(10) ? null : row.GetString(10),
    };

    private static DateTimeOffset Time(SqliteDataReader row, int column) => new(row.GetInt64(column), TimeSpan.Zero);

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
