using IotXmpp.Concentrator.Service.Options;
using IotXmpp.Concentrator.Service.Storage.Sqlite;
using IotXmpp.Concentrator.Storage;
using IotXmpp.Concentrator.Upstream.LocalDomain;
using IotXmpp.Xmpp.Addressing;

namespace IotXmpp.Concentrator.Service.Accounts;

/// <summary>
/// Puts an owner's boards, and the concentrator itself, into the owner's contact list, so that an ordinary client shows them at once.
/// Only for owners who have their account here: an external server keeps its own rosters.
/// </summary>
internal sealed class OwnedContacts(ServiceOptions options, SqliteStores stores)
{
    /// <summary>The group a client shows them in.</summary>
    private const string Group = "Things";

    /// <summary>Everything somebody owns; what is there already stays as it is.</summary>
    public async ValueTask AddAllAsync(Jid owner, CancellationToken ct)
    {
        await foreach (var device in stores.Concentrator.Devices.ListAsync(ct))
        {
            if (device.Owner == owner)
                await AddAsync(device, ct);
        }
    }

    /// <summary>One board.</summary>
    /// <returns>False if its owner has no account here.</returns>
    public async ValueTask<bool> AddAsync(DeviceRecord device, CancellationToken ct)
    {
        if (UserName(device.Owner) is not { } owner || await stores.LocalDomain.Accounts.FindAsync(owner, ct) is null)
            return false;
        var known = (await stores.LocalDomain.Rosters.ListAsync(owner, ct)).ToDictionary(item => item.Contact);
        await AddAsync(owner, known, Jid.Create(null, options.Domain), "Concentrator", ct);
        await AddAsync(owner, known, Jid.Create(device.Name, options.Domain), device.Name, ct);
        return true;
    }

    /// <summary>Takes a removed board out of the owner's contact list.</summary>
    public async ValueTask RemoveAsync(DeviceRecord device, CancellationToken ct)
    {
        if (UserName(device.Owner) is { } owner)
            await stores.LocalDomain.Rosters.RemoveAsync(owner, Jid.Create(device.Name, options.Domain), ct);
    }

    /// <summary>User name of an owner who is of our local domain; null for nobody and for others.</summary>
    private string? UserName(Jid? owner) => options.Upstream == UpstreamKind.LocalDomain && owner?.Domain == options.LocalDomain ? owner.Local : null;

    private async ValueTask AddAsync(string username, Dictionary<Jid, RosterItem> known, Jid contact, string name, CancellationToken ct)
    {
        const FriendshipState Both = FriendshipState.From | FriendshipState.To;
        var old = known.GetValueOrDefault(contact);
        if (old is { Listed: true } && old.State == Both)
            return;
        var item = old is { Listed: true } ? old with { State = Both } : new RosterItem(contact, Both) { Name = name, Groups = [Group] };
        await stores.LocalDomain.Rosters.SetAsync(username, item, ct);
    }
}
