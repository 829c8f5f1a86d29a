using System.Security.Cryptography;
using IotXmpp.Concentrator.Storage;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Sasl;

namespace IotXmpp.Concentrator.Tests.Storage;

/// <summary>What every <see cref="IDeviceStore"/> does. Engines derive and say how to open one.</summary>
public abstract class DeviceStoreConformance
{
    private static readonly CancellationToken Ct = CancellationToken.None;

    /// <summary>An empty store.</summary>
    protected abstract ValueTask<IDeviceStore> OpenAsync();

    [Fact]
    public async Task A_device_comes_back_as_it_was_added()
    {
        var store = await OpenAsync();
        var device = Device("board1") with
        {
            Kind = "climate",
            Description = "Küche, 1. Stock",
            ScramSha256 = ScramCredential.Create(HashAlgorithmName.SHA256, "secret"),
            ScramSha1 = ScramCredential.Create(HashAlgorithmName.SHA1, "secret"),
        };

        (await store.AddAsync(device, Ct)).Should().BeTrue();

        (await store.FindAsync("board1", Ct)).Should().BeEquivalentTo(device);
    }

    [Fact]
    public async Task A_device_without_credentials_comes_back_without()
    {
        var store = await OpenAsync();
        await store.AddAsync(Device("board1"), Ct);

        var found = await store.FindAsync("board1", Ct);

        found.Should().BeEquivalentTo(Device("board1"));
        found!.ScramSha256.Should().BeNull();
        found.Description.Should().BeNull();
    }

    [Fact]
    public async Task A_device_that_nobody_has_claimed_comes_back_so()
    {
        var store = await OpenAsync();
        await store.AddAsync(Device("board1") with { Owner = null }, Ct);

        (await store.FindAsync("board1", Ct))!.Owner.Should().BeNull();
    }

    [Fact]
    public async Task A_taken_name_is_refused_and_nothing_changes()
    {
        var store = await OpenAsync();
        await store.AddAsync(Device("board1") with { Kind = "climate" }, Ct);

        (await store.AddAsync(Device("board1") with { Kind = "relay" }, Ct)).Should().BeFalse();

        (await store.FindAsync("board1", Ct))!.Kind.Should().Be("climate");
    }

    [Fact]
    public async Task An_unknown_device_is_null()
    {
        var store = await OpenAsync();

        (await store.FindAsync("board1", Ct)).Should().BeNull();
    }

    [Fact]
    public async Task Devices_are_listed_by_name_in_ordinal_order()
    {
        var store = await OpenAsync();
        foreach (string name in new[] { "board2", "board10", "alpha", "board1" })
            await store.AddAsync(Device(name), Ct);

        var names = new List<string>();
        await foreach (var device in store.ListAsync(Ct))
            names.Add(device.Name);

        names.Should().Equal("alpha", "board1", "board10", "board2");
    }

    [Fact]
    public async Task An_update_replaces_and_tells_whether_there_was_one()
    {
        var store = await OpenAsync();
        await store.AddAsync(Device("board1") with { Description = "old" }, Ct);

        (await store.UpdateAsync(Device("board1") with { Owner = Jid.Parse("bob@localhost"), Description = null }, Ct)).Should().BeTrue();
        (await store.UpdateAsync(Device("board2"), Ct)).Should().BeFalse();

        (await store.FindAsync("board1", Ct)).Should().BeEquivalentTo(Device("board1") with { Owner = Jid.Parse("bob@localhost") });
        (await store.FindAsync("board2", Ct)).Should().BeNull();
    }

    [Fact]
    public async Task A_removed_device_is_gone()
    {
        var store = await OpenAsync();
        await store.AddAsync(Device("board1"), Ct);

        (await store.RemoveAsync("board1", Ct)).Should().BeTrue();
        (await store.RemoveAsync("board1", Ct)).Should().BeFalse();

        (await store.FindAsync("board1", Ct)).Should().BeNull();
    }

    private static DeviceRecord Device(string name) => new()
    {
        Name = name,
        Owner = Jid.Parse("alice@localhost"),
        Created = new DateTimeOffset(2026, 7, 1, 12, 0, 0, TimeSpan.Zero),
    };
}
