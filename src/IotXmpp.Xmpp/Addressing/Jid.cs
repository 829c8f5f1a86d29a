using System.Diagnostics.CodeAnalysis;

namespace IotXmpp.Xmpp.Addressing;

/// <summary>
/// An XMPP address (RFC 7622), normalised when built, so that equal addresses are equal values. Immutable.
/// </summary>
public sealed class Jid : IEquatable<Jid>
{
    private readonly string _text;
    private readonly int _local;
    private readonly int _domainEnd;

    private Jid(string? local, string domain, string? resource)
    {
        Local = local;
        Domain = domain;
        Resource = resource;
        _local = local is null ? 0 : local.Length + 1;
        _domainEnd = _local + domain.Length;
        _text = (local is null ? "" : local + "@") + domain + (resource is null ? "" : "/" + resource);
    }

    /// <summary>The localpart, null if absent.</summary>
    public string? Local { get; }

    /// <summary>The domainpart.</summary>
    public string Domain { get; }

    /// <summary>The resourcepart, null if absent.</summary>
    public string? Resource { get; }

    /// <summary>True without a resourcepart.</summary>
    public bool IsBare => Resource is null;

    /// <summary>True with a resourcepart.</summary>
    public bool IsFull => Resource is not null;

    /// <summary>True for a bare domain, the address of a server or component itself.</summary>
    public bool IsDomain => Local is null && Resource is null;

    /// <summary>This address without its resourcepart.</summary>
    public Jid Bare => Resource is null ? this : new Jid(Local, Domain, null);

    /// <summary>This address with another resourcepart.</summary>
    /// <exception cref="FormatException">Not a valid resourcepart (RFC 7622 3.4).</exception>
    public Jid WithResource(string resource) =>
        JidProfile.TryResource(resource, out string? enforced) ? new Jid(Local, Domain, enforced) : throw new FormatException("Not a valid resourcepart.");

    /// <summary>Builds an address of its parts.</summary>
    /// <exception cref="FormatException">A part is not valid (RFC 7622 3.2 to 3.4).</exception>
    public static Jid Create(string? local, string domain, string? resource = null) =>
        TryCreate(local, domain, resource, out var jid) ? jid : throw new FormatException("Not a valid XMPP address.");

    /// <summary>Parses an address.</summary>
    /// <exception cref="FormatException">Not a valid address.</exception>
    public static Jid Parse(string text) => TryParse(text, out var jid) ? jid : throw new FormatException($"Not a valid XMPP address: {(text.Length > 100 ? text[..100] + "..." : text)}");

    /// <summary>Parses an address; false if it is none.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out Jid? jid)
    {
        jid = null;
        if (string.IsNullOrEmpty(text) || text.Length > 3 * 1023 + 2)
            return false;
        int slash = text.IndexOf('/');
        string? resource = slash < 0 ? null : text[(slash + 1)..];
        string rest = slash < 0 ? text : text[..slash];
        int at = rest.IndexOf('@');
        return TryCreate(at < 0 ? null : rest[..at], rest[(at + 1)..], resource, out jid);
    }

    private static bool TryCreate(string? local, string domain, string? resource, [NotNullWhen(true)] out Jid? jid)
    {
        jid = null;
        string? enforcedLocal = null, enforcedResource = null;
        if (local is not null && !JidProfile.TryLocal(local, out enforcedLocal))
            return false;
        if (!JidProfile.TryDomain(domain, out string? enforcedDomain))
            return false;
        if (resource is not null && !JidProfile.TryResource(resource, out enforcedResource))
            return false;
        jid = new Jid(enforcedLocal, enforcedDomain, enforcedResource);
        return true;
    }

    /// <inheritdoc/>
    public bool Equals(Jid? other) => other is not null && other._local == _local && other._domainEnd == _domainEnd && other._text == _text;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Jid);

    /// <inheritdoc/>
    public override int GetHashCode() => _text.GetHashCode(StringComparison.Ordinal);

    /// <summary>Equality of the normalised addresses.</summary>
    public static bool operator ==(Jid? left, Jid? right) => left is null ? right is null : left.Equals(right);

    /// <summary>Inequality of the normalised addresses.</summary>
    public static bool operator !=(Jid? left, Jid? right) => !(left == right);

    /// <summary>The normalised address as text.</summary>
    public override string ToString() => _text;
}
