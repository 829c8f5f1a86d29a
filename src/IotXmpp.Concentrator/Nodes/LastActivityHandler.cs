using System.Globalization;
using IotXmpp.Concentrator.Access;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Routing;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Concentrator.Nodes;

/// <summary>How long ago a board was there (XEP-0012 3), for those who may see it; for the concentrator how long it has been up (XEP-0012 5).</summary>
internal sealed class LastActivityHandler(BoardTable boards, BoardAccess access, TimeProvider time) : IIqHandler
{
    private readonly DateTimeOffset _started = time.GetUtcNow();

    public QName Payload { get; } = new(Ns.LastActivity, "query");

    public IqType? Type => IqType.Get;

    public IReadOnlyList<string> Features { get; } = [Ns.LastActivity];

    public async ValueTask<Iq?> HandleAsync(Iq request, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var span = now - _started;
        if (request.To?.Local is { } name)
        {
            if (await boards.FindAsync(name, ct) is not { } board)
                return request.Fail(StanzaErrors.ItemNotFound());
            if (request.From is null || !await access.MaySeeAsync(request.From, board, ct))
                return request.Fail(StanzaErrors.Forbidden());
            span = board.IsUp ? TimeSpan.Zero : now - board.Since;
        }

        long seconds = Math.Max(0, (long)span.TotalSeconds);
        return request.Result(XmppElement.Build(Ns.LastActivity, "query", w =>
            w.WriteAttributeString("seconds", seconds.ToString(CultureInfo.InvariantCulture))));
    }
}
