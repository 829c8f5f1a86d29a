using IotXmpp.Concentrator.Storage;

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
