using System.Globalization;
using System.Xml;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Xmpp.Streams;

/// <summary>The elements of stream management (XEP-0198).</summary>
internal static class StreamManagement
{
    /// <summary>Asks for an acknowledgement.</summary>
    public static XmppElement Request { get; } = XmppElement.Build(Ns.StreamManagement, "r");

    /// <summary>The stream feature.</summary>
    public static XmppElement Feature { get; } = XmppElement.Build(Ns.StreamManagement, "sm");

    /// <summary>Acknowledges all stanzas up to <paramref name="h"/>.</summary>
    public static XmppElement Answer(uint h) => XmppElement.Build(Ns.StreamManagement, "a", w => WriteNumber(w, "h", h));

    /// <summary>Counting begins; with <paramref name="id"/> the session may be resumed for <paramref name="max"/>.</summary>
    public static XmppElement Enabled(string? id, TimeSpan max) => XmppElement.Build(Ns.StreamManagement, "enabled", w =>
    {
        if (id is null)
            return;
        w.WriteAttributeString("id", id);
        WriteNumber(w, "max", (uint)max.TotalSeconds);
        w.WriteAttributeString("resume", "true");
    });

    /// <summary>The session <paramref name="id"/> goes on; <paramref name="h"/> of the peer's stanzas were handled.</summary>
    public static XmppElement Resumed(string id, uint h) => XmppElement.Build(Ns.StreamManagement, "resumed", w =>
    {
        WriteNumber(w, "h", h);
        w.WriteAttributeString("previd", id);
    });

    /// <summary>Enabling or resuming failed.</summary>
    /// <param name="condition">Stanza error condition (XEP-0198 3, 5).</param>
    /// <param name="h">What was handled before the session ended, if that is still known.</param>
    public static XmppElement Failed(string condition, uint? h = null) => XmppElement.Build(Ns.StreamManagement, "failed", w =>
    {
        if (h is { } known)
            WriteNumber(w, "h", known);
        w.WriteStartElement(condition, Ns.StanzaErrors);
        w.WriteEndElement();
    });

    /// <summary>Application condition of the stream error for a wrong <c>h</c> (XEP-0198 4).</summary>
    public static XmppElement HandledCountTooHigh(uint h, uint sent) => XmppElement.Build(Ns.StreamManagement, "handled-count-too-high", w =>
    {
        WriteNumber(w, "h", h);
        WriteNumber(w, "send-count", sent);
    });

    /// <summary>The attribute <c>h</c>.</summary>
    /// <exception cref="StreamException">Absent or no number.</exception>
    public static uint ReadHandled(XmppElement element) =>
        uint.TryParse(element.Attribute("h"), NumberStyles.None, CultureInfo.InvariantCulture, out uint h)
            ? h
            : throw new StreamException(StreamErrorCondition.InvalidXml, $"'{element.LocalName}' needs a count 'h' (XEP-0198).");

    private static void WriteNumber(XmlWriter w, string name, uint value) => w.WriteAttributeString(name, value.ToString(CultureInfo.InvariantCulture));
}
