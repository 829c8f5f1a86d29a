using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace IotXmpp.Concentrator.Service.Storage.Sqlite;

/// <summary>
/// The database file: one writer that commits what has gathered meanwhile in one transaction (group commit), and readers beside it
/// (WAL). A write completes when it would survive a power cut: see <c>src/decisions/0007-service.md</c>.
/// </summary>
internal sealed class SqliteDatabase : IAsyncDisposable
{
    public const string FileName = "iotxmpp.db";

    /// <summary>Writes that may wait; more wait outside. A board has one stanza under way, so this is a thousand boards at once.</summary>
    private const int MaxWaitingWrites = 1024;

    /// <summary>Writes in one transaction: bounds how long the first waits for the last.</summary>
    private const int MaxGroup = 256;

    /// <summary>How long a lock of another process is waited for. Its transactions are one command's.</summary>
    private const int LockTimeoutSeconds = 5;

    private const int MaxIdleReaders = 8;

    /// <summary>SQLITE_CONSTRAINT: the change was wrong, the database is well.</summary>
    private const int ConstraintError = 19;

    private readonly Channel<IWrite> _writes = Channel.CreateBounded<IWrite>(new BoundedChannelOptions(MaxWaitingWrites) { SingleReader = true });
    private readonly ConcurrentBag<SqliteSession> _readers = [];
    private readonly ILogger _log;
    private readonly string _path;
    private readonly SqliteSession _writer;
    private readonly Task _loop;
    private volatile string? _problem;

    private SqliteDatabase(string path, SqliteSession writer, ILogger log)
    {
        _path = path;
        _writer = writer;
        _log = log;
        _loop = Task.Run(WriteLoopAsync);
    }

    private interface IWrite
    {
        /// <summary>False for a look at the writer's connection that needs no transaction.</summary>
        bool NeedsTransaction { get; }

        bool IsCancelled { get; }

        void Run(SqliteSession session);

        void Complete(Exception? error);
    }

    /// <summary>Why the last write failed; null while writes succeed.</summary>
    public string? Problem => _problem;

    /// <summary>Opens the database in a directory, creates what is missing, brings the schema up to date.</summary>
    /// <exception cref="StoreException">It cannot be opened; the message is for the person who started us.</exception>
    public static SqliteDatabase Open(string directory, ILogger log)
    {
        string path = Path.Combine(directory, FileName);
        SqliteSession? session = null;
        try
        {
            // SQLite gives the -wal and -shm files the permissions of the database.
            if (!File.Exists(path))
                new FileStream(path, PrivateFile.Create).Dispose();
            session = Connect(path, SqliteOpenMode.ReadWrite);
            session.Run("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;");
            Migrate(session, path);
            return new SqliteDatabase(path, session, log);
        }
        catch (Exception e) when (e is SqliteException or UnauthorizedAccessException)
        {
            session?.Dispose();
            throw new StoreException($"The database {path} cannot be opened: {Describe(e)}.", e);
        }
        catch (StoreException)
        {
            session?.Dispose();
            throw;
        }
    }

    /// <summary>Copies the database of a directory as it is at one moment, while others read and write it.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="target">An empty file.</param>
    /// <param name="ct">Cancels before it begins.</param>
    /// <exception cref="StoreException">It cannot be read, or the copy cannot be written.</exception>
    public static async Task CopyAsync(string directory, string target, CancellationToken ct) => await Task.Run(
        () =>
        {
            try
            {
                // Not read-only: who reads a write-ahead log as the first keeps its index.
                using var session = Connect(Path.Combine(directory, FileName), SqliteOpenMode.ReadWrite);
                session.Execute("VACUUM INTO $target", ("$target", target));
            }
            catch (SqliteException e)
            {
                throw new StoreException($"The database in {directory} cannot be copied: {Describe(e)}.", e);
            }
        },
        ct);

    /// <summary>Runs a change. Completes when it is durable; nothing of it is stored if it fails.</summary>
    /// <exception cref="StoreException">The database cannot be written now.</exception>
    public async ValueTask<T> WriteAsync<T>(Func<SqliteSession, T> change, CancellationToken ct)
    {
        var write = new Write<T>(change, needsTransaction: true, ct);
        await _writes.Writer.WriteAsync(write, ct);
        return await write.Result;
    }

    /// <summary>Runs a query on what was committed when it began.</summary>
    /// <exception cref="StoreException">The database cannot be read now.</exception>
    public T Read<T>(Func<SqliteSession, T> query)
    {
        try
        {
            if (!_readers.TryTake(out var reader))
                reader = Connect(_path, SqliteOpenMode.ReadOnly);
            try
            {
                return query(reader);
            }
            finally
            {
                if (_readers.Count < MaxIdleReaders)
                    _readers.Add(reader);
                else
                    reader.Dispose();
            }
        }
        catch (SqliteException e)
        {
            throw new StoreException($"The database cannot be read: {Describe(e)}.", e);
        }
    }

    /// <summary>A number that changes when another process has committed something, and only then.</summary>
    public async ValueTask<long> ForeignVersionAsync(CancellationToken ct)
    {
        var write = new Write<long>(session => (long)session.Scalar("PRAGMA data_version;")!, needsTransaction: false, ct);
        await _writes.Writer.WriteAsync(write, ct);
        return await write.Result;
    }

