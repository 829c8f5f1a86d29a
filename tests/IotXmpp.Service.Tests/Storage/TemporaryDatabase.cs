using IotXmpp.Concentrator.Service.Options;
using IotXmpp.Concentrator.Service.Storage.Sqlite;
using IotXmpp.Concentrator.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace IotXmpp.Service.Tests.Storage;

/// <summary>A database in a directory of its own, removed with it.</summary>
internal sealed class TemporaryDatabase : IAsyncDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("iotxmpp-db-").FullName;

    public SqliteStores Stores { get; private set; } = null!;

    public static TemporaryDatabase Create(FeedLimits? feedLimits = null, TimeProvider? time = null)
    {
        var database = new TemporaryDatabase();
        database.Stores = SqliteStores.Open(database.Folder, NullLogger.Instance, new HistoryOptions { Feed = feedLimits ?? new FeedLimits() }, time);
        return database;
    }

    /// <summary>Closes and opens again.</summary>
    public async Task ReopenAsync()
    {
        await Stores.DisposeAsync();
        Stores = SqliteStores.Open(Folder, NullLogger.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        await Stores.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }
}
