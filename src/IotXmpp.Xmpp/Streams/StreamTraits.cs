using System.Net;

namespace IotXmpp.Xmpp.Streams;

/// <summary>How a peer is connected, for policy, presence and diagnostics.</summary>
/// <param name="RemoteEndPoint">Address of the peer; null in memory.</param>
/// <param name="IsTls">True under TLS.</param>
/// <param name="IsExi">True when stanzas are EXI bodies (XEP-0322).</param>
/// <param name="IsWebSocket">True under RFC 7395.</param>
public sealed record StreamTraits(EndPoint? RemoteEndPoint, bool IsTls, bool IsExi, bool IsWebSocket);
