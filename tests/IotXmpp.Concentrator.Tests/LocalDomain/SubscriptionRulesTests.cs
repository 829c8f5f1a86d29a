using IotXmpp.Concentrator.Storage;
using IotXmpp.Concentrator.Upstream.LocalDomain;
using IotXmpp.Testing;
using IotXmpp.Xmpp.Stanzas;
using static IotXmpp.Concentrator.Storage.FriendshipState;
using static IotXmpp.Xmpp.Stanzas.PresenceType;

namespace IotXmpp.Concentrator.Tests.LocalDomain;

/// <summary>The tables of RFC 6121 A.2 and A.3, all nine states.</summary>
[Spec("RFC 6121 A.2", "RFC 6121 A.3")]
public sealed class SubscriptionRulesTests
{
    private static readonly FriendshipState[] States =
        [None, PendingOut, PendingIn, PendingOut | PendingIn, To, To | PendingIn, From, From | PendingOut, From | To];

    // Index of the new state for each of the states above; a letter r or d where the stanza is routed or delivered.
    [Theory]
    [InlineData(Subscribe, "1r 1r 3r 3r 4r 5r 7r 7r 8r")]
    [InlineData(Unsubscribe, "0r 0r 2r 2r 0r 2r 6r 6r 6r")]
    [InlineData(Subscribed, "0 1 6r 7r 4 8r 6 7 8")]
    [InlineData(Unsubscribed, "0 1 0r 1r 4 4r 0r 1r 4r")]
    public void What_the_own_client_does(PresenceType type, string expected) =>
        string.Join(' ', States.Select(state => Show(SubscriptionRules.Outbound(state, type), 'r'))).Should().Be(expected);

    [Theory]
    [InlineData(Subscribe, "2d 3d 2 3 5d 5 6 7 8")]
    [InlineData(Unsubscribe, "0 1 0d 1d 4 4d 0d 1d 4d")]
    [InlineData(Subscribed, "0 4d 2 5d 4 5 6 8d 8")]
    [InlineData(Unsubscribed, "0 0d 2 2d 0d 2d 6 6d 6d")]
    public void What_the_contact_does(PresenceType type, string expected) =>
        string.Join(' ', States.Select(state => Show(SubscriptionRules.Inbound(state, type), 'd'))).Should().Be(expected);

    private static string Show((FriendshipState State, bool Passes) result, char letter) => $"{Array.IndexOf(States, result.State)}{(result.Passes ? letter.ToString() : "")}";
}
