using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Concentrator.Service.Bridges.AzureIotHub;

/// <summary>What became of a command or a method, in the numbers of HTTP, as the hub's own are.</summary>
internal static class HubStatus
{
    public const int Done = 200;
    public const int BadRequest = 400;
    public const int Forbidden = 403;
    public const int NotFound = 404;

    /// <summary>It came too late to be carried out.</summary>
    public const int Late = 408;
    public const int TooLarge = 413;
    public const int Busy = 429;
    public const int Failed = 500;
    public const int NotImplemented = 501;
    public const int TimedOut = 504;

    /// <summary>
    /// The number for a stanza error of XEP-0325. A board that is away is 404, as the hub says of a device that is not connected: at once, not after the caller's time.
    /// </summary>
    public static int Of(StanzaError? error) => error?.Condition switch
    {
        null => Done,
        "bad-request" or "not-acceptable" or "policy-violation" or "jid-malformed" => BadRequest,
        "forbidden" or "not-allowed" or "not-authorized" or "subscription-required" => Forbidden,
        "item-not-found" or "recipient-unavailable" => NotFound,
        "remote-server-timeout" => TimedOut,
        "resource-constraint" => Busy,
        "feature-not-implemented" => NotImplemented,
        _ => Failed,
    };
}
