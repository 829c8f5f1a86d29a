using System.Globalization;
using IotXmpp.Concentrator.Service.Storage;
using IotXmpp.Concentrator.Storage;
using IotXmpp.Things.Model;

namespace IotXmpp.Service.Tests.Storage;

/// <summary>Boards as the history sees them: each reports numbers in order, one after the other, and reports again what was not accepted.</summary>
internal sealed class RetryingBoards : IAsyncDisposable
{
    private const int Count = 4;
    private static readonly DateTimeOffset Noon = new(2026, 7, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly CancellationToken Ct = CancellationToken.None;

    private readonly CancellationTokenSource _stop = new();
    private readonly HistoryStores _history;
    private readonly long _feedStart;
    private readonly Task[] _boards;
    private int _accepted;
    private int _refused;

    private RetryingBoards(HistoryStores history, long feedStart)
    {
        _history = history;
        _feedStart = feedStart;
        _boards = [.. Enumerable.Range(1, Count).Select(board => Task.Run(() => ReportAsync($"board{board}")))];
    }

    /// <summary>Readings that were accepted.</summary>
    public int Accepted => Volatile.Read(ref _accepted);

    /// <summary>Readings that were refused, and reported again.</summary>
    public int Refused => Volatile.Read(ref _refused);

    public static async Task<RetryingBoards> StartAsync(HistoryStores history) => new(history, await history.Feed.OpenAsync("mqtt", Ct));

    /// <summary>Waits until so many more readings were accepted.</summary>
    public async Task UntilAcceptedAsync(int more)
    {
        int target = Accepted + more;
        await UntilAsync(() => Accepted >= target);
    }

    public static async Task UntilAsync(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!condition())
            await tick.WaitForNextTickAsync(limit.Token);
    }

    /// <summary>Stops them, and checks that history, roll-ups and feed have everything that was accepted, once, and nothing else.</summary>
    public async Task StopAndCheckAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_boards);
        int stored = 0;
        for (int board = 1; board <= Count; board++)
        {
            var numbers = new List<string>();
            await foreach (var entry in _history.Readings.QueryAsync(new HistoryQuery { Device = $"board{board}", Limit = int.MaxValue }, Ct))
                numbers.Add(entry.Field.Value.Text);
            numbers.Should().Equal(Enumerable.Range(0, numbers.Count).Select(i => i.ToString(CultureInfo.InvariantCulture)), "each board's readings are there once and without a hole");
            foreach (var level in RollUps.Levels)
            {
                long counted = 0;
                double sum = 0;
                var query = new RollUpQuery($"board{board}", new NodeRef($"board{board}"), "Temperature", level, Noon.AddDays(-1), Noon.AddDays(100));
                await foreach (var part in _history.RollUps.QueryRollUpAsync(query, Ct))
                {
                    counted += part is RollUpBucket bucket ? bucket.Count : 0;
                    sum += (part as RollUpBucket)?.Sum ?? 0;
                }

                counted.Should().Be(numbers.Count);
                sum.Should().Be((double)numbers.Count * (numbers.Count - 1) / 2);
            }

            stored += numbers.Count;
        }

        // One that was stopped while it waited may have had its last reading stored.
        stored.Should().BeInRange(Accepted, Accepted + Count);
        var fed = await _history.Feed.ReadAsync(_feedStart, int.MaxValue, Ct);
        fed.Should().HaveCount(stored, "what is in the history is in the feed, once");
        foreach (var board in fed.GroupBy(entry => entry.Entry.Device))
            board.Select(entry => entry.Entry.Field.Timestamp).Should().BeInAscendingOrder("a board's readings are fed in its order");
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_boards);
        _stop.Dispose();
    }

    private async Task ReportAsync(string board)
    {
        for (int i = 0; !_stop.IsCancellationRequested; i++)
        {
            var field = new Field { Name = "Temperature", Value = FieldValue.Int(i), Timestamp = Noon.AddSeconds(i) };
            while (!_stop.IsCancellationRequested && !await TryAppendAsync(new HistoryEntry(board, new NodeRef(board), field)))
                await Task.Yield();
        }
    }

    private async Task<bool> TryAppendAsync(HistoryEntry entry)
    {
        try
        {
            await _history.Readings.AppendAsync([entry], Ct);
            Interlocked.Increment(ref _accepted);
            return true;
        }
        catch (IOException)
        {
            Interlocked.Increment(ref _refused);
            return false;
        }
    }
}
