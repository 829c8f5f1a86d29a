using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Xmpp.Commands;

/// <summary>The errors of ad-hoc commands (XEP-0050 4.4).</summary>
public static class CommandErrors
{
    /// <summary>The action is none that exists.</summary>
    public static StanzaError MalformedAction() => With(StanzaErrors.BadRequest("The action is execute, next, prev, complete or cancel."), "malformed-action");

    /// <summary>The action is none that this stage offers.</summary>
    public static StanzaError BadAction() => With(StanzaErrors.BadRequest("That action is not possible at this stage."), "bad-action");

    /// <summary>There is no form in it, or none that can be read.</summary>
    public static StanzaError BadPayload(string text) => With(StanzaErrors.BadRequest(text), "bad-payload");

    /// <summary>Not a session of this requester, address and command.</summary>
    public static StanzaError BadSessionId() => With(StanzaErrors.BadRequest("There is no such session."), "bad-sessionid");

    /// <summary>The session has ended.</summary>
    public static StanzaError SessionExpired() => With(StanzaErrors.NotAllowed("The session has ended. Start the command anew."), "session-expired");

    /// <summary>Too much is under way.</summary>
    public static StanzaError TooManySessions() => StanzaErrors.ResourceConstraint("Too many commands are under way. Finish or cancel one first.");

    /// <summary><c>forbidden</c> of type cancel, as the table has it.</summary>
    public static StanzaError Forbidden() => StanzaErrors.Refused("That command is not for you.");

    private static StanzaError With(StanzaError error, string condition) => error with { Application = XmppElement.Build(Ns.Commands, condition) };
}
