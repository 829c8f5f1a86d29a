using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using IotXmpp.Concentrator.Bridging;
using Microsoft.Extensions.Logging;

namespace IotXmpp.Concentrator.Service.Bridges.AzureIotHub;

/// <summary>
/// The twin of a device of the hub. A wish of the back end, <c>{"control":{"Relay":true}}</c>, is a command to the board when it comes, and what became of it is reported as Plug
/// and Play has it: value, status (<c>ac</c>), version (<c>av</c>), words (<c>ad</c>). A wish that may be old, since it was made while we were not connected for longer than
/// <see cref="AzureIotHubOptions.DesiredMaxAge"/>, is not carried out: nothing runs late (decision 0023).
/// </summary>
internal sealed class HubTwin(HubIdentity identity, AzureIotHubOptions options, IBridge bridge, IBoardGateway gateway, BoardMethods methods, TimeProvider time, Random random, ILogger log)
{
    private const string Control = "control";

    private const string Version = "$version";

    /// <summary>Wishes that wait. They come one at a time; a back end that has sent more than this is ahead of its own boards.</summary>
    private const int MaxWaiting = 100;

    /// <summary>Longest pause before a throttled twin is asked again.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(100);

    private readonly Dictionary<(string Board, string Parameter), JsonObject> _acknowledged = [];
    private readonly SemaphoreSlim _wake = new(0, 1);
    private Channel<byte[]> _patches = NewChannel();
    private JsonObject? _wished;
    private JsonObject _reported = [];
    private int _version;
    private bool _dirty;
    private bool _urgent;

    /// <summary>What is wrong with it; null if nothing is.</summary>
    public string? Problem { get; private set; }

    /// <summary>A new connection: what comes from now on is new.</summary>
    public void Begin() => _patches = NewChannel();

    /// <summary>New wishes came.</summary>
    public void OnDesired(byte[] body)
    {
        _patches.Writer.TryWrite(body);
        Wake();
    }

    /// <summary>A board has new values or came or went.</summary>
    /// <param name="isUrgent">True if the back end is not to wait for the end of the interval.</param>
    public void OnBoard(bool isUrgent)
    {
        Volatile.Write(ref _dirty, true);
        if (isUrgent)
            Volatile.Write(ref _urgent, true);
        Wake();
    }

    /// <summary>Works as long as the connection lasts.</summary>
    /// <param name="requests">Questions on that connection.</param>
    /// <param name="gap">How long ago the hub was last heard on the connection before; null if there was none.</param>
    /// <param name="ct">Ends it.</param>
    public async Task RunAsync(TwinRequests requests, TimeSpan? gap, CancellationToken ct)
    {
        if (await ReadAsync(requests, ct) is not { } twin)
            return;
        _reported = twin["reported"] as JsonObject ?? [];
        _reported.Remove(Version);
        await OnReadAsync(twin["desired"] as JsonObject ?? [], gap, ct);
        OnBoard(isUrgent: true);
        var next = time.GetUtcNow();
        while (true)
        {
            while (_patches.Reader.TryRead(out byte[]? patch))
                await OnPatchAsync(patch, ct);
            if (Volatile.Read(ref _dirty) && (Volatile.Read(ref _urgent) || time.GetUtcNow() >= next))
            {
                Volatile.Write(ref _dirty, false);
                Volatile.Write(ref _urgent, false);
                await ReportAsync(requests, ct);
                next = time.GetUtcNow() + options.TwinInterval;
                continue;
            }

            await WaitAsync(Volatile.Read(ref _dirty) ? next - time.GetUtcNow() : Timeout.InfiniteTimeSpan, ct);
        }
    }

    private static Channel<byte[]> NewChannel() => Channel.CreateBounded<byte[]>(MaxWaiting);

