using System.Globalization;
using System.Net.Sockets;
using System.Threading.Channels;
using Npgsql;

namespace IotXmpp.Concentrator.Service.Storage.Postgres;

/// <summary>
/// A PostgreSQL database: one writer that does one change after another, so that the feed has one order, and a pool of connections for everything else. One service uses it
/// at a time.
/// </summary>
internal sealed class PostgresDatabase : IAsyncDisposable
{
    /// <summary>Changes that may wait; more wait outside.</summary>
    private const int MaxWaitingChanges = 1024;

    /// <summary>How long a server may take to end what is cancelled; the connection is dropped then.</summary>
    private const int CancellationMilliseconds = 500;

    /// <summary>At the end: time for what is being written.</summary>
    private static readonly TimeSpan LastChanges = TimeSpan.FromSeconds(1);

    private readonly Channel<Func<Task>> _changes = Channel.CreateBounded<Func<Task>>(new BoundedChannelOptions(MaxWaitingChanges) { SingleReader = true });
    private readonly NpgsqlDataSource _source;
    private readonly ILogger _log;
    private readonly Task _loop;
    private NpgsqlConnection? _writer;
    private volatile string? _problem;

    private PostgresDatabase(NpgsqlDataSource source, ILogger log)
    {
        _source = source;
        _log = log;
        _loop = Task.Run(WriteLoopAsync);
    }

    /// <summary>Why the last change failed; null while changes succeed.</summary>
    public string? Problem => _problem;

