using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Routing;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Xmpp.Disco;

/// <summary>Answers disco#info (XEP-0030 3).</summary>
public sealed class DiscoInfoHandler(IDiscoEntities entities) : IIqHandler
{
    /// <inheritdoc/>
    public QName Payload => new(Ns.DiscoInfo, "query");

    /// <inheritdoc/>
    public IqType? Type => IqType.Get;

    /// <inheritdoc/>
    public IReadOnlyList<string> Features => [Ns.DiscoInfo];

    /// <inheritdoc/>
    public async ValueTask<Iq?> HandleAsync(Iq request, CancellationToken ct)
    {
        string? node = request.Request!.Attribute("node");
        var info = await entities.FindInfoAsync(request, node, ct) ?? throw new StanzaException(StanzaErrors.ItemNotFound());

        // XEP-0030 3.1: the answer always has this feature; 3.2: it mirrors the node.
        if (!info.Features.Contains(Ns.DiscoInfo))
            info = info with { Features = [Ns.DiscoInfo, .. info.Features] };
        return request.Result((info with { Node = node }).ToElement());
    }
}
