using IotXmpp.Concentrator.Nodes;
using IotXmpp.Concentrator.Storage;

namespace IotXmpp.Concentrator.Sources;

/// <summary>The boards' store, with events of the data sources for what is changed through it. What another process changes is seen by the next request, without an event.</summary>
internal sealed class WatchedDeviceStore(IDeviceStore store, BoardTable boards, SourceEvents events) : IDeviceStore
{
    /// <inheritdoc/>
    public ValueTask<DeviceRecord?> FindAsync(string name, CancellationToken ct) => store.FindAsync(name, ct);

    /// <inheritdoc/>
    public IAsyncEnumerable<DeviceRecord> ListAsync(CancellationToken ct) => store.ListAsync(ct);

    /// <inheritdoc/>
    public async ValueTask<bool> AddAsync(DeviceRecord device, CancellationToken ct)
    {
        if (!await store.AddAsync(device, ct))
            return false;
        if (await boards.FindAsync(device.Name, ct) is { } board)
            await events.OnBoardAddedAsync(board, ct);
        return true;
    }

    /// <inheritdoc/>
    public async ValueTask<bool> UpdateAsync(DeviceRecord device, CancellationToken ct)
    {
        if (!await store.UpdateAsync(device, ct))
            return false;
        if (await boards.FindAsync(device.Name, ct) is { } board)
            await events.OnBoardChangedAsync(board, ct);
        return true;
    }

    /// <inheritdoc/>
    public async ValueTask<bool> RemoveAsync(string name, CancellationToken ct)
    {
        // Who may see it is known only while it is there.
        var board = await boards.FindAsync(name, ct);
        if (!await store.RemoveAsync(name, ct))
            return false;
        if (board is not null)
            await events.OnBoardRemovedAsync(board, ct);
        return true;
    }
}
