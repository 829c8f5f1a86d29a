using IotXmpp.Concentrator.Service.Options;
using IotXmpp.Concentrator.Service.Storage.Postgres;
using IotXmpp.Concentrator.Storage;
using IotXmpp.Concentrator.Storage.Access;
using IotXmpp.Concentrator.Upstream.LocalDomain;

namespace IotXmpp.Concentrator.Service.Storage.Sqlite;

/// <summary>The database of a data directory and the stores on it; the history may be in PostgreSQL instead.</summary>
internal sealed class SqliteStores : IAsyncDisposable
{
    private readonly PostgresHistory? _postgres;

    private SqliteStores(SqliteDatabase database, PostgresHistory? postgres, HistoryOptions options, TimeProvider time)
    {
        Database = database;
        _postgres = postgres;
        History = postgres?.Stores ?? OpenHistory(database, options, time);
        Concentrator = new ConcentratorStores(new SqliteDeviceStore(database), History.Readings, new SqliteFriendshipStore(database))
        {
            Access = new AccessStores(new SqliteAccessStore(database), new SqliteAuditStore(database), new SqliteTokenStore(database), new SqliteProvisioningStore(database)),
            Groups = new SqliteGroupStore(database),
            Registry = new SqliteRegistryStore(database),
            Commands = new SqliteCommandStore(database),
            Feed = History.Feed,
            PubSub = new SqlitePubSubStore(database),
        };
        LocalDomain = new LocalDomainStores(new SqliteAccountStore(database), new SqliteRosterStore(database), new SqliteOfflineMessageStore(database), new SqliteVCardStore(database));
    }

    public SqliteDatabase Database { get; }

    public ConcentratorStores Concentrator { get; }

    public LocalDomainStores LocalDomain { get; }

    /// <summary>What the boards report: in this database, or in PostgreSQL.</summary>
    public HistoryStores History { get; }

    /// <summary>Why the last write failed; null while writes succeed.</summary>
    public string? Problem => Database.Problem ?? _postgres?.Database.Problem;

    /// <summary>Opens the database of a directory, making both if they are missing.</summary>
    /// <exception cref="StoreException">They cannot be used; the message is for the person who started us.</exception>
    public static SqliteStores Open(string directory, ILogger log, HistoryOptions? history = null, TimeProvider? time = null)
    {
        try
        {
            PrivateFile.CreateDirectory(directory);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StoreException($"The data directory {Path.GetFullPath(directory)} (Concentrator__DataDirectory) cannot be used: {e.Message}", e);
        }

        history ??= new HistoryOptions();
        time ??= TimeProvider.System;
        // First: opening it fails without leaving anything behind.
        var postgres = history.Postgres is { } connectionString ? PostgresHistory.Open(connectionString, history, log, time) : null;
        return new SqliteStores(SqliteDatabase.Open(directory, log), postgres, history, time);
    }

    public async ValueTask DisposeAsync()
    {
        if (_postgres is not null)
            await _postgres.DisposeAsync();
        await Database.DisposeAsync();
    }

    private static HistoryStores OpenHistory(SqliteDatabase database, HistoryOptions options, TimeProvider time)
    {
        var feed = new SqliteReadingFeed(database, options.Feed, time);
        var readings = new SqliteHistoryStore(database, feed, time);
        return new HistoryStores(readings, readings, feed, new SqliteHistoryUpkeep(database, readings));
    }
}
