namespace IotXmpp.Xmpp.Schemas;

/// <summary>The schemas of the XMPP extensions that this product speaks; see README.md beside them for origin and repairs.</summary>
public static class XmppSchemas
{
    /// <summary>All of them, by file name.</summary>
    public static IReadOnlyList<PublishedSchema> All { get; } =
    [
        Embedded("bind.xsd", "urn:ietf:params:xml:ns:xmpp-bind"),
        Embedded("caps.xsd", "http://jabber.org/protocol/caps"),
        Embedded("commands.xsd", "http://jabber.org/protocol/commands"),
        Embedded("component-accept.xsd", "jabber:component:accept"),
        Embedded("compress-feature.xsd", "http://jabber.org/features/compress"),
        Embedded("compress.xsd", "http://jabber.org/protocol/compress"),
        Embedded("csi.xsd", "urn:xmpp:csi:0"),
        Embedded("delay.xsd", "urn:xmpp:delay"),
        Embedded("disco-info.xsd", "http://jabber.org/protocol/disco#info"),
        Embedded("disco-items.xsd", "http://jabber.org/protocol/disco#items"),
        Embedded("exi.xsd", "http://jabber.org/protocol/compress/exi"),
        Embedded("forward.xsd", "urn:xmpp:forward:0"),
        Embedded("framing.xsd", "urn:ietf:params:xml:ns:xmpp-framing"),
        Embedded("iq-last.xsd", "jabber:iq:last"),
        Embedded("iq-register.xsd", "jabber:iq:register"),
        Embedded("iq-version.xsd", "jabber:iq:version"),
        Embedded("jabber-client.xsd", "jabber:client"),
        Embedded("jabber-server.xsd", "jabber:server"),
        Embedded("ping.xsd", "urn:xmpp:ping"),
        Embedded("pubsub-errors.xsd", "http://jabber.org/protocol/pubsub#errors"),
        Embedded("pubsub-event.xsd", "http://jabber.org/protocol/pubsub#event"),
        Embedded("pubsub-owner.xsd", "http://jabber.org/protocol/pubsub#owner"),
        Embedded("pubsub.xsd", "http://jabber.org/protocol/pubsub"),
        Embedded("receipts.xsd", "urn:xmpp:receipts"),
        Embedded("roster.xsd", "jabber:iq:roster"),
        Embedded("rsm.xsd", "http://jabber.org/protocol/rsm"),
        Embedded("sasl-cb.xsd", "urn:xmpp:sasl-cb:0"),
        Embedded("sasl.xsd", "urn:ietf:params:xml:ns:xmpp-sasl"),
        Embedded("session.xsd", "urn:ietf:params:xml:ns:xmpp-session"),
        Embedded("sm.xsd", "urn:xmpp:sm:3"),
        Embedded("stanzaerror.xsd", "urn:ietf:params:xml:ns:xmpp-stanzas"),
        Embedded("streamerror.xsd", "urn:ietf:params:xml:ns:xmpp-streams"),
        Embedded("streams.xsd", "http://etherx.jabber.org/streams"),
        Embedded("time.xsd", "urn:xmpp:time"),
        Embedded("tls.xsd", "urn:ietf:params:xml:ns:xmpp-tls"),
        Embedded("x-data.xsd", "jabber:x:data"),
        Embedded("x-oob.xsd", "jabber:x:oob"),
        Embedded("xdata-color.xsd", "urn:xmpp:xdata:color"),
        Embedded("xdata-dynamic.xsd", "urn:xmpp:xdata:dynamic"),
        Embedded("xdata-layout.xsd", "http://jabber.org/protocol/xdata-layout"),
        Embedded("xdata-validate.xsd", "http://jabber.org/protocol/xdata-validate"),
        Embedded("xml.xsd", "http://www.w3.org/XML/1998/namespace"),
    ];

    private static PublishedSchema Embedded(string fileName, string ns) =>
        new(fileName, ns, typeof(XmppSchemas).Assembly, "IotXmpp.Xmpp.Schemas." + fileName);
}
