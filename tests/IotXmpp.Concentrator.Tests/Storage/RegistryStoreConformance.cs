using IotXmpp.Concentrator.Storage;
using IotXmpp.Things.Discovery;
using IotXmpp.Things.Model;
using IotXmpp.Xmpp.Addressing;

namespace IotXmpp.Concentrator.Tests.Storage;

/// <summary>What every <see cref="IRegistryStore"/> does. Engines derive and say how to open one.</summary>
public abstract class RegistryStoreConformance
{
    private static readonly CancellationToken Ct = CancellationToken.None;

    /// <summary>An empty store.</summary>
    protected abstract ValueTask<IRegistryStore> OpenAsync();

    [Fact]
    public async Task A_record_comes_back_as_it_was_stored()
    {
        var store = await OpenAsync();
        var record = Record("thing") with
        {
            Node = new NodeRef("imc1", "MeteringTopology", "c"),
            Resource = Jid.Parse("thing@example.org/imc"),
            Tags = [MetaTag.Of("NAME", "Küche"), MetaTag.Of("V", -1.25), MetaTag.Of("KEY", "")],
            Owner = Jid.Parse("owner@example.org"),
            IsPublic = true,
        };

        await store.SetAsync(record, Ct);

        (await store.FindAsync(record.Thing, record.Node, Ct)).Should().BeEquivalentTo(record, options => options.ComparingByMembers<RegistryRecord>());
        (await store.FindAsync(record.Thing, new NodeRef(""), Ct)).Should().BeNull();
        (await store.FindAsync(record.Thing, new NodeRef("imc1"), Ct)).Should().BeNull();
    }

    [Fact]
    public async Task A_thing_and_each_node_behind_it_have_one_record()
    {
        var store = await OpenAsync();
        await store.SetAsync(Record("thing") with { Fingerprint = "1" }, Ct);
        await store.SetAsync(Record("thing") with { Fingerprint = "2" }, Ct);
        await store.SetAsync(Record("thing") with { Node = new NodeRef("n"), Fingerprint = "2" }, Ct);
        await store.SetAsync(Record("other") with { Fingerprint = "3" }, Ct);

        (await store.CountAsync("example.org", Ct)).Should().Be(3);
        (await store.CountAsync("example.com", Ct)).Should().Be(0);
        (await store.FindAsync("1", Ct)).Should().BeEmpty();
        (await store.FindAsync("2", Ct)).Should().HaveCount(2);
    }

    [Fact]
    public async Task A_removed_record_is_gone()
    {
        var store = await OpenAsync();
        await store.SetAsync(Record("thing"), Ct);

        (await store.RemoveAsync(Record("thing").Thing, new NodeRef(""), Ct)).Should().BeTrue();
        (await store.RemoveAsync(Record("thing").Thing, new NodeRef(""), Ct)).Should().BeFalse();
        (await store.FindAsync(Record("thing").Thing, new NodeRef(""), Ct)).Should().BeNull();
    }

    [Fact]
    public async Task Only_claimed_public_things_are_listed_in_order()
    {
        var store = await OpenAsync();
        var owner = Jid.Parse("owner@example.org");
        await store.SetAsync(Record("d") with { Owner = owner, IsPublic = true }, Ct);
        await store.SetAsync(Record("a") with { Owner = owner, IsPublic = true, Node = new NodeRef("2") }, Ct);
        await store.SetAsync(Record("a") with { Owner = owner, IsPublic = true, Node = new NodeRef("1") }, Ct);
        await store.SetAsync(Record("b") with { Owner = owner }, Ct);
        await store.SetAsync(Record("c") with { IsPublic = true }, Ct);
        var listed = new List<string>();
        await foreach (var record in store.ListPublicAsync(Ct))
            listed.Add(record.Thing.Local + record.Node.NodeId);

        listed.Should().Equal("a1", "a2", "d");
    }

    private static RegistryRecord Record(string name) => new()
    {
        Thing = Jid.Create(name, "example.org"),
        Fingerprint = "f",
        Registered = new DateTimeOffset(2026, 7, 1, 12, 0, 0, TimeSpan.Zero),
    };
}
