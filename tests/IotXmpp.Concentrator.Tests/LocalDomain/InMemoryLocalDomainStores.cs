using IotXmpp.Concentrator.Upstream.LocalDomain;
using IotXmpp.Xmpp.Addressing;

namespace IotXmpp.Concentrator.Tests.LocalDomain;

/// <summary>Accounts, rosters, offline messages and vCards in memory.</summary>
public sealed class InMemoryLocalDomainStores : IAccountStore, IRosterStore, IOfflineMessageStore, IVCardStore
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, LocalAccount> _accounts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SortedDictionary<string, RosterItem>> _rosters = [];
    private readonly List<(string Username, OfflineMessage Message)> _messages = [];
    private readonly Dictionary<string, string> _vCards = [];
    private long _lastId;

    /// <summary>Fails every call while set: a disk that is full.</summary>
    public IOException? Failure { get; set; }

    public LocalDomainStores All => new(this, this, this, this);

    ValueTask<LocalAccount?> IAccountStore.FindAsync(string username, CancellationToken ct) => Do(() => _accounts.GetValueOrDefault(username));

    ValueTask<IReadOnlyList<LocalAccount>> IAccountStore.ListAsync(CancellationToken ct) => Do<IReadOnlyList<LocalAccount>>(() => [.. _accounts.Values]);

    ValueTask<bool> IAccountStore.AddAsync(LocalAccount account, CancellationToken ct) => Do(() => _accounts.TryAdd(account.Username, account));

    ValueTask<bool> IAccountStore.UpdateAsync(LocalAccount account, CancellationToken ct) => Do(() =>
    {
        if (!_accounts.ContainsKey(account.Username))
            return false;
        _accounts[account.Username] = account;
        return true;
    });

    ValueTask<bool> IAccountStore.RemoveAsync(string username, CancellationToken ct) => Do(() =>
    {
        _rosters.Remove(username);
        _vCards.Remove(username);
        _messages.RemoveAll(entry => entry.Username == username);
        return _accounts.Remove(username);
    });

    ValueTask<IReadOnlyList<RosterItem>> IRosterStore.ListAsync(string username, CancellationToken ct) =>
        Do<IReadOnlyList<RosterItem>>(() => _rosters.TryGetValue(username, out var roster) ? [.. roster.Values] : []);

    async ValueTask IRosterStore.SetAsync(string username, RosterItem item, CancellationToken ct) => await Do(() =>
    {
        if (!_rosters.TryGetValue(username, out var roster))
            _rosters.Add(username, roster = new(StringComparer.Ordinal));
        roster[item.Contact.ToString()] = item;
        return true;
    });

    async ValueTask IRosterStore.RemoveAsync(string username, Jid contact, CancellationToken ct) =>
        await Do(() => _rosters.TryGetValue(username, out var roster) && roster.Remove(contact.ToString()));

    ValueTask<bool> IOfflineMessageStore.TryAddAsync(string username, string xml, int limit, CancellationToken ct) => Do(() =>
    {
        if (_messages.Count(entry => entry.Username == username) >= limit)
            return false;
        _messages.Add((username, new OfflineMessage(++_lastId, xml)));
        return true;
    });

    ValueTask<IReadOnlyList<OfflineMessage>> IOfflineMessageStore.ListAsync(string username, CancellationToken ct) =>
        Do<IReadOnlyList<OfflineMessage>>(() => [.. _messages.Where(entry => entry.Username == username).Select(entry => entry.Message)]);

    async ValueTask IOfflineMessageStore.RemoveAsync(string username, long upToId, CancellationToken ct) =>
        await Do(() => _messages.RemoveAll(entry => entry.Username == username && entry.Message.Id <= upToId));

    ValueTask<string?> IVCardStore.FindAsync(string username, CancellationToken ct) => Do(() => _vCards.GetValueOrDefault(username));

    async ValueTask IVCardStore.SetAsync(string username, string xml, CancellationToken ct) => await Do(() => _vCards[username] = xml);

    private ValueTask<T> Do<T>(Func<T> action)
    {
        lock (_lock)
            return Failure is null ? new(action()) : ValueTask.FromException<T>(Failure);
    }
}
