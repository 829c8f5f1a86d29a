using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Xmpp.PubSub;

/// <summary>A published item.</summary>
/// <param name="Id">Unique in its node.</param>
/// <param name="Payload">Null for none.</param>
/// <param name="Publisher">Bare JID of who published it.</param>
/// <param name="Published">When, UTC; of a measurement, when it was measured.</param>
public sealed record PubSubItem(string Id, XmppElement? Payload, Jid Publisher, DateTimeOffset Published);
