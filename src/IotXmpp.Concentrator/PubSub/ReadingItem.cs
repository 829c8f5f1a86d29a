using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Concentrator.PubSub;

/// <summary>An item made of readings.</summary>
/// <param name="Name">The node it is for.</param>
/// <param name="Id">Its id, the same however often it is made.</param>
/// <param name="At">Instant of the readings, UTC.</param>
/// <param name="Payload">The fields.</param>
/// <param name="Body">A sentence for people; null for an item of many fields.</param>
internal sealed record ReadingItem(BoardNodeName Name, string Id, DateTimeOffset At, XmppElement Payload, string? Body);
