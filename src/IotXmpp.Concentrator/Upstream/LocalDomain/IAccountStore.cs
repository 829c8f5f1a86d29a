namespace IotXmpp.Concentrator.Upstream.LocalDomain;

/// <summary>Accounts of the local domain. Another process may write at the same time; every call sees what was durable when it began.</summary>
/// <remarks>Every method may throw <see cref="IOException"/> when the store cannot be used now.</remarks>
public interface IAccountStore
{
    /// <summary>The account of that localpart, null if there is none.</summary>
    ValueTask<LocalAccount?> FindAsync(string username, CancellationToken ct);

    /// <summary>All accounts in ordinal order of their names.</summary>
    ValueTask<IReadOnlyList<LocalAccount>> ListAsync(CancellationToken ct);

    /// <summary>Adds an account; false, and no change, if the name is taken. Durable on return.</summary>
    ValueTask<bool> AddAsync(LocalAccount account, CancellationToken ct);

    /// <summary>Replaces the account of the same name; false if there is none.</summary>
    ValueTask<bool> UpdateAsync(LocalAccount account, CancellationToken ct);

    /// <summary>Removes an account with its roster, offline messages and vCard; false if there is none.</summary>
    ValueTask<bool> RemoveAsync(string username, CancellationToken ct);
}
