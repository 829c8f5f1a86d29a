using System.Globalization;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Xmpp.Disco;

/// <summary>How long an entity has been idle, away or up (XEP-0012).</summary>
/// <param name="Seconds">Seconds, 0 or more.</param>
/// <param name="Status">Last status text of an account that is away; null for none.</param>
public sealed record LastActivity(long Seconds, string? Status = null)
{
    private const int MaxStatusLength = 1024;

    /// <summary>The <c>query</c> element.</summary>
    public XmppElement ToElement() => XmppElement.Build(Ns.LastActivity, "query", w =>
    {
        w.WriteAttributeString("seconds", Seconds.ToString(CultureInfo.InvariantCulture));
        if (Status is not null)
            w.WriteString(Status);
    });

    /// <summary>Reads a <c>query</c> element; null if it has no valid number. A status longer than 1024 characters is cut.</summary>
    public static LastActivity? Read(XmppElement element)
    {
        if (!long.TryParse(element.Attribute("seconds"), NumberStyles.None, CultureInfo.InvariantCulture, out long seconds))
            return null;
        string status = element.Text;
        return new LastActivity(seconds, status.Length == 0 ? null : status.Length > MaxStatusLength ? status[..MaxStatusLength] : status);
    }
}
