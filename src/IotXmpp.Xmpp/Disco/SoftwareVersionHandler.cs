using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Routing;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Xmpp.Disco;

/// <summary>Answers which software we are (XEP-0092).</summary>
public sealed class SoftwareVersionHandler(SoftwareVersion version) : IIqHandler
{
    /// <inheritdoc/>
    public QName Payload => new(Ns.Version, "query");

    /// <inheritdoc/>
    public IqType? Type => IqType.Get;

    /// <inheritdoc/>
    public IReadOnlyList<string> Features => [Ns.Version];

    /// <inheritdoc/>
    public ValueTask<Iq?> HandleAsync(Iq request, CancellationToken ct) => ValueTask.FromResult<Iq?>(request.Result(version.ToElement()));
}
