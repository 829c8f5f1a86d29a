using System.Globalization;
using IotXmpp.Service.Tests.Storage;
using Npgsql;

[assembly: AssemblyFixture(typeof(PostgresServer))]

namespace IotXmpp.Service.Tests.Storage;

/// <summary>
/// Debian's PostgreSQL, started on loopback for this test run when the first test wants it, with a data directory of its own; each test has a database of its own.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    public const string Password = "postgres-secret";
    private const string User = "iotxmpp";
    private readonly Lazy<Task<PostgresProcess>> _process = new(() => PostgresProcess.StartAsync(User, Password));
    private int _databases;

    /// <summary>Connection string of a new, empty database; the test is skipped, or in CI fails, if there is no PostgreSQL.</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        PostgresProcess.Require();
        var process = await _process.Value;
        string name = string.Create(CultureInfo.InvariantCulture, $"test{Interlocked.Increment(ref _databases)}");
        await using var connection = new NpgsqlConnection(process.ConnectionString("postgres"));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"CREATE DATABASE {name}", connection);
        await command.ExecuteNonQueryAsync();
        return process.ConnectionString(name);
    }

    public async ValueTask DisposeAsync()
    {
        if (_process.IsValueCreated)
            await (await _process.Value).DisposeAsync();
    }
}