    /// <summary>Connects and brings the schema up to date.</summary>
    /// <exception cref="StoreException">It cannot be used; the message is for the person who started us and shows no password.</exception>
    public static PostgresDatabase Open(string connectionString, ILogger log)
    {
        NpgsqlDataSource? source = null;
        try
        {
            source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString) { ApplicationName = "iotxmpp", CancellationTimeout = CancellationMilliseconds });
            Migrate(source);
            return new PostgresDatabase(source, log);
        }
        catch (Exception e) when (IsFailure(e) || e is ArgumentException or FormatException or StoreException)
        {
            source?.Dispose();
            // What is wrong with a connection string quotes it.
            string reason = e is ArgumentException or FormatException ? "it is no connection string of Npgsql" : Describe(e);
            throw e as StoreException ?? new StoreException($"The PostgreSQL database (Concentrator__History__Postgres) cannot be opened: {reason}.", e);
        }
    }

    /// <summary>Runs changes, one caller at a time, in a transaction. Completes when it is durable; nothing of it is stored if it fails.</summary>
    /// <exception cref="StoreException">The database cannot be written now.</exception>
    public async ValueTask<T> WriteAsync<T>(Func<PostgresSession, CancellationToken, Task<T>> change, CancellationToken ct)
    {
        // Continuations must not run on the writer: they would hold up the next change.
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        await _changes.Writer.WriteAsync(() => RunAsync(change, done, ct), ct);
        return await done.Task;
    }

    /// <summary>Uses a connection of the pool.</summary>
    /// <exception cref="StoreException">The database cannot be used now.</exception>
    public async ValueTask<T> UseAsync<T>(Func<PostgresSession, ValueTask<T>> use, CancellationToken ct)
    {
        try
        {
            await using var connection = await _source.OpenConnectionAsync(ct);
            return await use(new PostgresSession(connection));
        }
        catch (Exception e) when (IsFailure(e))
        {
            throw Failure("read", e);
        }
    }

    /// <summary>A connection of the pool, for what is streamed.</summary>
    /// <exception cref="StoreException">The database cannot be used now.</exception>
    public async ValueTask<NpgsqlConnection> ConnectAsync(CancellationToken ct)
    {
        try
        {
            return await _source.OpenConnectionAsync(ct);
        }
        catch (Exception e) when (IsFailure(e))
        {
            throw Failure("read", e);
        }
    }

    /// <summary>Streams the rows of a query.</summary>
    /// <exception cref="StoreException">The database cannot be read now.</exception>
    public async IAsyncEnumerable<T> StreamAsync<T>(
        string sql,
        Func<NpgsqlDataReader, T> read,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct,
        params (string Name, object? Value)[] parameters)
    {
        await using var connection = await ConnectAsync(ct);
        await using var command = new PostgresSession(connection).Command(sql, parameters);
        await using var reader = await TryAsync(() => command.ExecuteReaderAsync(ct));
        while (await TryAsync(() => reader.ReadAsync(ct)))
            yield return read(reader);
    }

    public async ValueTask DisposeAsync()
    {
        _changes.Writer.TryComplete();
        try
        {
            await _loop.WaitAsync(LastChanges);
        }
        catch (TimeoutException)
        {
            // The server hangs. Nobody was told that this is stored: it comes again.
            return;
        }

        if (_writer is not null)
            await _writer.DisposeAsync();
        await _source.DisposeAsync();
    }

    private static void Migrate(NpgsqlDataSource source)
    {
        var migrations = SqlFile.Migrations("Postgres");
        using var connection = source.OpenConnection();
        using var transaction = connection.BeginTransaction();
        using var version = new NpgsqlCommand(
            """
            CREATE TABLE IF NOT EXISTS iotxmpp_schema (version integer NOT NULL);
            LOCK TABLE iotxmpp_schema IN ACCESS EXCLUSIVE MODE;
            SELECT coalesce(max(version), 0) FROM iotxmpp_schema;
            """,
            connection);
        int known = (int)version.ExecuteScalar()!;
        if (known > migrations[^1].Number)
            throw new StoreException($"The PostgreSQL database (Concentrator__History__Postgres) is of a newer version of this program (schema {known}, known {migrations[^1].Number}).");
        foreach (var (number, sql) in migrations.Where(migration => migration.Number > known))
        {
            using var migrate = new NpgsqlCommand(string.Create(CultureInfo.InvariantCulture, $"{sql}\nINSERT INTO iotxmpp_schema VALUES ({number});"), connection);
            migrate.ExecuteNonQuery();
        }

        transaction.Commit();
    }

    private static bool IsFailure(Exception e) => e is NpgsqlException or SocketException or TimeoutException or IOException and not StoreException;

    private static StoreException Failure(string verb, Exception e) => new($"The history in PostgreSQL cannot be {verb}: {Describe(e)}.", e);

    private static string Describe(Exception e) => e switch
    {
        PostgresException { SqlState: "53100" } => "the disk is full",
        PostgresException { SqlState: "57P01" or "57P02" or "57P03" } => "the server is stopping or starting",
        PostgresException { SqlState: "55P03" or "57014" } => "another program holds it locked",
        PostgresException postgres => $"{postgres.MessageText} ({postgres.SqlState})",
        { InnerException: SocketException inner } => inner.Message,
        _ => e.Message.TrimEnd('.'),
    };

    private static async Task<T> TryAsync<T>(Func<Task<T>> step)
    {
        try
        {
            return await step();
        }
        catch (Exception e) when (IsFailure(e))
        {
            throw Failure("read", e);
        }
    }

    private async Task WriteLoopAsync()
    {
        await foreach (var change in _changes.Reader.ReadAllAsync())
            await change();
    }

    private async Task RunAsync<T>(Func<PostgresSession, CancellationToken, Task<T>> change, TaskCompletionSource<T> done, CancellationToken ct)
    {
        if (ct.IsCancellationRequested)
        {
            done.SetCanceled(ct);
            return;
        }

        try
        {
            _writer ??= await ConnectWriterAsync();
            // Once it has begun it is not cancelled: whoever waits no longer learns nothing, and nobody else's change is torn.
            await using var transaction = await _writer.BeginTransactionAsync(CancellationToken.None);
            var result = await change(new PostgresSession(_writer), CancellationToken.None);
            await transaction.CommitAsync(CancellationToken.None);
            Note(null);
            done.SetResult(result);
        }
        catch (Exception e) when (IsFailure(e))
        {
            var failure = Failure("written", e);
            await DropWriterAsync();
            Note(failure.Message);
            done.SetException(failure);
        }
        catch (Exception e)
        {
            // A change is its store's code: whatever it throws is the caller's to see, and never ends the loop.
            await DropWriterAsync();
            done.SetException(e);
        }
    }

    private async ValueTask<NpgsqlConnection> ConnectWriterAsync()
    {
        var connection = await _source.OpenConnectionAsync(CancellationToken.None);
        // A board forgets a reading on our word, whatever the server's default is.
        await new PostgresSession(connection).ExecuteAsync("SET synchronous_commit = on", CancellationToken.None);
        return connection;
    }

    private async ValueTask DropWriterAsync()
    {
        if (_writer is not null)
            await _writer.DisposeAsync();
        _writer = null;
    }

    private void Note(string? problem)
    {
        string? before = _problem;
        _problem = problem;
        if (problem is not null && before is null)
            StorageLog.WritesFail(_log, problem);
        else if (problem is null && before is not null)
            StorageLog.WritesSucceed(_log);
    }
}
