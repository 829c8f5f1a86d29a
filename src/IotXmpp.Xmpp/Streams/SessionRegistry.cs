using IotXmpp.Xmpp.Addressing;

namespace IotXmpp.Xmpp.Streams;

/// <summary>The sessions of all domains, by address and by the name under which they may be resumed. Thread-safe.</summary>
internal sealed class SessionRegistry
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Jid, ServerSession> _byJid = [];
    private readonly Dictionary<string, ServerSession> _byResumptionId = new(StringComparer.Ordinal);
    private readonly LinkedList<ServerSession> _detached = new();

    /// <summary>Adds a session; false, with the one that holds the address, if it is taken.</summary>
    public bool TryAdd(ServerSession session, out ServerSession holder)
    {
        lock (_gate)
        {
            bool added = _byJid.TryAdd(session.Jid, session);
            holder = _byJid[session.Jid];
            return added;
        }
    }

    /// <summary>The session may be resumed as <paramref name="id"/>.</summary>
    public void MakeResumable(ServerSession session, string id)
    {
        lock (_gate)
        {
            session.ResumptionId = id;
            _byResumptionId[id] = session;
        }
    }

    /// <summary>The session of that name, null if there is none (any more).</summary>
    public ServerSession? FindResumable(string id)
    {
        lock (_gate)
            return _byResumptionId.GetValueOrDefault(id);
    }

    /// <summary>The session waits for its peer. Returns the oldest waiting one if there are now more than <paramref name="most"/>, to be ended.</summary>
    public ServerSession? Detached(ServerSession session, int most)
    {
        lock (_gate)
        {
            _detached.AddLast(session);
            return _detached.Count > most ? _detached.First!.Value : null;
        }
    }

    /// <summary>The session's peer is back.</summary>
    public void Attached(ServerSession session)
    {
        lock (_gate)
            _detached.Remove(session);
    }

    /// <summary>Forgets an ended session.</summary>
    public void Remove(ServerSession session)
    {
        lock (_gate)
        {
            if (_byJid.GetValueOrDefault(session.Jid) == session)
                _byJid.Remove(session.Jid);
            if (session.ResumptionId is not null)
                _byResumptionId.Remove(session.ResumptionId);
            _detached.Remove(session);
        }
    }

    /// <summary>All sessions there are now.</summary>
    public IReadOnlyList<ServerSession> Snapshot()
    {
        lock (_gate)
            return [.. _byJid.Values];
    }
}
