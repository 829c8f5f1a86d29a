using IotXmpp.Concentrator.Storage;

namespace IotXmpp.Concentrator.Service.Storage.Postgres;

/// <summary>An append that waits for its group to be stored.</summary>
internal sealed class PostgresAppend(IReadOnlyList<HistoryEntry> entries, CancellationToken ct)
{
    // Continuations must not run on the loop that stores.
    private readonly TaskCompletionSource<int> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IReadOnlyList<HistoryEntry> Entries => entries;

    public Task<int> Result => _done.Task;

    /// <summary>How many of its entries were new.</summary>
    public int Added { get; set; }

    /// <summary>True if nobody waits any more; then it is not stored.</summary>
    public bool TryCancel() => ct.IsCancellationRequested && _done.TrySetCanceled(ct);

    public void Complete(Exception? error)
    {
        if (error is null)
            _done.SetResult(Added);
        else
            _done.SetException(error);
    }
}
