using IotXmpp.Concentrator.Storage;
using IotXmpp.Xmpp.Addressing;

namespace IotXmpp.Concentrator.Tests.Storage;

/// <summary>What every <see cref="IGroupStore"/> does. Engines derive and say how to open one.</summary>
public abstract class GroupStoreConformance
{
    private static readonly Jid Alice = Jid.Parse("alice@localhost");
    private static readonly DateTimeOffset Then = new(2026, 7, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly CancellationToken Ct = CancellationToken.None;

    /// <summary>An empty store.</summary>
    protected abstract ValueTask<IGroupStore> OpenAsync();

    [Fact]
    public async Task Nodes_come_back_in_order_and_to_their_owner_only()
    {
        var store = await OpenAsync();
        GroupNode[] nodes = [new("Küche", null, null, Then), new("A", "Küche", "board1/meter 1", Then.AddTicks(1)), new("Z", null, null, Then)];

        await store.SetAsync(Alice, nodes, Ct);

        (await store.ListAsync(Alice, Ct)).Should().Equal(nodes);
        (await store.ListAsync(Jid.Parse("bob@localhost"), Ct)).Should().BeEmpty();
    }

    [Fact]
    public async Task A_tree_is_replaced_as_a_whole()
    {
        var store = await OpenAsync();
        await store.SetAsync(Alice, [new("A", null, null, Then), new("B", null, null, Then)], Ct);
        await store.SetAsync(Jid.Parse("bob@localhost"), [new("A", null, null, Then)], Ct);

        await store.SetAsync(Alice, [new("C", null, null, Then)], Ct);

        (await store.ListAsync(Alice, Ct)).Select(node => node.NodeId).Should().Equal("C");
        await store.SetAsync(Alice, [], Ct);
        (await store.ListAsync(Alice, Ct)).Should().BeEmpty();
        (await store.ListAsync(Jid.Parse("bob@localhost"), Ct)).Should().ContainSingle();
    }
}
