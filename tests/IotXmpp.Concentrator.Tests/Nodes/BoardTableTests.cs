using IotXmpp.Concentrator.Devices;
using IotXmpp.Concentrator.Nodes;
using IotXmpp.Concentrator.Storage;
using IotXmpp.Concentrator.Storage.Access;
using IotXmpp.Concentrator.Tests.Storage;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.PubSub;

namespace IotXmpp.Concentrator.Tests.Nodes;

public sealed class BoardTableTests
{
    private static readonly Jid Alice = Jid.Parse("alice@localhost");
    private static readonly Jid Bob = Jid.Parse("bob@localhost");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_slow_look_into_the_store_does_not_bring_a_former_owner_back(bool isKnown)
    {
        var ct = CancellationToken.None;
        var store = new SlowStore();
        var record = new DeviceRecord { Name = "board1", Owner = Alice, Created = DateTimeOffset.UnixEpoch };
        await store.AddAsync(record, ct);
        var table = new BoardTable(
            new ConcentratorOptions { Domain = "things.localhost" },
            new ConcentratorStores(store, new InMemoryHistoryStore(), new InMemoryFriendshipStore())
            {
                Access = new AccessStores(new InMemoryAccessStore(), new InMemoryAuditStore(), new InMemoryTokenStore(), new InMemoryProvisioningStore()),
                Groups = new InMemoryGroupStore(),
                Registry = new InMemoryRegistryStore(),
                Commands = new InMemoryCommandStore(),
                Feed = new InMemoryHistoryStore().Feed,
                PubSub = new InMemoryPubSubStore(),
            },
            new InProcessDeviceDirectory());
        if (isKnown)
            await table.FindAsync("board1", ct);
        store.Held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var slow = table.FindAsync("board1", ct).AsTask();
        var held = store.Held;
        store.Held = null;

        await store.UpdateAsync(record with { Owner = Bob }, ct);
        var board = (await table.FindAsync("board1", ct))!;
        held.SetResult();

        (await slow).Should().BeSameAs(board);
        board.Record.Owner.Should().Be(Bob);
    }

    /// <summary>Reads at once, and answers when it is let.</summary>
    private sealed class SlowStore : IDeviceStore
    {
        private readonly InMemoryDeviceStore _store = new();

        public TaskCompletionSource? Held { get; set; }

        public async ValueTask<DeviceRecord?> FindAsync(string name, CancellationToken ct)
        {
            var found = await _store.FindAsync(name, ct);
            if (Held is { } held)
                await held.Task;
            return found;
        }

        public IAsyncEnumerable<DeviceRecord> ListAsync(CancellationToken ct) => _store.ListAsync(ct);

        public ValueTask<bool> AddAsync(DeviceRecord device, CancellationToken ct) => _store.AddAsync(device, ct);

        public ValueTask<bool> UpdateAsync(DeviceRecord device, CancellationToken ct) => _store.UpdateAsync(device, ct);

        public ValueTask<bool> RemoveAsync(string name, CancellationToken ct) => _store.RemoveAsync(name, ct);
    }
}
