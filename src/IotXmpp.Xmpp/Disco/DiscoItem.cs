using IotXmpp.Xmpp.Addressing;

namespace IotXmpp.Xmpp.Disco;

/// <summary>An entity or node that belongs to another (XEP-0030 4).</summary>
/// <param name="Jid">Its address.</param>
/// <param name="Node">Its node; null for the entity itself.</param>
/// <param name="Name">Name for people; null for none.</param>
public sealed record DiscoItem(Jid Jid, string? Node = null, string? Name = null);
