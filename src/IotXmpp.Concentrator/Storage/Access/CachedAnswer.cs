namespace IotXmpp.Concentrator.Storage.Access;

/// <summary>An answer of a provisioning server, kept (XEP-0324 5.2).</summary>
/// <param name="Key">What was asked.</param>
/// <param name="Xml">What was answered.</param>
/// <param name="At">When.</param>
public sealed record CachedAnswer(string Key, string Xml, DateTimeOffset At);
