using IotXmpp.Concentrator.Service.Options;
using IotXmpp.Concentrator.Storage;
using IotXmpp.Concentrator.Storage.Access;
using IotXmpp.Concentrator.Upstream.LocalDomain;

namespace IotXmpp.Concentrator.Service.Storage.Sqlite;

/// <summary>The database of a data directory and the stores on it.</summary>
internal sealed class SqliteStores : IAsyncDisposable
{
    private SqliteStores(SqliteDatabase database, HistoryOptions options, TimeProvider time)
    {
        Database = database;
        var feed = new SqliteReadingFeed(database, options.Feed, time);
        var history = new SqliteHistoryStore(database, feed, time);
        RollUps = history;
        Upkeep = new SqliteHistoryUpkeep(database, history);
        Concentrator = new ConcentratorStores(new SqliteDeviceStore(database), history, new SqliteFriendshipStore(database))
        {
            Access = new AccessStores(new SqliteAccessStore(database), new SqliteAuditStore(database), new SqliteTokenStore(database), new SqliteProvisioningStore(database)),
            Groups = new SqliteGroupStore(database),
            Registry = new SqliteRegistryStore(database),
            Commands = new SqliteCommandStore(database),
            Feed = feed,
            PubSub = new SqlitePubSubStore(database),
        };
        LocalDomain = new LocalDomainStores(new SqliteAccountStore(database), new SqliteRosterStore(database), new SqliteOfflineMessageStore(database), new SqliteVCardStore(database));
    }

    public SqliteDatabase Database { get; }

    public ConcentratorStores Concentrator { get; }

    public LocalDomainStores LocalDomain { get; }

    /// <summary>The history by minute, hour and day.</summary>
    public IRollUpStore RollUps { get; }

    public IHistoryUpkeep Upkeep { get; }

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

        return new SqliteStores(SqliteDatabase.Open(directory, log), history ?? new HistoryOptions(), time ?? TimeProvider.System);
    }

    public ValueTask DisposeAsync() => Database.DisposeAsync();
}
