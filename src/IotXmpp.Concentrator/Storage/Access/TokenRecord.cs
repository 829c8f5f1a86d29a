using IotXmpp.Xmpp.Addressing;

namespace IotXmpp.Concentrator.Storage.Access;

/// <summary>A token we have given out (XEP-0324 3.1.3.1). Only a hash of it is stored: who reads the database cannot use it.</summary>
/// <param name="TokenHash">SHA-256 of the token, lower-case hexadecimal.</param>
/// <param name="Holder">Bare JID it was given to.</param>
/// <param name="Certificate">The X.509 certificate, DER.</param>
/// <param name="Issued">When.</param>
public sealed record TokenRecord(string TokenHash, Jid Holder, byte[] Certificate, DateTimeOffset Issued);
