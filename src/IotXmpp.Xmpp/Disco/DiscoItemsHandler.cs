using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Routing;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Xmpp.Disco;

/// <summary>Answers disco#items (XEP-0030 4).</summary>
public sealed class DiscoItemsHandler(IDiscoEntities entities) : IIqHandler
{
    /// <inheritdoc/>
    public QName Payload => new(Ns.DiscoItems, "query");

    /// <inheritdoc/>
    public IqType? Type => IqType.Get;

    /// <inheritdoc/>
    public IReadOnlyList<string> Features => [Ns.DiscoItems];

    /// <inheritdoc/>
    public async ValueTask<Iq?> HandleAsync(Iq request, CancellationToken ct)
    {
        string? node = request.Request!.Attribute("node");
        var items = await entities.FindItemsAsync(request, node, ct) ?? throw new StanzaException(StanzaErrors.ItemNotFound());
        return request.Result((items with { Node = node }).ToElement());
    }
}
