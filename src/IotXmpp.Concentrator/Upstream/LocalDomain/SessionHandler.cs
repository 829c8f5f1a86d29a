using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Routing;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Concentrator.Upstream.LocalDomain;

/// <summary>COMPAT clients of RFC 3921 establish a session after binding; since RFC 6121 (1.4) that does nothing.</summary>
internal sealed class SessionHandler : IIqHandler
{
    public QName Payload => new(Ns.Session, "session");

    public IqType? Type => IqType.Set;

    public IReadOnlyList<string> Features => [];

    public ValueTask<Iq?> HandleAsync(Iq request, CancellationToken ct) => ValueTask.FromResult<Iq?>(request.Result());
}
