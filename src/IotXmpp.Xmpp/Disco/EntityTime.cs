using System.Globalization;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Xmpp.Disco;

/// <summary>The clock of an entity (XEP-0202).</summary>
/// <param name="Time">Its time, with its offset from UTC.</param>
public sealed record EntityTime(DateTimeOffset Time)
{
    /// <summary>The <c>time</c> element.</summary>
    public XmppElement ToElement() => XmppElement.Build(Ns.Time, "time", w =>
    {
        w.WriteElementString("tzo", Ns.Time, Time.Offset == TimeSpan.Zero ? "Z" : Time.ToString("zzz", CultureInfo.InvariantCulture));
        w.WriteElementString("utc", Ns.Time, XmppDateTime.Format(Time));
    });

    /// <summary>Reads a <c>time</c> element; null if it is malformed.</summary>
    public static EntityTime? Read(XmppElement element)
    {
        if (!XmppDateTime.TryParse(element.Element("utc")?.Text, out var utc))
            return null;
        string? zone = element.Element("tzo")?.Text;
        if (zone is "Z")
            return new EntityTime(utc);
        if (zone is not { Length: 6 } || zone[0] is not ('+' or '-') || !TimeSpan.TryParseExact(zone.AsSpan(1), "hh':'mm", CultureInfo.InvariantCulture, out var offset) || offset > TimeSpan.FromHours(14))
            return null;
        return new EntityTime(utc.ToOffset(zone[0] == '-' ? -offset : offset));
    }
}
