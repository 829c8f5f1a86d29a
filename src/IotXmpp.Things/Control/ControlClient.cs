using System.Globalization;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Routing;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Things.Control;

/// <summary>Controls others (XEP-0325).</summary>
/// <param name="requests">Our requests; the owner of the stream feeds it the answers.</param>
public sealed class ControlClient(IqRequests requests)
{
    private static readonly ControlLimits Limits = new();

    // Boards keep the ids of what they have carried out beyond a session: each session counts from somewhere else.
    private int _lastId = Random.Shared.Next(1 << 24);

    /// <summary>Sends a <c>set</c> as an iq and waits for its answer.</summary>
    /// <remarks>
    /// Until when it may be carried out stands in the id, as seconds since 1970 behind a hyphen: boards of ours read it there and do nothing later
    /// (<c>unexpected-request</c>); to everybody else an id means nothing (RFC 6120 8.1.3).
    /// </remarks>
    /// <param name="from">Our address; null where the stream implies it.</param>
    /// <param name="to">The peer.</param>
    /// <param name="request">What to set.</param>
    /// <param name="trySend">Hands a stanza to the stream; false if that cannot be.</param>
    /// <param name="timeout">How long to wait.</param>
    /// <param name="ct">Cancels the waiting, not the command.</param>
    /// <returns>How the request ended, and what the peer said of it if it was answered.</returns>
    public async ValueTask<(IqAnswerKind Kind, ControlResult? Result)> SetAsync(Jid? from, Jid to, ControlRequest request, Func<Stanza, bool> trySend, TimeSpan timeout, CancellationToken ct)
    {
        string id = string.Create(CultureInfo.InvariantCulture, $"c{Interlocked.Increment(ref _lastId) & int.MaxValue}");
        if (request.NotAfter is { } expires)
            id += string.Create(CultureInfo.InvariantCulture, $"-{expires.ToUnixTimeSeconds()}");
        var iq = new Iq { Type = IqType.Set, Id = id, From = from, To = to, Payloads = [ControlXml.WriteSet(request)] };
        var answer = await requests.SendAsync(iq, trySend, timeout, ct);
        return (answer.Kind, answer.Iq is { } result ? ControlXml.ReadResult(result, Limits) : null);
    }
}
