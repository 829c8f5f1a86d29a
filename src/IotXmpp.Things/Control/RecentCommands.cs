using IotXmpp.Xmpp.Addressing;

namespace IotXmpp.Things.Control;

/// <summary>
/// The commands of the last minutes by full JID, stanza id and content: one that comes again, as after a lost answer or a resumed stream, is answered as before
/// and not carried out twice. The same id with other content is another command.
/// </summary>
/// <param name="window">How long a command is remembered.</param>
/// <param name="capacity">Commands remembered; the oldest are forgotten first.</param>
/// <param name="time">Clock.</param>
internal sealed class RecentCommands(TimeSpan window, int capacity, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(Jid Sender, string Id, string Content), Task<ControlResult>> _results = [];
    private readonly Queue<((Jid Sender, string Id, string Content) Key, long At)> _order = new();

    /// <summary>Carries a command out, or waits for what it gave before.</summary>
    public Task<ControlResult> OnceAsync(Jid sender, string id, string content, Func<Task<ControlResult>> execute)
    {
        var key = (sender, id, content);
        var first = new TaskCompletionSource<ControlResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            long now = time.GetTimestamp();
            while (_order.TryPeek(out var oldest) && (_order.Count >= capacity || time.GetElapsedTime(oldest.At, now) >= window))
                _results.Remove(_order.Dequeue().Key);
            if (_results.TryGetValue(key, out var earlier))
                return earlier;
            _results.Add(key, first.Task);
            _order.Enqueue((key, now));
        }

        return RunAsync(first, execute);
    }

    private static async Task<ControlResult> RunAsync(TaskCompletionSource<ControlResult> first, Func<Task<ControlResult>> execute)
    {
        try
        {
            var result = await execute();
            first.SetResult(result);
            return result;
        }
        catch (OperationCanceledException)
        {
            first.SetCanceled();
            throw;
        }
        catch (Exception e)
        {
            // Whoever sent it twice gets the same failure twice.
            first.SetException(e);
            _ = first.Task.Exception;
            throw;
        }
    }
}
