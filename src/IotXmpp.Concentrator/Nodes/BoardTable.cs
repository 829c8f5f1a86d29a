using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using IotXmpp.Concentrator.Devices;
using IotXmpp.Concentrator.Storage;

namespace IotXmpp.Concentrator.Nodes;

/// <summary>
/// All boards. Who is registered is always asked of the store, since the command line changes it beside the running service; what is
/// known of a board is kept here.
/// </summary>
internal sealed class BoardTable(ConcentratorOptions options, ConcentratorStores stores, IDeviceDirectory directory)
{
    private readonly ConcurrentDictionary<string, Board> _boards = new(StringComparer.Ordinal);

    /// <summary>Looks into the store so far.</summary>
    private long _reads;

    /// <summary>The board of that name, null if none is registered.</summary>
    public async ValueTask<Board?> FindAsync(string name, CancellationToken ct)
    {
        long read = Interlocked.Increment(ref _reads);
        if (await stores.Devices.FindAsync(name, ct) is { } record)
            return await OfAsync(record, read, ct);
        _boards.TryRemove(name, out _);
        return null;
    }

    /// <summary>All boards by name.</summary>
    public async IAsyncEnumerable<Board> ListAsync([EnumeratorCancellation] CancellationToken ct)
    {
        long read = Interlocked.Increment(ref _reads);
        await foreach (var record in stores.Devices.ListAsync(ct))
            yield return await OfAsync(record, read, ct);
    }

    /// <summary>The way to a board, null if it cannot be asked now.</summary>
    public async ValueTask<IDeviceMailbox?> ReachAsync(Board board, CancellationToken ct) =>
        await directory.FindAsync(board.Name, ct) is { IsReachable: true } mailbox ? mailbox : null;

    private async ValueTask<Board> OfAsync(DeviceRecord record, long read, CancellationToken ct)
    {
        if (!_boards.TryGetValue(record.Name, out var board))
        {
            // Two callers may both read the store: the first one's board is kept, the second's forgotten.
            board = new Board(record, options);
            board.Load(await stores.History.LastAsync(record.Name, ct));
            board = _boards.GetOrAdd(record.Name, board);
        }

        board.Update(record, read);
        return board;
    }
}
