namespace IotXmpp.Concentrator.Storage.Access;

/// <summary>Whom a rule is about, the more specific the higher. The numbers are stored: never renumber.</summary>
public enum AccessSubjectKind
{
    /// <summary>Everybody.</summary>
    Anyone = 0,

    /// <summary>Everybody of a domain.</summary>
    Domain = 1,

    /// <summary>One address.</summary>
    Person = 2,

    /// <summary>Whoever holds the private key of a certificate, by a token (XEP-0324 3.1.3), whatever the address.</summary>
    Certificate = 3,
}
