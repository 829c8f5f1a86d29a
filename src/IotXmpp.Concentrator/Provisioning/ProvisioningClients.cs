using IotXmpp.Concentrator.Access;
using IotXmpp.Concentrator.Devices;
using IotXmpp.Concentrator.Nodes;
using IotXmpp.Concentrator.Storage.Access;
using IotXmpp.Things.Provisioning;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Concentrator.Provisioning;

/// <summary>
/// Boards that ask us as their provisioning server, and what we owe them for it: word that their cache is old, until they have acknowledged it
/// (XEP-0324 3.5.1), and word of friends made and lost (3.2.3, 3.2.4).
/// </summary>
internal sealed class ProvisioningClients(IProvisioningStore store, BoardTable boards, BoardAccess access, SerialWork work) : IBoardObserver
{
    private readonly Lock _lock = new();

    /// <summary>How often the rules of a board have changed since we run: an acknowledgement of an earlier word is none of a later one.</summary>
    private readonly Dictionary<string, int> _changes = new(StringComparer.Ordinal);

    /// <summary>Remembers that a board has asked.</summary>
    public async ValueTask NoteAsync(string device, ProvisioningClientState asked, CancellationToken ct)
    {
        var state = await store.GetClientAsync(device, ct);
        if ((state & asked) != asked)
            await store.SetClientAsync(device, state | asked, ct);
    }

    /// <summary>Who is about to get an answer that will not hold: the cache of the board has to forget it again.</summary>
    public async ValueTask OweAsync(string device, CancellationToken ct)
    {
        var state = await store.GetClientAsync(device, ct);
        if ((state & ProvisioningClientState.AskedRights) == 0)
            return;
        lock (_lock)
            _changes[device] = _changes.GetValueOrDefault(device) + 1;
        await store.SetClientAsync(device, state | ProvisioningClientState.OwesClear, ct);
        work.Start(token => ClearAsync(device, token));
    }

    /// <summary>The rules of a board have changed.</summary>
    /// <param name="device">The board.</param>
    /// <param name="added">New rules; none if one was taken back or has ended.</param>
    /// <param name="ct">Cancels.</param>
    public async ValueTask OnRulesAsync(string device, IReadOnlyList<AccessRule> added, CancellationToken ct)
    {
        await OweAsync(device, ct);
        if ((await store.GetClientAsync(device, ct) & ProvisioningClientState.AskedFriends) == 0 || await boards.FindAsync(device, ct) is not { } board)
            return;
        foreach (string person in added.Where(rule => rule.Subject.Kind == AccessSubjectKind.Person).Select(rule => rule.Subject.Value).Distinct(StringComparer.Ordinal))
        {
            var jid = Jid.Parse(person);
            var word = await access.MaySeeAsync(jid, board, ct) ? ProvisioningXml.WriteFriend(jid) : ProvisioningXml.WriteUnfriend(jid);
            if (await boards.ReachAsync(board, ct) is { } mailbox)
                mailbox.TrySend(new Message { Payloads = [word] });
        }
    }

    /// <inheritdoc/>
    public async ValueTask OnAvailabilityAsync(Board board, CancellationToken ct)
    {
        // Not waited for: the board's answer comes by the session that tells us this.
        if (board.IsUp && (await store.GetClientAsync(board.Name, ct) & ProvisioningClientState.OwesClear) != 0)
            work.Start(token => ClearAsync(board.Name, token));
    }

    /// <inheritdoc/>
    public ValueTask OnValuesAsync(Board board, bool switched, CancellationToken ct) => default;

    private async ValueTask ClearAsync(string device, CancellationToken ct)
    {
        int change;
        lock (_lock)
            change = _changes.GetValueOrDefault(device);
        if (await boards.FindAsync(device, ct) is not { } board || await boards.ReachAsync(board, ct) is not { } mailbox)
            return;
        if (await mailbox.AskAsync(IqType.Set, ProvisioningXml.WriteClearCache(), ct) is not { Type: IqType.Result })
            return;
        lock (_lock)
        {
            if (_changes.GetValueOrDefault(device) != change)
                return;
        }

        await store.SetClientAsync(device, await store.GetClientAsync(device, ct) & ~ProvisioningClientState.OwesClear, ct);
    }
}
