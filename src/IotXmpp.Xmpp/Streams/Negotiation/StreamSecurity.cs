using System.Security.Cryptography.X509Certificates;

namespace IotXmpp.Xmpp.Streams.Negotiation;

/// <summary>What negotiation needs to know of the connection below; anew after TLS.</summary>
/// <param name="IsTls">TLS protects the stream.</param>
/// <param name="CanStartTls">STARTTLS can be offered: there is a certificate, and no TLS yet.</param>
/// <param name="ServerEndPoint">Channel binding data of type <c>tls-server-end-point</c> (RFC 5929 4); null if there is none.</param>
/// <param name="ClientCertificate">Verified certificate of the peer; null if it has shown none.</param>
/// <param name="AllowsCompression">The framing may change to EXI.</param>
internal sealed record StreamSecurity(bool IsTls, bool CanStartTls, byte[]? ServerEndPoint, X509Certificate2? ClientCertificate, bool AllowsCompression);
