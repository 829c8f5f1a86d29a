using System.Globalization;
using IotXmpp.Xmpp.Portable;

namespace IotXmpp.Xmpp.Stanzas;

/// <summary>Type of a presence stanza (RFC 6121 4.7.1).</summary>
public enum PresenceType
{
    /// <summary>No type attribute: available.</summary>
    Available,
    Unavailable,
    Subscribe,
    Subscribed,
    Unsubscribe,
    Unsubscribed,
    Probe,
    Error,
}

/// <summary>Availability, or the management of a presence subscription (RFC 6121 3 and 4).</summary>
public sealed record Presence : Stanza
{
    /// <summary>Type.</summary>
    public PresenceType Type { get; init; }

    /// <summary>Text of <c>show</c> (away, chat, dnd, xa); null if absent.</summary>
    public string? Show => Payload(Ns.Client, "show")?.Text;

    /// <summary>Text of <c>status</c>; null if absent.</summary>
    public string? Status => Payload(Ns.Client, "status")?.Text;

    /// <summary>Priority, -128 to 127; 0 if absent or malformed (RFC 6121 4.7.2.3).</summary>
    public int Priority => sbyte.TryParse(Payload(Ns.Client, "priority")?.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out sbyte value) ? value : 0;

    /// <summary>True for the four types that manage a subscription.</summary>
    public bool IsSubscriptionManagement =>
        Type is PresenceType.Subscribe or PresenceType.Subscribed or PresenceType.Unsubscribe or PresenceType.Unsubscribed;

    /// <inheritdoc/>
    public override string ElementName => "presence";

    /// <inheritdoc/>
    public override string? TypeName => Type switch
    {
        PresenceType.Available => null,
        PresenceType.Unavailable => "unavailable",
        PresenceType.Subscribe => "subscribe",
        PresenceType.Subscribed => "subscribed",
        PresenceType.Unsubscribe => "unsubscribe",
        PresenceType.Unsubscribed => "unsubscribed",
        PresenceType.Probe => "probe",
        _ => "error",
    };

    /// <summary>A simple child such as <c>show</c> or <c>status</c>, to be put among the payloads.</summary>
    public static XmppElement Child(string name, string text) => XmppElement.Build(Ns.Client, name, w => w.WriteString(text));

    internal static PresenceType ParseType(string? type) => type switch
    {
        null => PresenceType.Available,
        "unavailable" => PresenceType.Unavailable,
        "subscribe" => PresenceType.Subscribe,
        "subscribed" => PresenceType.Subscribed,
        "unsubscribe" => PresenceType.Unsubscribe,
        "unsubscribed" => PresenceType.Unsubscribed,
        "probe" => PresenceType.Probe,
        "error" => PresenceType.Error,
        _ => throw new StanzaException(StanzaErrors.BadRequest("Unknown type of presence.")),
    };
}