    public async ValueTask DisposeAsync()
    {
        _writes.Writer.TryComplete();
        await _loop;
        _writer.Dispose();
        foreach (var reader in _readers)
            reader.Dispose();
    }

    private static SqliteSession Connect(string path, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = mode,
            Pooling = false,
            DefaultTimeout = LockTimeoutSeconds,
        }.ConnectionString);
        try
        {
            connection.Open();
            return new SqliteSession(connection);
        }
        catch (SqliteException)
        {
            connection.Dispose();
            throw;
        }
    }

    private static void Migrate(SqliteSession session, string path)
    {
        var migrations = SqlFile.Migrations();
        session.Run("BEGIN IMMEDIATE;");
        long version = (long)session.Scalar("PRAGMA user_version;")!;
        if (version > migrations[^1].Number)
            throw new StoreException($"The database {path} is of a newer version of this program (schema {version}, known {migrations[^1].Number}).");
        foreach (var (number, sql) in migrations)
        {
            if (number > version)
                session.Run(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{sql}\nPRAGMA user_version = {number};"));
        }

        session.Run("COMMIT;");
    }

    private static string Describe(Exception e) => e is SqliteException sqlite
        ? (sqlite.SqliteErrorCode switch
        {
            5 or 6 => "another program holds it locked",
            8 => "it is read-only",
            10 => "the disk reports an error",
            11 or 26 => "it is damaged or no SQLite database",
            13 => "the disk is full",
            14 => "it cannot be opened; check the permissions",
            23 => "access is denied",
            _ => $"SQLite error {sqlite.SqliteErrorCode}",
        })
        : e.Message.TrimEnd('.');

    private async Task WriteLoopAsync()
    {
        var group = new List<IWrite>(MaxGroup);
        while (await _writes.Reader.WaitToReadAsync())
        {
            group.Clear();
            while (group.Count < MaxGroup && _writes.Reader.TryRead(out var write))
            {
                if (write.IsCancelled)
                    write.Complete(null);
                else
                    group.Add(write);
            }

            foreach (var look in group.Where(write => !write.NeedsTransaction))
                look.Complete(Try(() => look.Run(_writer)));
            group.RemoveAll(write => !write.NeedsTransaction);
            if (group.Count > 0)
                RunGroup(group);
        }
    }

    private void RunGroup(List<IWrite> group)
    {
        var failure = Try(() => _writer.Execute("BEGIN IMMEDIATE;"));
        if (failure is null)
        {
            for (int i = 0; i < group.Count && failure is null; i++)
            {
                var write = group[i];
                // Again: others of the group may have taken their time.
                if (write.IsCancelled)
                {
                    write.Complete(null);
                    group.RemoveAt(i--);
                    continue;
                }

                // A change that fails by itself takes no other with it.
                var alone = Try(() => _writer.Execute("SAVEPOINT one;")) ?? TryChange(write);
                if (alone is null)
                    failure = Try(() => _writer.Execute("RELEASE one;"));
                else
                {
                    write.Complete(alone);
                    group.RemoveAt(i--);
                    if (alone is StoreException { InnerException: SqliteException { SqliteErrorCode: not ConstraintError } })
                        Note(alone);
                    // Some errors (disk full, I/O) end the whole transaction inside SQLite: then there is nothing to roll back to.
                    failure = Try(() => _writer.Run("ROLLBACK TO one; RELEASE one;")) is null ? null : alone;
                }
            }

            failure ??= Try(() => _writer.Execute("COMMIT;"));
            if (failure is not null)
                Try(() => _writer.Run("ROLLBACK;"));
        }

        if (failure is not null || group.Count > 0)
            Note(failure);
        foreach (var write in group)
            write.Complete(failure);
    }

    private static Exception? Try(Action action)
    {
        try
        {
            action();
            return null;
        }
        catch (SqliteException e)
        {
            return new StoreException($"The database cannot be written: {Describe(e)}.", e);
        }
    }

    /// <summary>A change is its store's code: whatever it throws is the caller's to see, and never ends the loop.</summary>
    private Exception? TryChange(IWrite write)
    {
        try
        {
            return Try(() => write.Run(_writer));
        }
        catch (Exception e)
        {
            return e;
        }
    }

    private void Note(Exception? failure)
    {
        string? before = _problem;
        _problem = failure?.Message;
        if (failure is not null && before is null)
            StorageLog.WritesFail(_log, failure.Message);
        else if (failure is null && before is not null)
            StorageLog.WritesSucceed(_log);
    }

    private sealed class Write<T>(Func<SqliteSession, T> change, bool needsTransaction, CancellationToken ct) : IWrite
    {
        // Continuations must not run on the writer: they would hold up the next group.
        private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private T _result = default!;
        private bool _ran;

        public Task<T> Result => _done.Task;

        public bool NeedsTransaction => needsTransaction;

        public bool IsCancelled => ct.IsCancellationRequested;

        public void Run(SqliteSession session)
        {
            _result = change(session);
            _ran = true;
        }

        public void Complete(Exception? error)
        {
            if (error is not null)
                _done.TrySetException(error);
            else if (_ran)
                _done.TrySetResult(_result);
            else
                _done.TrySetCanceled(ct);
        }
    }
}
