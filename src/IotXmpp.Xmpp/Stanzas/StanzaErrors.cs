namespace IotXmpp.Xmpp.Stanzas;

/// <summary>The one table of stanza errors: each condition with the type RFC 6120 8.3.3 associates with it.</summary>
public static class StanzaErrors
{
    public static StanzaError BadRequest(string? text = null) => new(StanzaErrorType.Modify, "bad-request", text);

    public static StanzaError Conflict(string? text = null) => new(StanzaErrorType.Cancel, "conflict", text);

    public static StanzaError FeatureNotImplemented(string? text = null) => new(StanzaErrorType.Cancel, "feature-not-implemented", text);

    /// <summary>Type <c>auth</c> in RFC 6120; XEP-0323 3.3 and 0325 ask <c>cancel</c> for a refused readout or control: see <see cref="Refused"/>.</summary>
    public static StanzaError Forbidden(string? text = null) => new(StanzaErrorType.Auth, "forbidden", text);

    /// <summary><c>forbidden</c> of type <c>cancel</c>, as XEP-0323 3.3 and XEP-0325 3.2 print it.</summary>
    public static StanzaError Refused(string? text = null) => new(StanzaErrorType.Cancel, "forbidden", text);

    public static StanzaError InternalServerError(string? text = null) => new(StanzaErrorType.Cancel, "internal-server-error", text);

    public static StanzaError ItemNotFound(string? text = null) => new(StanzaErrorType.Cancel, "item-not-found", text);

    public static StanzaError JidMalformed(string? text = null) => new(StanzaErrorType.Modify, "jid-malformed", text);

    public static StanzaError NotAcceptable(string? text = null) => new(StanzaErrorType.Modify, "not-acceptable", text);

    public static StanzaError NotAllowed(string? text = null) => new(StanzaErrorType.Cancel, "not-allowed", text);

    public static StanzaError NotAuthorized(string? text = null) => new(StanzaErrorType.Auth, "not-authorized", text);

    public static StanzaError PolicyViolation(string? text = null) => new(StanzaErrorType.Modify, "policy-violation", text);

    public static StanzaError RecipientUnavailable(string? text = null) => new(StanzaErrorType.Wait, "recipient-unavailable", text);

    public static StanzaError RemoteServerNotFound(string? text = null) => new(StanzaErrorType.Cancel, "remote-server-not-found", text);

    public static StanzaError RemoteServerTimeout(string? text = null) => new(StanzaErrorType.Wait, "remote-server-timeout", text);

    public static StanzaError ResourceConstraint(string? text = null) => new(StanzaErrorType.Wait, "resource-constraint", text);

    public static StanzaError ServiceUnavailable(string? text = null) => new(StanzaErrorType.Cancel, "service-unavailable", text);

    public static StanzaError SubscriptionRequired(string? text = null) => new(StanzaErrorType.Auth, "subscription-required", text);

    public static StanzaError UnexpectedRequest(string? text = null) => new(StanzaErrorType.Wait, "unexpected-request", text);
}
