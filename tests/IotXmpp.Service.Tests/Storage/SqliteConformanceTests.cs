using IotXmpp.Concentrator.Storage;
using IotXmpp.Concentrator.Storage.Access;
using IotXmpp.Concentrator.Tests.LocalDomain;
using IotXmpp.Concentrator.Tests.Storage;
using IotXmpp.Concentrator.Upstream.LocalDomain;
using IotXmpp.Xmpp.PubSub;

namespace IotXmpp.Service.Tests.Storage;

public sealed class SqliteDeviceStoreTests : DeviceStoreConformance, IAsyncDisposable
{
    private readonly TemporaryDatabase _database = TemporaryDatabase.Create();

    protected override ValueTask<IDeviceStore> OpenAsync() => new(_database.Stores.Concentrator.Devices);

    public ValueTask DisposeAsync() => _database.DisposeAsync();
}

public sealed class SqliteFriendshipStoreTests : FriendshipStoreConformance, IAsyncDisposable
{
    private readonly TemporaryDatabase _database = TemporaryDatabase.Create();

    protected override ValueTask<IFriendshipStore> OpenAsync() => new(_database.Stores.Concentrator.Friendships);

    public ValueTask DisposeAsync() => _database.DisposeAsync();
}

public sealed class SqliteHistoryStoreTests : HistoryStoreConformance, IAsyncDisposable
{
    private readonly TemporaryDatabase _database = TemporaryDatabase.Create();

    protected override ValueTask<IHistoryStore> OpenAsync() => new(_database.Stores.Concentrator.History);

    public ValueTask DisposeAsync() => _database.DisposeAsync();
}

public sealed class SqliteReadingFeedTests : ReadingFeedConformance, IAsyncDisposable
{
    private TemporaryDatabase? _database;

    protected override ValueTask<(IHistoryStore History, IReadingFeed Feed)> OpenAsync(FeedLimits limits, TimeProvider time)
    {
        _database = TemporaryDatabase.Create(limits, time);
        return new((_database.Stores.Concentrator.History, _database.Stores.Concentrator.Feed));
    }

    public ValueTask DisposeAsync() => _database?.DisposeAsync() ?? default;
}

public sealed class SqliteRollUpTests : RollUpConformance, IAsyncDisposable
{
    private TemporaryDatabase? _database;

    protected override ValueTask<Opened> OpenAsync(TimeProvider time)
    {
        _database = TemporaryDatabase.Create(time: time);
        var stores = _database.Stores;
        return new(new Opened(stores.History.Readings, stores.History.RollUps, stores.History.Upkeep, stores.History.Feed));
    }

    public ValueTask DisposeAsync() => _database?.DisposeAsync() ?? default;
}

public sealed class SqliteLocalDomainStoresTests : LocalDomainStoresConformance, IAsyncDisposable
{
    private readonly TemporaryDatabase _database = TemporaryDatabase.Create();

    protected override ValueTask<LocalDomainStores> OpenAsync() => new(_database.Stores.LocalDomain);

    public ValueTask DisposeAsync() => _database.DisposeAsync();
}

public sealed class SqliteAccessStoresTests : AccessStoresConformance, IAsyncDisposable
{
    private readonly TemporaryDatabase _database = TemporaryDatabase.Create();

    protected override ValueTask<AccessStores> OpenAsync() => new(_database.Stores.Concentrator.Access);

    public ValueTask DisposeAsync() => _database.DisposeAsync();
}

public sealed class SqliteGroupStoreTests : GroupStoreConformance, IAsyncDisposable
{
    private readonly TemporaryDatabase _database = TemporaryDatabase.Create();

    protected override ValueTask<IGroupStore> OpenAsync() => new(_database.Stores.Concentrator.Groups);

    public ValueTask DisposeAsync() => _database.DisposeAsync();
}

public sealed class SqliteRegistryStoreTests : RegistryStoreConformance, IAsyncDisposable
{
    private readonly TemporaryDatabase _database = TemporaryDatabase.Create();

    protected override ValueTask<IRegistryStore> OpenAsync() => new(_database.Stores.Concentrator.Registry);

    public ValueTask DisposeAsync() => _database.DisposeAsync();
}

public sealed class SqliteCommandStoreTests : CommandStoreConformance, IAsyncDisposable
{
    private readonly TemporaryDatabase _database = TemporaryDatabase.Create();

    protected override ValueTask<ICommandStore> OpenAsync() => new(_database.Stores.Concentrator.Commands);

    public ValueTask DisposeAsync() => _database.DisposeAsync();
}

public sealed class SqlitePubSubStoreTests : PubSubStoreConformance, IAsyncDisposable
{
    private readonly TemporaryDatabase _database = TemporaryDatabase.Create();

    protected override ValueTask<IPubSubStore> OpenAsync() => new(_database.Stores.Concentrator.PubSub);

    public ValueTask DisposeAsync() => _database.DisposeAsync();
}
