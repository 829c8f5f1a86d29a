using System.Collections.Concurrent;
using System.Globalization;

namespace IotXmpp.Concentrator.Service.Bridges.AzureIotHub;

/// <summary>Questions about the twin on one connection, and their answers.</summary>
internal sealed class TwinRequests(MqttLink link, TimeProvider time)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, TaskCompletionSource<(int Status, byte[] Body)>> _waiting = new();
    private int _last;

    /// <summary>Takes an answer.</summary>
    public void OnResult(int status, string request, byte[] body)
    {
        if (_waiting.TryRemove(request, out var waiting))
            waiting.TrySetResult((status, body));
    }

    /// <summary>Reads the twin.</summary>
    public Task<(int Status, byte[] Body)> GetAsync(CancellationToken ct) => AskAsync(HubTopics.TwinGet, default, ct);

    /// <summary>Reports properties: a merge patch.</summary>
    public Task<(int Status, byte[] Body)> ReportAsync(byte[] patch, CancellationToken ct) => AskAsync(HubTopics.Report, patch, ct);

    /// <exception cref="HubException">The connection broke.</exception>
    /// <returns>504 if the hub did not answer.</returns>
    private async Task<(int Status, byte[] Body)> AskAsync(Func<string, string> topic, ReadOnlyMemory<byte> body, CancellationToken ct)
    {
        string request = Interlocked.Increment(ref _last).ToString("x", CultureInfo.InvariantCulture);
        // Before it is sent: the answer may be there at once.
        var answer = _waiting[request] = new(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            await link.PublishAsync(topic(request), body, isAcknowledged: false, ct);
            var first = await Task.WhenAny(answer.Task, link.Closed).WaitAsync(Timeout, time, ct);
            return first == answer.Task ? await answer.Task : throw new HubException(await link.Closed);
        }
        catch (TimeoutException)
        {
            return (HubStatus.TimedOut, []);
        }
        finally
        {
            _waiting.TryRemove(request, out _);
        }
    }
}
