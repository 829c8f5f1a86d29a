using IotXmpp.Concentrator.Upstream;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Concentrator.Tests;

/// <summary>The XMPP world in memory: keeps what the concentrator sends until a test asks for it.</summary>
internal sealed class ScriptedUpstream : IUpstream
{
    private readonly Lock _lock = new();
    private readonly List<Stanza> _sent = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool IsConnected { get; set; } = true;

    public int? MaxStanzaBytes { get; set; }

    /// <summary>If set, who has much to send needs one of these for each stanza: a reader that takes so many and then waits.</summary>
    public SemaphoreSlim? Room { get; set; }

    public ValueTask WaitForRoomAsync(Jid to, CancellationToken ct) => Room is { } room ? new(room.WaitAsync(ct)) : default;

    public ValueTask SendAsync(Stanza stanza, CancellationToken ct)
    {
        stanza.From.Should().NotBeNull("a component stamps its stanzas");
        stanza.To.Should().NotBeNull();
        lock (_lock)
        {
            _sent.Add(stanza);
            _changed.TrySetResult();
            _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        return default;
    }

    /// <summary>Takes the first stanza that fits, waiting for it if need be.</summary>
    public async Task<T> NextAsync<T>(Func<T, bool>? fits = null)
        where T : Stanza
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                int at = _sent.FindIndex(stanza => stanza is T each && (fits is null || fits(each)));
                if (at >= 0)
                {
                    var found = (T)_sent[at];
                    _sent.RemoveAt(at);
                    return found;
                }

                changed = _changed.Task;
            }

            try
            {
                await changed.WaitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                lock (_lock)
                    throw new TimeoutException($"No {typeof(T).Name} came. There are: {string.Join('\n', _sent.Select(stanza => stanza.ToElement()))}");
            }
        }
    }

    /// <summary>Takes everything sent so far.</summary>
    public IReadOnlyList<Stanza> TakeAll()
    {
        lock (_lock)
        {
            Stanza[] all = [.. _sent];
            _sent.Clear();
            return all;
        }
    }
}
