using System.Data;
using IotXmpp.Concentrator.Service.Storage.Postgres;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace IotXmpp.Concentrator.Service.Storage.Backup;

/// <summary>The tables of a history in PostgreSQL as streams, by <c>COPY</c>.</summary>
internal static class PostgresCopy
{
    /// <summary>What is copied, in an order that keeps the references.</summary>
    private static readonly (string Table, string Columns)[] Tables =
    [
        ("series", "id, device, node_id, source_id, partition, field, pruned"),
        ("reading", "series, at, zone, kind, value, data_type, unit, field_types, quality, writable, module, string_ids"),
        ("rollup", "series, level, start, unit, min, max, sum, count, first, last_at, kind, last"),
        ("outage", "since, until, reason"),
        ("heartbeat", "id, at"),
        ("feed", "sequence, series, at, stored"),
        ("feed_follower", "name, committed, skipped, last_skipped"),
    ];

    /// <summary>Writes all tables as they are at one moment.</summary>
    /// <param name="connectionString">The database.</param>
    /// <param name="open">Opens the stream of a table.</param>
    /// <param name="ct">Cancels the writing.</param>
    public static Task WriteAsync(string connectionString, Func<string, Task<Stream>> open, CancellationToken ct) => UseAsync(connectionString, async connection =>
    {
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct);
        foreach (var (table, columns) in Tables)
        {
            await using var source = await connection.BeginRawBinaryCopyAsync($"COPY {table} ({columns}) TO STDOUT (FORMAT BINARY)", ct);
            await using var target = await open(table);
            await source.CopyToAsync(target, ct);
        }
    });

    /// <summary>Fills the tables of a database in which there are none, or empty ones.</summary>
    /// <param name="connectionString">The database.</param>
    /// <param name="open">Opens the stream of a table.</param>
    /// <param name="ct">Cancels the reading.</param>
    public static async Task ReadAsync(string connectionString, Func<string, CancellationToken, Task<Stream>> open, CancellationToken ct)
    {
        await PostgresDatabase.Open(connectionString, NullLogger.Instance).DisposeAsync();
        await UseAsync(connectionString, async connection =>
        {
            await using var transaction = await connection.BeginTransactionAsync(ct);
            await using (var command = new NpgsqlCommand("SELECT EXISTS (SELECT 1 FROM series) OR EXISTS (SELECT 1 FROM feed_follower)", connection))
            {
                if ((bool)(await command.ExecuteScalarAsync(ct))!)
                    throw new StoreException("There is a history in the PostgreSQL database (Concentrator__History__Postgres) already. Name an empty one.");
            }

            await using (var command = new NpgsqlCommand("DELETE FROM outage; DELETE FROM heartbeat;", connection))
                await command.ExecuteNonQueryAsync(ct);
            foreach (var (table, columns) in Tables)
            {
                await using var source = await open(table, ct);
                await using var target = await connection.BeginRawBinaryCopyAsync($"COPY {table} ({columns}) FROM STDIN (FORMAT BINARY)", ct);
                await source.CopyToAsync(target, ct);
            }

            // Numbers go on after those that were given: a follower must not take new entries for old ones.
            await using (var command = new NpgsqlCommand(
                """
                SELECT setval(pg_get_serial_sequence('series', 'id'), greatest((SELECT max(id) FROM series), 1));
                SELECT setval(pg_get_serial_sequence('feed', 'sequence'), greatest((SELECT max(sequence) FROM feed), (SELECT max(committed) FROM feed_follower), 1));
                """,
                connection))
                await command.ExecuteNonQueryAsync(ct);
            await transaction.CommitAsync(ct);
        });
    }

    private static async Task UseAsync(string connectionString, Func<NpgsqlConnection, Task> use)
    {
        try
        {
            await using var connection = new NpgsqlConnection(connectionString);
            await connection.OpenAsync();
            await use(connection);
        }
        catch (NpgsqlException e)
        {
            throw new StoreException($"The PostgreSQL database (Concentrator__History__Postgres) cannot be copied: {e.Message}", e);
        }
        catch (ArgumentException e)
        {
            throw new StoreException("Concentrator__History__Postgres is no connection string of Npgsql.", e);
        }
    }
}
