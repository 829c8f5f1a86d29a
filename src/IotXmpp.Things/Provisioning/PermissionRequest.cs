using IotXmpp.Things.Model;
using IotXmpp.Xmpp.Addressing;

namespace IotXmpp.Things.Provisioning;

/// <summary>Asks whether somebody may read or control the thing that asks (XEP-0324 3.3 and 3.4).</summary>
/// <param name="Kind">What for.</param>
/// <param name="Jid">Who wants it, bare.</param>
public sealed record PermissionRequest(PermissionKind Kind, Jid Jid)
{
    /// <summary>Tokens that came with the request.</summary>
    public RequestTokens Tokens { get; init; } = RequestTokens.None;

    /// <summary>Types of fields asked for; none for control.</summary>
    public FieldTypes FieldTypes { get; init; }

    /// <summary>Nodes; empty for all.</summary>
    public IReadOnlyList<NodeRef> Nodes { get; init; } = [];

    /// <summary>Fields or parameters; empty for all.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];
}
