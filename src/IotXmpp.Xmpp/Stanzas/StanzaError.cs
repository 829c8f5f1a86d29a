using System.Xml;
using IotXmpp.Xmpp.Portable;

namespace IotXmpp.Xmpp.Stanzas;

/// <summary>An error inside a stanza (RFC 6120 8.3).</summary>
/// <param name="Type">What the sender should do.</param>
/// <param name="Condition">Defined condition, an element name of RFC 6120 8.3.3 such as <c>item-not-found</c>.</param>
/// <param name="Text">Explanation for people, in English; null if none.</param>
/// <param name="Application">Application-specific condition (RFC 6120 8.3.4), null if none.</param>
public sealed record StanzaError(StanzaErrorType Type, string Condition, string? Text = null, XmppElement? Application = null)
{
    /// <summary>Further application-specific elements after <see cref="Application"/>: XEP-0325 lists one <c>paramError</c> per parameter.</summary>
    public IReadOnlyList<XmppElement> Details { get; init; } = [];

    /// <summary>Writes the <c>error</c> element of <c>jabber:client</c>.</summary>
    public void WriteTo(XmlWriter writer)
    {
        writer.WriteStartElement("error", Ns.Client);
        writer.WriteAttributeString("type", Type switch
        {
            StanzaErrorType.Auth => "auth",
            StanzaErrorType.Cancel => "cancel",
            StanzaErrorType.Continue => "continue",
            StanzaErrorType.Modify => "modify",
            _ => "wait",
        });
        writer.WriteStartElement(Condition, Ns.StanzaErrors);
        writer.WriteEndElement();
        if (Text is not null)
        {
            writer.WriteStartElement("text", Ns.StanzaErrors);
            writer.WriteAttributeString("xml", "lang", Ns.Xml, "en");
            writer.WriteString(Text);
            writer.WriteEndElement();
        }

        Application?.WriteTo(writer);
        foreach (var detail in Details)
            detail.WriteTo(writer);
        writer.WriteEndElement();
    }

    /// <summary>Reads an <c>error</c> element; tolerant: an absent or unknown condition becomes <c>undefined-condition</c>.</summary>
    public static StanzaError Read(XmppElement element)
    {
        var type = element.Attribute("type") switch
        {
            "auth" => StanzaErrorType.Auth,
            "continue" => StanzaErrorType.Continue,
            "modify" => StanzaErrorType.Modify,
            "wait" => StanzaErrorType.Wait,
            _ => StanzaErrorType.Cancel,
        };
        string condition = "undefined-condition";
        string? text = null;
        XmppElement? application = null;
        List<XmppElement> details = [];
        foreach (var child in element.Elements)
        {
            if (child.Is(Ns.StanzaErrors, "text"))
                text = child.Text;
            else if (child.Namespace == Ns.StanzaErrors)
                condition = child.LocalName;
            else if (application is null)
                application = child;
            else
                details.Add(child);
        }

        return new StanzaError(type, condition, text, application) { Details = details };
    }
}
