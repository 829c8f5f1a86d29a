using System.Globalization;
using System.Xml;
using IotXmpp.Things.Model;
using IotXmpp.Things.Portable;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Things.SensorData;

/// <summary>Asks to be told when fields change (IoT-Events, an XMPP proto-XEP of 2014 that completes XEP-0323).</summary>
public sealed record SensorSubscriptionRequest
{
    /// <summary>What is told at each event; its number stands on all of them.</summary>
    public required ReadoutRequest Readout { get; init; }

    /// <summary>Changes that are events.</summary>
    public IReadOnlyList<FieldCondition> Conditions { get; init; } = [];

    /// <summary>Shortest time between two events; null if the subscriber does not mind.</summary>
    public TimeSpan? MinInterval { get; init; }

    /// <summary>Longest time between two events; null if nothing has to be told without a change.</summary>
    public TimeSpan? MaxInterval { get; init; }

    /// <summary>How far back history in an event goes; null for all.</summary>
    public TimeSpan? MaxAge { get; init; }

    /// <summary>True if the values of now are wanted at once.</summary>
    public bool IsRead { get; init; }

    /// <summary>Reads <c>subscribe</c>.</summary>
    /// <exception cref="StanzaException">Malformed, over a limit, or nothing would ever be told.</exception>
    public static SensorSubscriptionRequest Read(XmppElement element, TimeZoneInfo naive, SensorDataLimits limits)
    {
        var conditions = new List<FieldCondition>();
        foreach (var child in element.Elements)
        {
            if (child.Namespace != element.Namespace || child.LocalName != SensorDataNames.Field || conditions.Count >= limits.MaxNames)
                continue;
            double? by = Number(child, "changedBy");
            double? up = by ?? Number(child, "changedUp"), down = by ?? Number(child, "changedDown");
            if (up is not null || down is not null)
                conditions.Add(new FieldCondition(child.Attribute(SensorDataNames.Name) ?? "", up, down, Number(child, "currentValue", isSigned: true)));
        }

        var request = new SensorSubscriptionRequest
        {
            Readout = SensorDataXml.ReadRequest(element, naive, limits) with { When = null, IsLasting = true },
            Conditions = conditions,
            MinInterval = Interval(element, "minInterval"),
            MaxInterval = Interval(element, "maxInterval"),
            MaxAge = Interval(element, "maxAge"),
            IsRead = element.Attribute("req") is "true" or "1",
        };
        return request.Conditions.Count > 0 || request.MaxInterval is not null
            ? request
            : throw new StanzaException(StanzaErrors.BadRequest("Nothing would ever be told: a maxInterval or a change is needed."));
    }

    private static double? Number(XmppElement element, string attribute, bool isSigned = false)
    {
        if (element.Attribute(attribute) is not { } text)
            return null;
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number) && (isSigned || number >= 0)
            ? number
            : throw new StanzaException(StanzaErrors.BadRequest($"'{attribute}' is not a number."));
    }

    private static TimeSpan? Interval(XmppElement element, string attribute)
    {
        if (element.Attribute(attribute) is not { } text)
            return null;
        return Lexical.IsDuration(text) && XmlConvert.ToTimeSpan(text) is var interval && interval > TimeSpan.Zero && interval <= TimeSpan.FromDays(31)
            ? interval
            : throw new StanzaException(StanzaErrors.BadRequest($"'{attribute}' is not a duration of at most 31 days."));
    }
}
