using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Sasl;

namespace IotXmpp.Concentrator.Storage;

/// <summary>A registered board: its account, its owner and its kind.</summary>
public sealed record DeviceRecord
{
    /// <summary>Localpart of its address in the things domain, enforced by RFC 7622 3.3, such as <c>board1</c>. Also its node id.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// Bare JID of the owner: the only one who may read and control it by default. Null until somebody claims it
    /// (XEP-0347 3.9): then nobody may, and nobody sees it.
    /// </summary>
    public required Jid? Owner { get; init; }

    /// <summary>Kind of thing, such as <c>climate</c>; empty if unknown.</summary>
    public string Kind { get; init; } = "";

    /// <summary>For people: where it is or what it is for; null if nobody said.</summary>
    public string? Description { get; init; }

    /// <summary>Keys for SCRAM-SHA-256; null if it cannot log in that way.</summary>
    public ScramCredential? ScramSha256 { get; init; }

    /// <summary>Keys for SCRAM-SHA-1; null if it cannot log in that way.</summary>
    public ScramCredential? ScramSha1 { get; init; }

    /// <summary>When it was registered, UTC.</summary>
    public required DateTimeOffset Created { get; init; }
}