    private static JsonObject? Parse(byte[] body)
    {
        try
        {
            return JsonNode.Parse(body) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private void Wake()
    {
        try
        {
            if (_wake.CurrentCount == 0)
                _wake.Release();
        }
        catch (SemaphoreFullException)
        {
            // Somebody else woke it in between.
        }
    }

    private async Task WaitAsync(TimeSpan longest, CancellationToken ct)
    {
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(ct);
        using var timer = longest == Timeout.InfiniteTimeSpan
            ? null
            : time.CreateTimer(static state => ((CancellationTokenSource)state!).Cancel(), waiting, longest > TimeSpan.Zero ? longest : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        try
        {
            await _wake.WaitAsync(waiting.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            // The interval is over.
        }
    }

    private async Task<JsonObject?> ReadAsync(TwinRequests requests, CancellationToken ct)
    {
        var pause = TimeSpan.FromSeconds(1);
        while (true)
        {
            var (status, body) = await requests.GetAsync(ct);
            if (status == HubStatus.Done && Parse(body) is { } twin)
            {
                Problem = null;
                return twin;
            }

            Tell($"The hub does not show it: {status}.");
            if (status is not (HubStatus.Busy or >= 500))
                return null;
            await Task.Delay(Jitter(pause), time, ct);
            pause = pause < LongestPause ? pause * 2 : LongestPause;
        }
    }

    /// <summary>The wishes as they are after a new connection: what is new among them came while there was none.</summary>
    private async Task OnReadAsync(JsonObject desired, TimeSpan? gap, CancellationToken ct)
    {
        int version = VersionOf(desired);
        bool isFresh = gap is { } away && away <= options.DesiredMaxAge && _wished is not null;
        foreach (string board in TwinState.BoardsOf(identity, desired))
        {
            if (TwinState.Of(identity, desired, board)?[Control] is not JsonObject wishes)
                continue;
            var known = isFresh ? TwinState.Of(identity, _wished!, board)?[Control] as JsonObject : null;
            var reported = TwinState.Of(identity, _reported, board)?[Control] as JsonObject;
            var news = new JsonObject();
            foreach (var (key, wish) in wishes)
            {
                // By us, on a connection that broke before the report; or by the twin, from before the start.
                var before = _acknowledged.GetValueOrDefault((board, TwinState.Name(key))) is { } told && (int?)told["av"] == version ? told : reported?[key] as JsonObject;
                // What was answered is answered, by us or by the service before it was restarted.
                if (before is not null && JsonNode.DeepEquals(before["value"], wish))
                    _acknowledged[(board, TwinState.Name(key))] = (JsonObject)before.DeepClone();
                else if (!isFresh || !JsonNode.DeepEquals(known?[key], wish))
                    news[key] = wish?.DeepClone();
            }

            if (news.Count > 0)
                await CarryOutAsync(board, news, version, isFresh, ct);
        }

        _version = version;
        _wished = desired;
    }

    private async Task OnPatchAsync(byte[] body, CancellationToken ct)
    {
        if (Parse(body) is not { } patch)
        {
            Tell("A wish is no JSON.");
            return;
        }

        int version = VersionOf(patch);
        // Older than what the twin has shown: it is part of that.
        if (version <= _version)
            return;
        _version = version;
        patch.Remove(Version);
        _wished ??= [];
        JsonPatch.Merge(_wished, patch);
        foreach (string board in TwinState.BoardsOf(identity, patch).ToList())
        {
            if (TwinState.Of(identity, patch, board)?[Control] is JsonObject wishes && wishes.Count > 0)
                await CarryOutAsync(board, wishes, version, isFresh: true, ct);
        }
    }

    private async Task CarryOutAsync(string board, JsonObject wishes, int version, bool isFresh, CancellationToken ct)
    {
        var values = new JsonObject();
        foreach (var (key, wish) in wishes)
        {
            if (wish is null)
                _acknowledged.Remove((board, TwinState.Name(key)));
            else
                values[TwinState.Name(key)] = wish.DeepClone();
        }

        if (values.Count > 0)
        {
            MethodAnswer answer;
            if (isFresh)
            {
                using var document = JsonDocument.Parse(values.ToJsonString());
                answer = await methods.SetAsync(board, document.RootElement, ct);
            }
            else
                answer = MethodAnswer.Fail(HubStatus.Late, "It was wished while there was no connection: nothing was done. Wish it again.");
            AzureLog.Desired(log, board, version, answer.Status);
            foreach (var (parameter, value) in values)
            {
                _acknowledged[(board, parameter)] = new JsonObject
                {
                    ["value"] = value!.DeepClone(), ["ac"] = answer.Status, ["av"] = version, ["ad"] = (string?)answer.Payload["error"] ?? "done",
                };
            }
        }

        OnBoard(isUrgent: true);
    }

    private async Task ReportAsync(TwinRequests requests, CancellationToken ct)
    {
        var boards = new List<BridgedBoard>();
        if (identity.Board is not { } own)
        {
            await foreach (var board in gateway.ListAsync(bridge, ct))
                boards.Add(board);
        }
        else if (await gateway.FindAsync(bridge, own, ct) is { } found)
            boards.Add(found);
        var state = TwinState.Render(identity, boards, _acknowledged);
        if (JsonPatch.Diff(_reported, state) is not { } patch)
            return;
        var pause = TimeSpan.FromSeconds(1);
        while (true)
        {
            var (status, _) = await requests.ReportAsync(Encoding.UTF8.GetBytes(patch.ToJsonString()), ct);
            if (status is >= 200 and < 300)
            {
                _reported = state;
                Problem = null;
                return;
            }

            Tell(status == HubStatus.BadRequest ? "The hub does not take what is reported: it is too large or has names that it does not allow." : $"The hub does not take reports: {status}.");
            if (status is not (HubStatus.Busy or >= 500))
                return;
            await Task.Delay(Jitter(pause), time, ct);
            pause = pause < LongestPause ? pause * 2 : LongestPause;
        }
    }

    private TimeSpan Jitter(TimeSpan most) => most * (0.5 + (random.NextDouble() / 2));

    private void Tell(string problem)
    {
        if (Problem != problem)
            AzureLog.TwinProblem(log, identity.DeviceId, problem);
        Problem = problem;
    }

    private static int VersionOf(JsonObject side) => side[Version] is JsonValue version && version.TryGetValue(out int number) ? number : 0;
}
