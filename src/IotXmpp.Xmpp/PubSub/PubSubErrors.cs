using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Xmpp.PubSub;

/// <summary>The errors of XEP-0060: a stanza error with a condition of its own beside it.</summary>
internal static class PubSubErrors
{
    internal static StanzaException NoNode() => new(StanzaErrors.ItemNotFound("There is no such node."));

    internal static StanzaException NodeIdRequired() => With(StanzaErrors.BadRequest("The node is missing."), "nodeid-required");

    internal static StanzaException Forbidden() => new(StanzaErrors.Forbidden());

    internal static StanzaException InvalidJid() => With(StanzaErrors.BadRequest("Subscribe yourself, not somebody else."), "invalid-jid");

    internal static StanzaException JidRequired() => With(StanzaErrors.BadRequest("The jid is missing."), "jid-required");

    internal static StanzaException ClosedNode() => With(StanzaErrors.NotAllowed("You are not on this node's list."), "closed-node");

    internal static StanzaException PresenceRequired() => With(StanzaErrors.NotAuthorized("Subscribe to the owner's presence first."), "presence-subscription-required");

    internal static StanzaException NotSubscribedForItems() => With(StanzaErrors.NotAuthorized("Subscribe first."), "not-subscribed");

    internal static StanzaException PendingSubscription() => With(StanzaErrors.NotAuthorized("An owner has not approved it yet."), "pending-subscription");

    internal static StanzaException NotSubscribed() => With(StanzaErrors.UnexpectedRequest() with { Type = StanzaErrorType.Cancel }, "not-subscribed");

    internal static StanzaException TooManySubscriptions() => With(StanzaErrors.PolicyViolation(), "too-many-subscriptions");

    internal static StanzaException PayloadTooBig(int limit) => With(StanzaErrors.NotAcceptable($"At most {limit} octets."), "payload-too-big");

    internal static StanzaException PayloadRequired() => With(StanzaErrors.BadRequest("The payload is missing."), "payload-required");

    internal static StanzaException InvalidPayload(string why) => With(StanzaErrors.BadRequest(why), "invalid-payload");

    internal static StanzaException ItemRequired() => With(StanzaErrors.BadRequest("The item is missing."), "item-required");

    internal static StanzaException ItemForbidden() => With(StanzaErrors.BadRequest("This node takes no item."), "item-forbidden");

    internal static StanzaException PreconditionNotMet(string field) => With(StanzaErrors.Conflict($"{field} is another."), "precondition-not-met");

    internal static StanzaException InvalidOptions(string why) => With(StanzaErrors.BadRequest(why), "invalid-options");

    internal static StanzaException Unsupported(string feature) => new(StanzaErrors.FeatureNotImplemented() with
    {
        Application = XmppElement.Build(Ns.PubSubErrors, "unsupported", w => w.WriteAttributeString("feature", feature)),
    });

    private static StanzaException With(StanzaError error, string condition) => new(error with { Application = XmppElement.Build(Ns.PubSubErrors, condition) });
}
