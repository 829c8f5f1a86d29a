using IotXmpp.Xmpp.Addressing;

namespace IotXmpp.Xmpp.PubSub;

/// <summary>A leaf node.</summary>
public sealed record PubSubNode
{
    /// <summary>Its address.</summary>
    public required NodeKey Key { get; init; }

    /// <summary>Its configuration.</summary>
    public NodeConfiguration Configuration { get; init; } = new();

    /// <summary>Who is what to it, by bare JID; who is not listed is <see cref="Affiliation.None"/>.</summary>
    public required IReadOnlyDictionary<Jid, Affiliation> Affiliations { get; init; }

    /// <summary>When it was made, UTC.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>What somebody is to it.</summary>
    public Affiliation AffiliationOf(Jid jid) => Affiliations.GetValueOrDefault(jid.Bare);

    /// <summary>True for a node that the service keeps itself: nobody else publishes to it, gives it away or deletes it.</summary>
    public bool IsOfService => AffiliationOf(Key.Service) == Affiliation.Owner;

    /// <summary>Its owners.</summary>
    public IEnumerable<Jid> Owners => Affiliations.Where(pair => pair.Value == Affiliation.Owner).Select(pair => pair.Key);
}
