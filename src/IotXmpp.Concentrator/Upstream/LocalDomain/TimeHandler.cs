using System.Globalization;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Routing;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Concentrator.Upstream.LocalDomain;

/// <summary>Tells the time (XEP-0202), in UTC: the zone of a server means nothing to its people.</summary>
internal sealed class TimeHandler(TimeProvider time) : IIqHandler
{
    public QName Payload => new(Ns.Time, "time");

    public IqType? Type => IqType.Get;

    public IReadOnlyList<string> Features => [Ns.Time];

    public ValueTask<Iq?> HandleAsync(Iq request, CancellationToken ct) => ValueTask.FromResult<Iq?>(request.Result(XmppElement.Build(Ns.Time, "time", w =>
    {
        w.WriteElementString("tzo", Ns.Time, "Z");
        w.WriteElementString("utc", Ns.Time, time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
    })));
}
