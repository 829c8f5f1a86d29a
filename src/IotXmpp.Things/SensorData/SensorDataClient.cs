using System.Collections.Concurrent;
using IotXmpp.Things.Model;
using IotXmpp.Things.Portable;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Routing;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Things.SensorData;

/// <summary>Reads others (XEP-0323): asks, and collects what comes until it is done.</summary>
/// <param name="requests">Our requests; the owner of the stream feeds it the answers.</param>
/// <param name="trySend">Hands a stanza to the stream; false if that cannot be.</param>
/// <param name="limits">Bounds on what peers send.</param>
/// <param name="time">Clock and timers.</param>
public sealed class SensorDataClient(IqRequests requests, Func<Stanza, bool> trySend, SensorDataLimits limits, TimeProvider time)
{
    private readonly ConcurrentDictionary<(Jid Peer, string SequenceNumber), Readout> _readouts = new();
    private int _lastNumber;

    /// <summary>Reads a peer.</summary>
    /// <param name="from">Our address; null where the stream implies it.</param>
    /// <param name="to">The peer.</param>
    /// <param name="request">What to read; its sequence number is replaced by one of ours.</param>
    /// <param name="timeout">For the whole readout. What arrived until then is returned.</param>
    /// <param name="ct">Cancels the waiting.</param>
    public async ValueTask<ReadoutResult> ReadAsync(Jid? from, Jid to, ReadoutRequest request, TimeSpan timeout, CancellationToken ct)
    {
        string number = NextNumber();
        var readout = new Readout(request, limits.MaxFields);
        _readouts[(to, number)] = readout;
        try
        {
            // One clock for the whole readout, started before the peer can answer: a second one started later could miss its time.
            var ended = readout.Ended.Task.WaitAsync(timeout, time, ct);
            var iq = new Iq { Type = IqType.Get, Id = "r" + number, From = from, To = to, Payloads = [SensorDataXml.WriteRequest(request with { SequenceNumber = number })] };
            var answering = requests.SendAsync(iq, trySend, timeout, ct).AsTask();
            // Fields may overtake the answer, and their end implies it (XEP-0323 3).
            if (await Task.WhenAny(answering, ended) == ended)
                return readout.Result(await ended);
            var answer = await answering;
            if (answer.Kind != IqAnswerKind.Answered)
                return readout.Result(answer.Kind == IqAnswerKind.TimedOut ? ReadoutOutcome.TimedOut : ReadoutOutcome.Away);
            if (answer.Iq!.Type == IqType.Error)
                return readout.Result(ReadoutOutcome.Failed) with { Refusal = SensorDataErrors.Of(answer.Iq) };

            return readout.Result(await ended);
        }
        catch (TimeoutException)
        {
            return readout.Result(ReadoutOutcome.TimedOut);
        }
        finally
        {
            _readouts.TryRemove((to, number), out _);
            // Lets go of the clock when the readout ended before it.
            readout.End();
        }
    }

    /// <summary>Offers parsed fields from a peer; true if one of our readouts takes them.</summary>
    public bool TryTake(Jid peer, ReadoutFields fields)
    {
        if (!_readouts.TryGetValue((peer, fields.SequenceNumber), out var readout))
            return false;
        readout.Add(fields.Nodes);
        if (fields.Done)
            readout.End();
        return true;
    }

    /// <summary>Offers any other message of XEP-0323 from a peer; true if one of our readouts takes it.</summary>
    /// <exception cref="StanzaException">Malformed or over a limit.</exception>
    public bool TryTake(Jid peer, XmppElement payload)
    {
        if (payload.Namespace != Ns.SensorData)
            return false;
        switch (payload.LocalName)
        {
            case SensorDataNames.Fields:
                return TryTake(peer, SensorDataXml.ReadFields(payload, time.LocalTimeZone, limits));
            case SensorDataNames.Failure:
                var failure = SensorDataXml.ReadFailure(payload, time.LocalTimeZone, limits);
                if (!_readouts.TryGetValue((peer, failure.SequenceNumber), out var failed))
                    return false;
                failed.Add(failure.Errors);
                if (failure.Done)
                    failed.End();
                return true;
            case SensorDataNames.Done when _readouts.TryGetValue((peer, SensorDataXml.ReadSequenceNumber(payload)), out var done):
                done.End();
                return true;
            case SensorDataNames.Started:
                return _readouts.ContainsKey((peer, SensorDataXml.ReadSequenceNumber(payload)));
            default:
                return false;
        }
    }

    /// <summary>The way to the peers has ended: readouts under way end with what they have.</summary>
    public void Disconnect()
    {
        foreach (var readout in _readouts.Values)
            readout.Ended.TrySetResult(ReadoutOutcome.Away);
    }

    // xs:int, and small: a number costs a board as many octets as it has digits in text.
    private string NextNumber() => (Interlocked.Increment(ref _lastNumber) & int.MaxValue).ToString(System.Globalization.CultureInfo.InvariantCulture);

    private sealed class Readout(ReadoutRequest request, int maxFields)
    {
        private readonly Lock _lock = new();
        private readonly List<NodeFields> _nodes = [];
        private readonly List<ReadoutError> _errors = [];
        private int _left = maxFields;

        internal TaskCompletionSource<ReadoutOutcome> Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        internal void Add(IReadOnlyList<NodeFields> nodes)
        {
            lock (_lock)
            {
                // A peer that never ends does not fill our memory.
                foreach (var node in nodes)
                {
                    // What was asked for is a hint to the peer: who asked filters (XEP-0323 3). Not by node: one that was not named may be behind one that was (5.8).
                    var fields = node.Fields.Where(request.Matches).ToList();
                    if ((_left -= Math.Max(1, fields.Count)) >= 0 && (fields.Count > 0 || node.Fields.Count == 0))
                        _nodes.Add(fields.Count == node.Fields.Count ? node : node with { Fields = fields });
                }
            }
        }

        internal void Add(IReadOnlyList<ReadoutError> errors)
        {
            lock (_lock)
            {
                foreach (var error in errors)
                {
                    if (--_left >= 0)
                        _errors.Add(error);
                }
            }
        }

        internal void End() => Ended.TrySetResult(ReadoutOutcome.Done);

        internal ReadoutResult Result(ReadoutOutcome outcome)
        {
            lock (_lock)
                return new ReadoutResult(outcome == ReadoutOutcome.Done && _errors.Count > 0 ? ReadoutOutcome.Failed : outcome, [.. _nodes], [.. _errors]);
        }
    }
}
