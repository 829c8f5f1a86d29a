using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Xmpp.Streams;

/// <summary>The one table of stream errors (RFC 6120 4.9.3): condition, name on the wire, element.</summary>
public static class StreamErrors
{
    /// <summary>Name of the condition's element, such as <c>host-unknown</c>.</summary>
    public static string WireName(this StreamErrorCondition condition) => condition switch
    {
        StreamErrorCondition.BadFormat => "bad-format",
        StreamErrorCondition.BadNamespacePrefix => "bad-namespace-prefix",
        StreamErrorCondition.Conflict => "conflict",
        StreamErrorCondition.ConnectionTimeout => "connection-timeout",
        StreamErrorCondition.HostGone => "host-gone",
        StreamErrorCondition.HostUnknown => "host-unknown",
        StreamErrorCondition.ImproperAddressing => "improper-addressing",
        StreamErrorCondition.InternalServerError => "internal-server-error",
        StreamErrorCondition.InvalidFrom => "invalid-from",
        StreamErrorCondition.InvalidNamespace => "invalid-namespace",
        StreamErrorCondition.InvalidXml => "invalid-xml",
        StreamErrorCondition.NotAuthorized => "not-authorized",
        StreamErrorCondition.NotWellFormed => "not-well-formed",
        StreamErrorCondition.PolicyViolation => "policy-violation",
        StreamErrorCondition.RemoteConnectionFailed => "remote-connection-failed",
        StreamErrorCondition.Reset => "reset",
        StreamErrorCondition.ResourceConstraint => "resource-constraint",
        StreamErrorCondition.RestrictedXml => "restricted-xml",
        StreamErrorCondition.SeeOtherHost => "see-other-host",
        StreamErrorCondition.SystemShutdown => "system-shutdown",
        StreamErrorCondition.UnsupportedEncoding => "unsupported-encoding",
        StreamErrorCondition.UnsupportedFeature => "unsupported-feature",
        StreamErrorCondition.UnsupportedStanzaType => "unsupported-stanza-type",
        StreamErrorCondition.UnsupportedVersion => "unsupported-version",
        _ => "undefined-condition",
    };

    /// <summary>The <c>stream:error</c> element.</summary>
    /// <param name="condition">Defined condition.</param>
    /// <param name="text">Explanation in English; null if none.</param>
    /// <param name="application">Application-specific condition (RFC 6120 4.9.4); null if none.</param>
    public static XmppElement ToElement(this StreamErrorCondition condition, string? text = null, XmppElement? application = null) =>
        XmppElement.Build(Ns.Streams, "error", w =>
        {
            w.WriteStartElement(condition.WireName(), Ns.StreamErrors);
            w.WriteEndElement();
            if (text is not null)
            {
                w.WriteStartElement("text", Ns.StreamErrors);
                w.WriteAttributeString("xml", "lang", Ns.Xml, "en");
                w.WriteString(text);
                w.WriteEndElement();
            }

            application?.WriteTo(w);
        });
}
