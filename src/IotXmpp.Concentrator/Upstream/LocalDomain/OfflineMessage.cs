namespace IotXmpp.Concentrator.Upstream.LocalDomain;

/// <summary>A message that waits for its addressee.</summary>
/// <param name="Id">Grows with the order of arrival.</param>
/// <param name="Xml">The stanza, delay stamp included.</param>
public sealed record OfflineMessage(long Id, string Xml);
