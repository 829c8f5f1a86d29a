using IotXmpp.Things.Discovery;
using IotXmpp.Things.Model;
using IotXmpp.Xmpp.Addressing;

namespace IotXmpp.Concentrator.Storage;

/// <summary>A thing in the registry (XEP-0347).</summary>
public sealed record RegistryRecord
{
    /// <summary>Bare JID.</summary>
    public required Jid Thing { get; init; }

    /// <summary>The thing behind it; an empty node id for itself.</summary>
    public NodeRef Node { get; init; } = new("");

    /// <summary>Full JID it registered from: notices go there. Null for one of our boards, for which we answer.</summary>
    public Jid? Resource { get; init; }

    /// <summary>Its tags; the secret among them only until it is claimed.</summary>
    public IReadOnlyList<MetaTag> Tags { get; init; } = [];

    /// <summary>Digest of the tags it is claimed with (<see cref="MetaTags.Fingerprint"/>).</summary>
    public required string Fingerprint { get; init; }

    /// <summary>Bare JID of its owner, itself if it owns itself; null until it is claimed.</summary>
    public Jid? Owner { get; init; }

    /// <summary>True if searches may find it.</summary>
    public bool IsPublic { get; init; }

    /// <summary>When it registered, UTC.</summary>
    public required DateTimeOffset Registered { get; init; }
}
