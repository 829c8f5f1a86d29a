using System.Diagnostics.CodeAnalysis;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Xmpp.Streams;

/// <summary>
/// A bound session: the queue towards its peer, the counters of stream management, and its owner. It outlives the connection
/// that carries it (XEP-0198 5). <see cref="TrySend(Stanza)"/> and <see cref="Close"/> come from any thread; the rest belongs to the connection.
/// </summary>
internal sealed class ServerSession : IStreamSession
{
    private readonly Lock _gate = new();
    private readonly Queue<Stanza> _waiting = new();
    private readonly Queue<Stanza> _unacknowledged = new();
    private readonly Dictionary<Stanza, Action> _onAcknowledged = new(ReferenceEqualityComparer.Instance);
    private readonly SemaphoreSlim _ownersTurn = new(1, 1);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly int _maxQueued;
    private readonly Action<ServerSession> _onDetachedEnd;
    private ServerConnection? _connection;
    private IBoundSession? _owner;
    private StreamTraits _traits;
    private bool _isClosing;
    private bool _isEnded;
    private bool _overflowed;
    private uint _acknowledged;
    private CancellationTokenSource? _attached;
    private TaskCompletionSource? _room;

    /// <param name="jid">Full JID.</param>
    /// <param name="host">The domain's host.</param>
    /// <param name="connection">The connection that binds it.</param>
    /// <param name="maxQueued">Most stanzas waiting or unacknowledged.</param>
    /// <param name="onDetachedEnd">Called when it must end while no connection is there to do it. Must not block.</param>
    public ServerSession(Jid jid, IStreamHost host, ServerConnection connection, int maxQueued, Action<ServerSession> onDetachedEnd)
    {
        Jid = jid;
        Host = host;
        _connection = connection;
        _traits = connection.Traits;
        _maxQueued = maxQueued;
        _onDetachedEnd = onDetachedEnd;
    }

    public Jid Jid { get; }

    /// <summary>The domain's host.</summary>
    public IStreamHost Host { get; }

    public StreamTraits Traits
    {
        get
        {
            lock (_gate)
                return _traits;
        }
    }

    /// <summary>Name for <c>previd</c>; null unless the peer enabled resumption.</summary>
    public string? ResumptionId { get; set; }

    /// <summary>How long it waits to be resumed.</summary>
    public TimeSpan ResumptionTime { get; set; }

    /// <summary>True once stanzas are counted (XEP-0198 3).</summary>
    public bool IsManaged { get; private set; }

    /// <summary>Stanzas of the peer that are safe with the owner: the <c>h</c> we send. Modulo 2^32.</summary>
    public uint Handled { get; set; }

    /// <summary>The connection that carries it now; null while detached.</summary>
    public ServerConnection? Connection
    {
        get
        {
            lock (_gate)
                return _connection;
        }
    }

    /// <summary>Stanzas sent and not acknowledged.</summary>
    public int UnacknowledgedCount
    {
        get
        {
            lock (_gate)
                return _unacknowledged.Count;
        }
    }

    /// <summary>Completes when the session is over and its owner knows.</summary>
    public Task Ended => _ended.Task;

    public bool TrySend(Stanza stanza, Action onAcknowledged)
    {
        lock (_gate)
        {
            if (IsManaged)
                _onAcknowledged[stanza] = onAcknowledged;
        }

        if (TrySend(stanza))
            return true;
        lock (_gate)
            _onAcknowledged.Remove(stanza);
        return false;
    }

    public bool TrySend(Stanza stanza)
    {
        ServerConnection? connection;
        bool accepted;
        lock (_gate)
        {
            if (_isClosing || _isEnded)
                return false;
            accepted = _waiting.Count + _unacknowledged.Count < _maxQueued;
            if (accepted)
                _waiting.Enqueue(stanza);
            else
                _isClosing = _overflowed = true;
            connection = _connection;
        }

        if (accepted)
            connection?.Wake();
        else if (connection is not null)
            connection.Abort(StreamEnding.Failed(new StreamException(StreamErrorCondition.ResourceConstraint, "Too many stanzas wait for this session.")));
        else
            _onDetachedEnd(this);
        return accepted;
    }

    public async ValueTask WaitForRoomAsync(CancellationToken ct)
    {
        while (true)
        {
            Task room;
            lock (_gate)
            {
                if (_isClosing || _isEnded || HasRoom)
                    return;
                _room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                room = _room.Task;
            }

            await room.WaitAsync(ct);
        }
    }

    public void Close(StreamErrorCondition? error)
    {
        ServerConnection? connection;
        lock (_gate)
        {
            if (_isClosing || _isEnded)
                return;
            _isClosing = true;
            connection = _connection;
        }

        if (connection is not null)
            connection.Abort(error is { } condition ? StreamEnding.Failed(new StreamException(condition)) : StreamEnding.Orderly);
        else
            _onDetachedEnd(this);
    }

    /// <summary>Sets the owner once binding has succeeded.</summary>
    public void Own(IBoundSession owner) => _owner = owner;

    /// <summary>Counting begins with the next stanza of each side.</summary>
    public void BeginManagement()
    {
        lock (_gate)
        {
            IsManaged = true;
            Handled = 0;
            _acknowledged = 0;
        }
    }

