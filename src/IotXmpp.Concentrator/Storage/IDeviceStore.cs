namespace IotXmpp.Concentrator.Storage;

/// <summary>
/// The registered boards. Another process may write at the same time (the command line next to the running service): every call
/// sees what was durable when it began.
/// </summary>
public interface IDeviceStore
{
    /// <summary>The board of that name, null if there is none.</summary>
    ValueTask<DeviceRecord?> FindAsync(string name, CancellationToken ct);

    /// <summary>All boards by name, in ordinal order.</summary>
    IAsyncEnumerable<DeviceRecord> ListAsync(CancellationToken ct);

    /// <summary>Adds a board; false, and no change, if the name is taken. Durable on return.</summary>
    ValueTask<bool> AddAsync(DeviceRecord device, CancellationToken ct);

    /// <summary>Replaces the board of the same name; false if there is none. Durable on return.</summary>
    ValueTask<bool> UpdateAsync(DeviceRecord device, CancellationToken ct);

    /// <summary>Removes a board; false if there is none. Its history stays until <see cref="IHistoryStore.RemoveAsync"/>.</summary>
    ValueTask<bool> RemoveAsync(string name, CancellationToken ct);
}
