using System.Xml;
using IotXmpp.Concentrator.Storage.Access;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Concentrator.Provisioning;

/// <summary>
/// Answers of the provisioning server (XEP-0324 5.2): the least recently used go first, all go at its word, each after some time, and they survive a restart
/// so that a power failure does not bring everybody's questions at once.
/// </summary>
internal sealed class PermissionCache(IProvisioningStore store, int capacity, TimeSpan maxAge, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, LinkedListNode<(string Key, XmppElement Answer, DateTimeOffset At)>> _byKey = new(StringComparer.Ordinal);

    /// <summary>The least recently used first.</summary>
    private readonly LinkedList<(string Key, XmppElement Answer, DateTimeOffset At)> _order = new();
    private long _generation;

    /// <summary>Grows when all answers are forgotten: what was asked before counts no more then.</summary>
    public long Generation => Volatile.Read(ref _generation);

    /// <summary>Takes in what was kept. Answers of another server are forgotten: this one is trusted now (XEP-0324 5.2).</summary>
    /// <param name="server">Whose answers these are; every key begins with it.</param>
    /// <param name="ct">Cancels.</param>
    public async ValueTask LoadAsync(string server, CancellationToken ct)
    {
        var kept = await store.ListAnswersAsync(ct);
        if (kept.Any(answer => !answer.Key.StartsWith(server + " ", StringComparison.Ordinal)))
        {
            await store.ClearAnswersAsync(ct);
            return;
        }

        foreach (var answer in kept)
        {
            try
            {
                Put(answer.Key, XmppElement.Parse(answer.Xml), answer.At);
            }
            catch (XmlException)
            {
                // Not what we wrote: the server is asked again.
                await store.RemoveAnswerAsync(answer.Key, ct);
            }
        }
    }

    /// <summary>The answer to a question; null if it is not known, or too old.</summary>
    public XmppElement? Find(string key)
    {
        lock (_lock)
        {
            if (!_byKey.TryGetValue(key, out var node) || time.GetUtcNow() - node.Value.At >= maxAge)
                return null;
            _order.Remove(node);
            _order.AddLast(node);
            return node.Value.Answer;
        }
    }

    /// <summary>Keeps an answer, unless everything was forgotten since the question was asked.</summary>
    /// <param name="key">What was asked.</param>
    /// <param name="answer">What was answered.</param>
    /// <param name="generation"><see cref="Generation"/> before the question.</param>
    /// <param name="ct">Cancels.</param>
    public async ValueTask AddAsync(string key, XmppElement answer, long generation, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        string? evicted;
        lock (_lock)
        {
            if (generation != _generation)
                return;
            evicted = Put(key, answer, now);
        }

        await store.SetAnswerAsync(new CachedAnswer(key, answer.ToString(), now), ct);
        if (evicted is not null)
            await store.RemoveAnswerAsync(evicted, ct);
        // Forgotten while it was being stored: it must not come back with a restart.
        if (generation != Generation)
            await store.RemoveAnswerAsync(key, ct);
    }

    /// <summary>Forgets everything (XEP-0324 3.5.1).</summary>
    public async ValueTask ClearAsync(CancellationToken ct)
    {
        lock (_lock)
        {
            _generation++;
            _byKey.Clear();
            _order.Clear();
        }

        await store.ClearAnswersAsync(ct);
    }

    private string? Put(string key, XmppElement answer, DateTimeOffset at)
    {
        if (_byKey.Remove(key, out var old))
            _order.Remove(old);
        _byKey.Add(key, _order.AddLast((key, answer, at)));
        if (_byKey.Count <= capacity)
            return null;
        string oldest = _order.First!.Value.Key;
        _order.RemoveFirst();
        _byKey.Remove(oldest);
        return oldest;
    }
}