    /// <summary>The next stanza to write; false if none waits. It counts as sent unless the caller calls <see cref="Forget"/>.</summary>
    public bool TryTake([NotNullWhen(true)] out Stanza? stanza)
    {
        lock (_gate)
        {
            if (_overflowed || !_waiting.TryDequeue(out stanza))
            {
                stanza = null;
                return false;
            }

            _unacknowledged.Enqueue(stanza);
            return true;
        }
    }

    /// <summary>The stanza taken last was not written after all: it does not count.</summary>
    public void Forget()
    {
        lock (_gate)
        {
            // The one taken last is at the tail; a queue has no such end, and this is the rare way.
            for (int i = _unacknowledged.Count; i > 1; i--)
                _unacknowledged.Enqueue(_unacknowledged.Dequeue());
            _unacknowledged.Dequeue();
        }
    }

    /// <summary>The transport has taken all stanzas taken so far: without stream management that is all we will ever know.</summary>
    public void ConfirmWritten()
    {
        lock (_gate)
        {
            if (!IsManaged)
                _unacknowledged.Clear();
            TellRoom();
        }
    }

    /// <summary>The peer has handled all stanzas up to <paramref name="h"/> (XEP-0198 4).</summary>
    /// <exception cref="StreamException">More than were sent.</exception>
    public void Acknowledge(uint h)
    {
        List<Action>? acknowledged = null;
        lock (_gate)
        {
            // Unsigned difference: the counters wrap at 2^32.
            uint count = unchecked(h - _acknowledged);
            if (count > (uint)_unacknowledged.Count)
            {
                uint sent = unchecked(_acknowledged + (uint)_unacknowledged.Count);
                throw new StreamException(StreamErrorCondition.UndefinedCondition, $"You acknowledged {h} stanzas, but {sent} were sent.")
                {
                    Application = StreamManagement.HandledCountTooHigh(h, sent),
                };
            }

            for (; count > 0; count--)
            {
                if (_onAcknowledged.Remove(_unacknowledged.Dequeue(), out var action))
                    (acknowledged ??= []).Add(action);
            }

            _acknowledged = h;
            TellRoom();
        }

        foreach (var action in acknowledged ?? [])
            action();
    }

    /// <summary>The peer has resumed: what it has not seen is to be sent again, first and in order (XEP-0198 5).</summary>
    /// <exception cref="StreamException">It claims more than were sent.</exception>
    public void AcknowledgeAndRepeat(uint h)
    {
        Acknowledge(h);
        lock (_gate)
        {
            while (_waiting.TryDequeue(out var stanza))
                _unacknowledged.Enqueue(stanza);
            while (_unacknowledged.TryDequeue(out var stanza))
                _waiting.Enqueue(stanza);
        }
    }

    /// <summary>Takes the session over for a new connection.</summary>
    /// <returns>False if the session has ended meanwhile or still has a connection.</returns>
    public bool TryAttach(ServerConnection connection)
    {
        CancellationTokenSource? attached;
        lock (_gate)
        {
            if (_isClosing || _isEnded || _connection is not null)
                return false;
            _connection = connection;
            _traits = connection.Traits;
            attached = _attached;
            _attached = null;
        }

        attached?.Cancel();
        attached?.Dispose();
        return true;
    }

    /// <summary>The connection is gone and the session waits.</summary>
    /// <param name="attached">Cancelled when the peer is back.</param>
    /// <returns>False if the session has to end instead.</returns>
    public bool TryDetach(out CancellationToken attached)
    {
        lock (_gate)
        {
            attached = default;
            if (_isClosing || _isEnded)
                return false;
            _connection = null;
            _attached = new CancellationTokenSource();
            attached = _attached.Token;
            return true;
        }
    }

    /// <summary>Marks the session as over. True for the first caller only, who then tells the owner.</summary>
    public bool TryEnd()
    {
        lock (_gate)
        {
            bool first = !_isEnded;
            _isClosing = _isEnded = true;
            TellRoom();
            return first;
        }
    }

    /// <summary>The owner has been told that the session is over.</summary>
    public void ReportEnded() => _ended.TrySetResult();

    /// <summary>What the peer never acknowledged, oldest first.</summary>
    public IReadOnlyList<Stanza> TakeUndelivered()
    {
        lock (_gate)
        {
            List<Stanza> undelivered = [.. _unacknowledged, .. _waiting];
            _unacknowledged.Clear();
            _waiting.Clear();
            _onAcknowledged.Clear();
            return undelivered;
        }
    }

    private bool HasRoom => (_waiting.Count + _unacknowledged.Count) * 2 <= _maxQueued;

    /// <summary>Wakes who waits for room, under the gate.</summary>
    private void TellRoom()
    {
        if (_room is null || !(_isEnded || HasRoom))
            return;
        _room.SetResult();
        _room = null;
    }

    /// <summary>Calls the owner, one call at a time.</summary>
    public async ValueTask TellOwnerAsync<T>(Func<IBoundSession, T, CancellationToken, ValueTask> call, T argument, CancellationToken ct)
    {
        if (_owner is null)
            return;
        await _ownersTurn.WaitAsync(ct);
        try
        {
            await call(_owner, argument, ct);
        }
        finally
        {
            _ownersTurn.Release();
        }
    }
}
