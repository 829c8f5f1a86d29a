using IotXmpp.Xmpp.Portable;

namespace IotXmpp.Xmpp.Streams;

/// <summary>
/// What opens a stream: <c>&lt;stream:stream&gt;</c> (RFC 6120 4.7), <c>&lt;open/&gt;</c> (RFC 7395) or <c>streamStart</c> (XEP-0322).
/// Addresses are text as received: a malformed one is the negotiation's to answer (<c>improper-addressing</c>).
/// </summary>
public sealed record StreamHeader
{
    /// <summary>Addressee, null if absent.</summary>
    public string? To { get; init; }

    /// <summary>Sender, null if absent.</summary>
    public string? From { get; init; }

    /// <summary>Stream id, given by the receiving entity; null if absent.</summary>
    public string? Id { get; init; }

    /// <summary>Version such as <c>1.0</c>; null if absent, which means 0.9 (RFC 6120 4.7.5).</summary>
    public string? Version { get; init; }

    /// <summary>Default <c>xml:lang</c> of the stream, null if absent.</summary>
    public string? Lang { get; init; }

    /// <summary>The content namespace, declared as default namespace (RFC 6120 4.8.2); empty if none was declared.</summary>
    public string ContentNamespace { get; init; } = Ns.Client;

    /// <summary>Further prefixes declared here and in scope for the whole stream, prefix first; without the default namespace and <c>stream</c>.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Prefixes { get; init; } = [];
}
