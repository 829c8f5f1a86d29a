using IotXmpp.Xmpp.Forms;

namespace IotXmpp.Xmpp.Disco;

/// <summary>What an entity is and supports (XEP-0030 3).</summary>
public sealed record DiscoInfo
{
    /// <summary>The node asked about; null for the entity itself.</summary>
    public string? Node { get; init; }

    /// <summary>What it is; at least one in an answer.</summary>
    public IReadOnlyList<DiscoIdentity> Identities { get; init; } = [];

    /// <summary>What it supports.</summary>
    public IReadOnlyList<string> Features { get; init; } = [];

    /// <summary>Extended information (XEP-0128).</summary>
    public IReadOnlyList<DataForm> Forms { get; init; } = [];
}
