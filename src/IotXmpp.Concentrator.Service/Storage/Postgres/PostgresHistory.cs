using IotXmpp.Concentrator.Service.Options;

namespace IotXmpp.Concentrator.Service.Storage.Postgres;

/// <summary>The history in PostgreSQL.</summary>
internal sealed class PostgresHistory : IAsyncDisposable
{
    private readonly PostgresHistoryStore _readings;

    private PostgresHistory(PostgresDatabase database, HistoryOptions options, TimeProvider time)
    {
        Database = database;
        var feed = new PostgresReadingFeed(database, options.Feed, time);
        _readings = new PostgresHistoryStore(database, feed, time);
        Stores = new HistoryStores(_readings, _readings, feed, new PostgresHistoryUpkeep(database, _readings));
    }

    public PostgresDatabase Database { get; }

    public HistoryStores Stores { get; }

    /// <summary>Connects and brings the schema up to date.</summary>
    /// <exception cref="StoreException">It cannot be used; the message is for the person who started us.</exception>
    public static PostgresHistory Open(string connectionString, HistoryOptions options, ILogger log, TimeProvider time) =>
        new(PostgresDatabase.Open(connectionString, log), options, time);

    public async ValueTask DisposeAsync()
    {
        await _readings.DisposeAsync();
        await Database.DisposeAsync();
    }
}
