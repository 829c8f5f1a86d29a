using IotXmpp.Xmpp.Addressing;

namespace IotXmpp.Things.Provisioning;

/// <summary>The answer to <c>isFriend</c> (XEP-0324 3.2).</summary>
/// <param name="Jid">Whom it is about.</param>
/// <param name="IsFriend">True to accept the subscription.</param>
/// <param name="SecondaryTrustAllowed">True if the thing may make friends and trust servers of its own besides (XEP-0324 3.1.4).</param>
public sealed record FriendResponse(Jid Jid, bool IsFriend, bool SecondaryTrustAllowed = false);
