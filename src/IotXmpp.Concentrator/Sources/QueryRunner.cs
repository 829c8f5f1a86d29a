using IotXmpp.Things.Concentrators;
using IotXmpp.Things.Model;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Concentrator.Sources;

/// <summary>
/// Runs queries (XEP-0326 3.6.6, 3.7): one node after the other, in messages of bounded size, to the full JID that asked. A query ends when it is
/// done, aborted, or its requester has gone.
/// </summary>
internal sealed class QueryRunner(Jid domain, Func<Stanza, CancellationToken, ValueTask> send, SourceLimits limits, Action<Exception> onFault) : IAsyncDisposable
{
    /// <summary>Events in one message, beside records, of which an event holds a bounded number.</summary>
    private const int MaxEvents = 20;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Query> _queries = new(StringComparer.Ordinal);
    private bool _isStopped;

    /// <summary>Queries running or about to.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _queries.Count;
        }
    }

    /// <summary>Takes a query in; it begins with <see cref="Begin"/>.</summary>
    /// <returns>Its id; null if there are too many.</returns>
    public string? TryAdd(Jid requester, IReadOnlyList<(NodeRef Node, Func<CancellationToken, IAsyncEnumerable<QueryEvent>> Run)> nodes)
    {
        string id = Guid.NewGuid().ToString("N");
        lock (_lock)
        {
            if (_isStopped || _queries.Count >= limits.MaxQueries || _queries.Values.Count(query => query.Requester == requester) >= limits.MaxQueriesPerRequester)
                return null;
            _queries.Add(id, new Query(id, requester, [.. nodes.Select(node => new Part(node.Node, node.Run))]));
        }

        return id;
    }

    /// <summary>Begins a query that was taken in.</summary>
    public void Begin(string id)
    {
        lock (_lock)
        {
            if (!_isStopped && _queries.TryGetValue(id, out var query))
                query.Running = Task.Run(() => RunAsync(query));
        }
    }

    /// <summary>Aborts a query on nodes, those where it is over excepted.</summary>
    /// <returns>False if it runs on none of them, or is another's.</returns>
    public bool Abort(Jid requester, string id, IReadOnlyList<NodeRef> nodes)
    {
        List<Part> aborted;
        lock (_lock)
        {
            if (!_queries.TryGetValue(id, out var query) || query.Requester != requester)
                return false;
            aborted = [.. query.Parts.Where(part => !part.IsOver && nodes.Any(node => node.NodeId == part.Node.NodeId && node.SourceId == part.Node.SourceId))];
        }

        Cancel(aborted);
        return aborted.Count > 0;
    }

    /// <summary>A requester has gone: nobody is told anything more.</summary>
    /// <param name="requester">Full JID; a bare one for all of somebody's.</param>
    public void Forget(Jid requester)
    {
        Cancel(Forget(query => requester.IsBare ? query.Requester.Bare == requester : query.Requester == requester));
    }

    /// <summary>Ends all queries and waits for them. May be called again.</summary>
    public async ValueTask DisposeAsync()
    {
        Task[] running;
        lock (_lock)
        {
            _isStopped = true;
            running = [.. _queries.Values.Select(query => query.Running)];
        }

        Cancel(Forget(_ => true));
        await Task.WhenAll(running);
    }

    /// <summary>Outside the lock: what is cancelled may go on at once, on this thread.</summary>
    private static void Cancel(List<Part> parts)
    {
        foreach (var part in parts)
            part.Cancellation.Cancel();
    }

    private List<Part> Forget(Func<Query, bool> which)
    {
        var parts = new List<Part>();
        lock (_lock)
        {
            foreach (var query in _queries.Values.Where(which))
            {
                query.IsForgotten = true;
                parts.AddRange(query.Parts);
            }
        }

        return parts;
    }

    private async Task RunAsync(Query query)
    {
        try
        {
            foreach (var part in query.Parts)
                await RunAsync(query, part);
        }
        catch (Exception e)
        {
            // The top of this query's own loop: not even its end could be told.
            onFault(e);
        }
        finally
        {
            lock (_lock)
                _queries.Remove(query.Id);
        }
    }

    private async Task RunAsync(Query query, Part part)
    {
        var ct = part.Cancellation.Token;
        var events = new List<QueryEvent> { new QueryEvent.Started() };
        try
        {
            await foreach (var next in part.Run(ct))
            {
                ct.ThrowIfCancellationRequested();
                events.Add(next);
                if (events.Count < MaxEvents && next is not (QueryEvent.NewRecords or QueryEvent.NewObject))
                    continue;
                await SendAsync(query, part, events, ct);
                events = [];
            }

            events.Add(new QueryEvent.Done());
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            events = [new QueryEvent.Aborted()];
        }
        catch (Exception e)
        {
            // The top of this node's part: the requester learns that nothing follows, and the log the reason.
            onFault(e);
            events = [new QueryEvent.QueryMessage("Internal error.", QueryMessageType.Exception, QueryMessageLevel.Major), new QueryEvent.Aborted()];
        }

        lock (_lock)
            part.IsOver = true;
        if (!query.IsForgotten)
            await SendAsync(query, part, events, CancellationToken.None);
    }

    private ValueTask SendAsync(Query query, Part part, List<QueryEvent> events, CancellationToken ct) => send(
        new Message { From = domain, To = query.Requester, Payloads = [ConcentratorXml.WriteProgress(part.Node.SourceId ?? "", part.Node, query.Id, events)] }, ct);

    private sealed class Query(string id, Jid requester, IReadOnlyList<Part> parts)
    {
        internal string Id { get; } = id;

        internal Jid Requester { get; } = requester;

        internal IReadOnlyList<Part> Parts { get; } = parts;

        internal bool IsForgotten { get; set; }

        internal Task Running { get; set; } = Task.CompletedTask;
    }

    private sealed class Part(NodeRef node, Func<CancellationToken, IAsyncEnumerable<QueryEvent>> run)
    {
        internal NodeRef Node { get; } = node;

        internal Func<CancellationToken, IAsyncEnumerable<QueryEvent>> Run { get; } = run;

        /// <summary>Without timer or link: nothing to dispose of.</summary>
        internal CancellationTokenSource Cancellation { get; } = new();

        internal bool IsOver { get; set; }
    }
}
