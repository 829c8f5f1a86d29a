using IotXmpp.Xmpp.Addressing;

namespace IotXmpp.Concentrator.Storage;

/// <summary>Presence subscriptions between a board, or the concentrator itself, and somebody outside.</summary>
/// <param name="Thing">Bare JID of the things domain, or the domain itself.</param>
/// <param name="Contact">Bare JID of the contact.</param>
/// <param name="State">State.</param>
public sealed record Friendship(Jid Thing, Jid Contact, FriendshipState State);
