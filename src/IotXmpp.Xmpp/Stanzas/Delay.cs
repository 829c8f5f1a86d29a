using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Portable;

namespace IotXmpp.Xmpp.Stanzas;

/// <summary>When a stanza was first sent, if it comes later (XEP-0203).</summary>
/// <param name="Stamp">When it was sent or stored.</param>
/// <param name="From">Who held it back; null if it does not say.</param>
/// <param name="Reason">Why, for people; null for none.</param>
public sealed record Delay(DateTimeOffset Stamp, Jid? From = null, string? Reason = null)
{
    private const int MaxReasonLength = 1024;

    /// <summary>The <c>delay</c> element.</summary>
    public XmppElement ToElement() => XmppElement.Build(Ns.Delay, "delay", w =>
    {
        if (From is not null)
            w.WriteAttributeString("from", From.ToString());
        w.WriteAttributeString("stamp", XmppDateTime.Format(Stamp));
        if (Reason is not null)
            w.WriteString(Reason);
    });

    /// <summary>Reads a <c>delay</c> element; null without a valid stamp, which is what it is for. A reason longer than 1024 characters is cut.</summary>
    public static Delay? Read(XmppElement element)
    {
        if (!XmppDateTime.TryParse(element.Attribute("stamp"), out var stamp))
            return null;
        string reason = element.Text;
        return new Delay(stamp, Jid.TryParse(element.Attribute("from"), out var from) ? from : null, reason.Length == 0 ? null : reason.Length > MaxReasonLength ? reason[..MaxReasonLength] : reason);
    }

    /// <summary>The delay of a stanza; null if it came at once.</summary>
    public static Delay? Of(Stanza stanza) => stanza.Payload(Ns.Delay, "delay") is { } element ? Read(element) : null;
}
