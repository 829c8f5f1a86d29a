using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Xmpp.Disco;

/// <summary>Who answers to discovery at the addresses we serve.</summary>
public interface IDiscoEntities
{
    /// <summary>What the addressee of a request is and supports; null if it, or its node, does not exist for this requester (<c>item-not-found</c>).</summary>
    /// <param name="request">Its <c>to</c> is the entity, its <c>from</c> who asks.</param>
    /// <param name="node">The node asked about; null for the entity itself.</param>
    /// <param name="ct">Cancels.</param>
    ValueTask<DiscoInfo?> FindInfoAsync(Iq request, string? node, CancellationToken ct);

    /// <summary>What belongs to the addressee of a request; null as above. An entity without items has none: an empty answer.</summary>
    ValueTask<DiscoItems?> FindItemsAsync(Iq request, string? node, CancellationToken ct);
}
