using System.Collections.Immutable;
using IotXmpp.Concentrator.Storage;
using IotXmpp.Xmpp.Addressing;

namespace IotXmpp.Concentrator.Upstream.LocalDomain;

/// <summary>
/// One person: sessions and roster in memory. Whoever changes either holds the gate, and never calls anything outside this person's
/// own state and store meanwhile, so that no two gates are ever held at once.
/// </summary>
internal sealed class LocalUser(Jid jid, IRosterStore store)
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private Dictionary<Jid, RosterItem>? _roster;

    public string Username => Jid.Local!;

    /// <summary>Bare JID.</summary>
    public Jid Jid { get; } = jid;

    /// <summary>Connected clients, oldest first. Replaced, never changed: reading needs no gate.</summary>
    public ImmutableArray<LocalSession> Sessions { get; set; } = [];

    public async ValueTask<Gate> EnterAsync(CancellationToken ct)
    {
        await _gate.WaitAsync(ct);
        return new Gate(_gate);
    }

    public LocalSession? Session(string resource)
    {
        foreach (var session in Sessions)
        {
            if (session.Jid.Resource == resource)
                return session;
        }

        return null;
    }

    /// <summary>The roster, loaded when it is first needed. Hold the gate.</summary>
    public async ValueTask<IReadOnlyDictionary<Jid, RosterItem>> RosterAsync(CancellationToken ct) =>
        _roster ??= (await store.ListAsync(Username, ct)).ToDictionary(item => item.Contact);

    /// <summary>Reads the roster anew and returns what another process has changed. Hold the gate.</summary>
    public async ValueTask<(IReadOnlyList<RosterItem> Changed, IReadOnlyList<RosterItem> Removed)> ReloadAsync(CancellationToken ct)
    {
        if (_roster is not { } before)
            return ([], []);
        var after = (await store.ListAsync(Username, ct)).ToDictionary(item => item.Contact);
        _roster = after;
        return ([.. after.Values.Where(item => !before.TryGetValue(item.Contact, out var old) || !old.LooksLike(item))],
            [.. before.Values.Where(item => !after.ContainsKey(item.Contact))]);
    }

    /// <summary>The contact as stored, or a new one of no state and not listed. Hold the gate.</summary>
    public async ValueTask<RosterItem> FindAsync(Jid contact, CancellationToken ct) =>
        (await RosterAsync(ct)).GetValueOrDefault(contact) ?? new RosterItem(contact, FriendshipState.None) { Listed = false };

    /// <summary>Stores a contact, or forgets it if nothing is left of it. Hold the gate.</summary>
    public async ValueTask SetAsync(RosterItem item, CancellationToken ct)
    {
        await RosterAsync(ct);
        if (item is { Listed: false, State: FriendshipState.None })
        {
            await store.RemoveAsync(Username, item.Contact, ct);
            _roster!.Remove(item.Contact);
        }
        else
        {
            await store.SetAsync(Username, item, ct);
            _roster![item.Contact] = item;
        }
    }

    /// <summary>Leaves the gate when disposed.</summary>
    public readonly struct Gate(SemaphoreSlim gate) : IDisposable
    {
        public void Dispose() => gate.Release();
    }
}
