using System.Globalization;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Xmpp.Streams.Negotiation;

/// <summary>The <c>stream:features</c> element and its children (RFC 6120 4.3.2).</summary>
internal static class StreamFeatures
{
    /// <summary>RFC 6120 7.4.</summary>
    public static XmppElement Bind { get; } = XmppElement.Build(Ns.Bind, "bind");

    /// <summary>Legacy session, marked as not needed (RFC 6121 erratum; draft-cridland-xmpp-session).</summary>
    public static XmppElement Session { get; } = XmppElement.Build(Ns.Session, "session", w =>
    {
        w.WriteStartElement("optional", Ns.Session);
        w.WriteEndElement();
    });

    /// <summary>RFC 6120 5.4.1.</summary>
    public static XmppElement StartTls(bool required) => XmppElement.Build(Ns.Tls, "starttls", w =>
    {
        if (!required)
            return;
        w.WriteStartElement("required", Ns.Tls);
        w.WriteEndElement();
    });

    /// <summary>RFC 6120 6.4.1.</summary>
    public static XmppElement Mechanisms(IEnumerable<string> names) => XmppElement.Build(Ns.Sasl, "mechanisms", w =>
    {
        foreach (string name in names)
            w.WriteElementString("mechanism", Ns.Sasl, name);
    });

    /// <summary>The types of channel binding we can check (XEP-0440).</summary>
    public static XmppElement ChannelBindings { get; } = XmppElement.Build(Ns.ChannelBindings, "sasl-channel-binding", w =>
    {
        w.WriteStartElement("channel-binding", Ns.ChannelBindings);
        w.WriteAttributeString("type", "tls-server-end-point");
        w.WriteEndElement();
    });

    /// <summary>EXI on this stream, and on a port of its own (XEP-0322 2.2).</summary>
    public static XmppElement ExiCompression(int? exiPort) => XmppElement.Build(Ns.CompressionFeature, "compression", w =>
    {
        w.WriteElementString("method", Ns.CompressionFeature, "exi");
        if (exiPort is { } port)
            w.WriteElementString("method", Ns.CompressionFeature, "exi:" + port.ToString(CultureInfo.InvariantCulture));
    });

    /// <summary>What a stanza may measure (XEP-0478).</summary>
    public static XmppElement Limits(StreamLimits limits) => XmppElement.Build(Ns.StreamLimits, "limits", w =>
        w.WriteElementString("max-bytes", Ns.StreamLimits, limits.MaxStanzaBytes.ToString(CultureInfo.InvariantCulture)));

    /// <summary>The element itself.</summary>
    public static XmppElement Of(IEnumerable<XmppElement> features) => XmppElement.Build(Ns.Streams, "features", w =>
    {
        foreach (var feature in features)
            feature.WriteTo(w);
    });
}
