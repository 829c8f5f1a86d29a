using IotXmpp.Xmpp.Addressing;

namespace IotXmpp.Concentrator.Storage.Access;

/// <summary>Whom a rule is about.</summary>
/// <param name="Kind">Kind.</param>
/// <param name="Value">Bare JID, domain, SHA-256 of the certificate in lower-case hexadecimal; empty for everybody.</param>
public sealed record AccessSubject(AccessSubjectKind Kind, string Value)
{
    /// <summary>Everybody.</summary>
    public static AccessSubject Anyone { get; } = new(AccessSubjectKind.Anyone, "");

    /// <summary>The person of an address, or everybody of a domain if it has no local part.</summary>
    public static AccessSubject Of(Jid jid) => jid.Local is null ? OfDomain(jid.Domain) : new(AccessSubjectKind.Person, jid.Bare.ToString());

    /// <summary>Everybody of a domain.</summary>
    public static AccessSubject OfDomain(string domain) => new(AccessSubjectKind.Domain, domain);

    /// <summary>Whoever holds the key of a certificate.</summary>
    public static AccessSubject OfCertificate(string thumbprint) => new(AccessSubjectKind.Certificate, thumbprint);

    /// <summary>True if this rule is about that address; certificates have none.</summary>
    public bool Includes(Jid jid) => Kind switch
    {
        AccessSubjectKind.Anyone => true,
        AccessSubjectKind.Domain => jid.Domain == Value,
        AccessSubjectKind.Person => jid.Bare.ToString() == Value,
        _ => false,
    };

    /// <summary>For people.</summary>
    public override string ToString() => Kind switch
    {
        AccessSubjectKind.Anyone => "everyone",
        AccessSubjectKind.Domain => $"everyone at {Value}",
        AccessSubjectKind.Certificate => $"certificate {Value[..Math.Min(16, Value.Length)]}",
        _ => Value,
    };
}
