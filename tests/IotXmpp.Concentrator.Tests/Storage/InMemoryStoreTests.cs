using IotXmpp.Concentrator.Storage;
using IotXmpp.Concentrator.Storage.Access;
using IotXmpp.Xmpp.PubSub;

namespace IotXmpp.Concentrator.Tests.Storage;

public sealed class InMemoryDeviceStoreTests : DeviceStoreConformance
{
    protected override ValueTask<IDeviceStore> OpenAsync() => new(new InMemoryDeviceStore());
}

public sealed class InMemoryFriendshipStoreTests : FriendshipStoreConformance
{
    protected override ValueTask<IFriendshipStore> OpenAsync() => new(new InMemoryFriendshipStore());
}

public sealed class InMemoryHistoryStoreTests : HistoryStoreConformance
{
    protected override ValueTask<IHistoryStore> OpenAsync() => new(new InMemoryHistoryStore());
}

public sealed class InMemoryReadingFeedTests : ReadingFeedConformance
{
    protected override ValueTask<(IHistoryStore History, IReadingFeed Feed)> OpenAsync(FeedLimits limits, TimeProvider time)
    {
        var history = new InMemoryHistoryStore(new InMemoryReadingFeed(limits, time));
        return new((history, history.Feed));
    }
}

public sealed class InMemoryCommandStoreTests : CommandStoreConformance
{
    protected override ValueTask<ICommandStore> OpenAsync() => new(new InMemoryCommandStore());
}

public sealed class InMemoryAccessStoresTests : AccessStoresConformance
{
    protected override ValueTask<AccessStores> OpenAsync() => new(new AccessStores(new InMemoryAccessStore(), new InMemoryAuditStore(), new InMemoryTokenStore(), new InMemoryProvisioningStore()));
}

public sealed class InMemoryGroupStoreTests : GroupStoreConformance
{
    protected override ValueTask<IGroupStore> OpenAsync() => new(new InMemoryGroupStore());
}

public sealed class InMemoryRegistryStoreTests : RegistryStoreConformance
{
    protected override ValueTask<IRegistryStore> OpenAsync() => new(new InMemoryRegistryStore());
}

public sealed class InMemoryPubSubStoreTests : PubSubStoreConformance
{
    protected override ValueTask<IPubSubStore> OpenAsync() => new(new InMemoryPubSubStore());
}
