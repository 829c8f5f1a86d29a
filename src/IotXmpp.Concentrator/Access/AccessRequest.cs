using IotXmpp.Concentrator.Storage;
using IotXmpp.Things.Model;
using IotXmpp.Things.Provisioning;
using IotXmpp.Xmpp.Addressing;

namespace IotXmpp.Concentrator.Access;

/// <summary>A question to the access policy.</summary>
/// <param name="Requester">Who asks, as the stanza had it: with the resource where it is known, since a token is challenged there (XEP-0324 3.1.3.2). Rules see the bare JID.</param>
/// <param name="Device">The board.</param>
/// <param name="Action">What for.</param>
internal sealed record AccessRequest(Jid Requester, DeviceRecord Device, AccessAction Action)
{
    /// <summary>The node behind the board that it is about; null for the board with all its nodes: then ask the decision for each node.</summary>
    public NodeRef? Node { get; init; }

    /// <summary>Fields or parameters; empty for all.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>Types of the fields to be read; <see cref="FieldTypes.None"/> if that does not matter.</summary>
    public FieldTypes FieldTypes { get; init; }

    /// <summary>Tokens of the request.</summary>
    public RequestTokens Tokens { get; init; } = RequestTokens.None;

    /// <summary>True for an event subscription, a schedule or anything else that goes on by itself: what was granted once is not enough for it.</summary>
    public bool IsLasting { get; init; }

    /// <summary>True if nothing is shown or moved on this answer, as when a form is made: it uses nothing up.</summary>
    public bool IsInquiry { get; init; }
}
