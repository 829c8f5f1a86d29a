namespace IotXmpp.Xmpp.Commands;

/// <summary>
/// The commands under way, bounded. A session is taken out while a request works on it, so that two requests never work on the
/// same one, and nothing is carried out twice.
/// </summary>
internal sealed class CommandSessions(CommandLimits limits, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, CommandSession> _sessions = new(StringComparer.Ordinal);
    private readonly HashSet<string> _ended = new(StringComparer.Ordinal);
    private readonly Queue<string> _endedInOrder = new();

    /// <summary>Commands under way.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                DropExpired();
                return _sessions.Count;
            }
        }
    }

    /// <summary>Takes a session out; null if there is none of that id.</summary>
    public CommandSession? Take(string id)
    {
        lock (_lock)
        {
            DropExpired();
            return _sessions.Remove(id, out var session) ? session : null;
        }
    }

    /// <summary>Puts a session back, or in; false if there are too many.</summary>
    public bool TryPut(CommandSession session)
    {
        lock (_lock)
        {
            DropExpired();
            if (_sessions.Count >= limits.MaxSessions || _sessions.Values.Count(other => other.Requester.Bare == session.Requester.Bare) >= limits.MaxSessionsPerPerson)
                return false;
            session.Touched = time.GetTimestamp();
            _sessions.Add(session.Id, session);
            return true;
        }
    }

    /// <summary>Remembers that a session is over.</summary>
    public void End(string id)
    {
        lock (_lock)
            Remember(id);
    }

    /// <summary>True if there was such a session not long ago.</summary>
    public bool HasEnded(string id)
    {
        lock (_lock)
            return _ended.Contains(id);
    }

    private void DropExpired()
    {
        foreach (var session in _sessions.Values.Where(session => time.GetElapsedTime(session.Touched) >= limits.Timeout).ToList())
        {
            _sessions.Remove(session.Id);
            Remember(session.Id);
        }
    }

    private void Remember(string id)
    {
        if (!_ended.Add(id))
            return;
        _endedInOrder.Enqueue(id);
        if (_endedInOrder.Count > limits.MaxEnded)
            _ended.Remove(_endedInOrder.Dequeue());
    }
}
