using IotXmpp.Concentrator.Storage;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Concentrator.Upstream.LocalDomain;

/// <summary>The state charts of presence subscriptions (RFC 6121 appendix A), without pre-approval.</summary>
internal static class SubscriptionRules
{
    /// <summary>What the person's own client does (A.2).</summary>
    /// <returns>The new state and whether the stanza goes on to the contact.</returns>
    public static (FriendshipState State, bool Route) Outbound(FriendshipState state, PresenceType type) => type switch
    {
        PresenceType.Subscribe => (state.HasFlag(FriendshipState.To) ? state : state | FriendshipState.PendingOut, true),
        PresenceType.Unsubscribe => (state & ~(FriendshipState.To | FriendshipState.PendingOut), true),
        PresenceType.Subscribed when state.HasFlag(FriendshipState.PendingIn) => ((state & ~FriendshipState.PendingIn) | FriendshipState.From, true),
        PresenceType.Unsubscribed when (state & (FriendshipState.From | FriendshipState.PendingIn)) != 0 => (state & ~(FriendshipState.From | FriendshipState.PendingIn), true),
        _ => (state, false),
    };

    /// <summary>What the contact does (A.3).</summary>
    /// <returns>The new state and whether the person's clients see the stanza.</returns>
    public static (FriendshipState State, bool Deliver) Inbound(FriendshipState state, PresenceType type) => type switch
    {
        PresenceType.Subscribe when (state & (FriendshipState.From | FriendshipState.PendingIn)) == 0 => (state | FriendshipState.PendingIn, true),
        PresenceType.Unsubscribe when (state & (FriendshipState.From | FriendshipState.PendingIn)) != 0 => (state & ~(FriendshipState.From | FriendshipState.PendingIn), true),
        PresenceType.Subscribed when state.HasFlag(FriendshipState.PendingOut) => ((state & ~FriendshipState.PendingOut) | FriendshipState.To, true),
        PresenceType.Unsubscribed when (state & (FriendshipState.To | FriendshipState.PendingOut)) != 0 => (state & ~(FriendshipState.To | FriendshipState.PendingOut), true),
        _ => (state, false),
    };
}
