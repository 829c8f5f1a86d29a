using IotXmpp.Concentrator.Service.Options;
using IotXmpp.Concentrator.Service.Storage.Postgres;
using IotXmpp.Concentrator.Storage;
using IotXmpp.Concentrator.Tests.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace IotXmpp.Service.Tests.Storage;

public sealed class PostgresHistoryStoreTests(PostgresServer server) : HistoryStoreConformance, IAsyncDisposable
{
    private PostgresHistory? _history;

    protected override async ValueTask<IHistoryStore> OpenAsync() =>
        (_history = PostgresHistory.Open(await server.CreateDatabaseAsync(), new HistoryOptions(), NullLogger.Instance, TimeProvider.System)).Stores.Readings;

    public ValueTask DisposeAsync() => _history?.DisposeAsync() ?? default;
}

public sealed class PostgresReadingFeedTests(PostgresServer server) : ReadingFeedConformance, IAsyncDisposable
{
    private PostgresHistory? _history;

    protected override async ValueTask<(IHistoryStore History, IReadingFeed Feed)> OpenAsync(FeedLimits limits, TimeProvider time)
    {
        _history = PostgresHistory.Open(await server.CreateDatabaseAsync(), new HistoryOptions { Feed = limits }, NullLogger.Instance, time);
        return (_history.Stores.Readings, _history.Stores.Feed);
    }

    public ValueTask DisposeAsync() => _history?.DisposeAsync() ?? default;
}

public sealed class PostgresRollUpTests(PostgresServer server) : RollUpConformance, IAsyncDisposable
{
    private PostgresHistory? _history;

    protected override async ValueTask<Opened> OpenAsync(TimeProvider time)
    {
        _history = PostgresHistory.Open(await server.CreateDatabaseAsync(), new HistoryOptions(), NullLogger.Instance, time);
        var stores = _history.Stores;
        return new Opened(stores.Readings, stores.RollUps, stores.Upkeep, stores.Feed);
    }

    public ValueTask DisposeAsync() => _history?.DisposeAsync() ?? default;
}
