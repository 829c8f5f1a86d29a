using System.Xml;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Forms;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Xmpp.Disco;

/// <summary>Service discovery on the wire (XEP-0030).</summary>
public static class DiscoXml
{
    /// <summary>The information as an element.</summary>
    public static XmppElement ToElement(this DiscoInfo info) => XmppElement.Build(Ns.DiscoInfo, "query", w =>
    {
        WriteOptional(w, "node", info.Node);
        foreach (var identity in info.Identities)
        {
            w.WriteStartElement("identity", Ns.DiscoInfo);
            w.WriteAttributeString("category", identity.Category);
            w.WriteAttributeString("type", identity.Type);
            WriteOptional(w, "name", identity.Name);
            if (identity.Lang is not null)
                w.WriteAttributeString("xml", "lang", Ns.Xml, identity.Lang);
            w.WriteEndElement();
        }

        foreach (string feature in info.Features)
        {
            w.WriteStartElement("feature", Ns.DiscoInfo);
            w.WriteAttributeString("var", feature);
            w.WriteEndElement();
        }

        foreach (var form in info.Forms)
            form.WriteTo(w);
    });

    /// <summary>The items as an element.</summary>
    public static XmppElement ToElement(this DiscoItems items) => XmppElement.Build(Ns.DiscoItems, "query", w =>
    {
        WriteOptional(w, "node", items.Node);
        foreach (var item in items.Items)
        {
            w.WriteStartElement("item", Ns.DiscoItems);
            w.WriteAttributeString("jid", item.Jid.ToString());
            WriteOptional(w, "node", item.Node);
            WriteOptional(w, "name", item.Name);
            w.WriteEndElement();
        }
    });

    /// <summary>Reads a <c>query</c> of disco#info.</summary>
    /// <exception cref="StanzaException">A required attribute is missing, or a limit.</exception>
    public static DiscoInfo ReadInfo(XmppElement element, DiscoLimits limits)
    {
        var identities = new List<DiscoIdentity>();
        var features = new List<string>();
        var forms = new List<DataForm>();
        foreach (var child in element.Elements)
        {
            if (identities.Count + features.Count + forms.Count >= limits.MaxEntries)
                throw TooMany(limits);
            switch (child.Namespace, child.LocalName)
            {
                case (Ns.DiscoInfo, "identity"):
                    identities.Add(new DiscoIdentity(
                        Required(child, "category", limits),
                        Required(child, "type", limits),
                        Bounded(child.Attribute("name"), limits),
                        Bounded(child.Attribute("lang", Ns.Xml), limits)));
                    break;
                case (Ns.DiscoInfo, "feature"):
                    features.Add(Required(child, "var", limits));
                    break;
                case (Ns.DataForms, "x"):
                    forms.Add(DataFormXml.Read(child, limits.Forms));
                    break;
                default:
                    break;
            }
        }

        return new DiscoInfo { Node = Bounded(element.Attribute("node"), limits), Identities = identities, Features = features, Forms = forms };
    }

    /// <summary>Reads a <c>query</c> of disco#items.</summary>
    /// <exception cref="StanzaException">An item without a valid address, or a limit.</exception>
    public static DiscoItems ReadItems(XmppElement element, DiscoLimits limits)
    {
        var items = new List<DiscoItem>();
        foreach (var child in element.Elements)
        {
            if (!child.Is(Ns.DiscoItems, "item"))
                continue;
            if (items.Count >= limits.MaxEntries)
                throw TooMany(limits);
            if (!Jid.TryParse(child.Attribute("jid"), out var jid))
                throw new StanzaException(StanzaErrors.BadRequest("An item needs an address."));
            items.Add(new DiscoItem(jid, Bounded(child.Attribute("node"), limits), Bounded(child.Attribute("name"), limits)));
        }

        return new DiscoItems { Node = Bounded(element.Attribute("node"), limits), Items = items };
    }

    private static void WriteOptional(XmlWriter writer, string name, string? value)
    {
        if (value is not null)
            writer.WriteAttributeString(name, value);
    }

    private static string Required(XmppElement element, string attribute, DiscoLimits limits) =>
        Bounded(element.Attribute(attribute), limits) is { Length: > 0 } value ? value : throw new StanzaException(StanzaErrors.BadRequest($"'{attribute}' is missing."));

    private static string? Bounded(string? text, DiscoLimits limits) =>
        text is null || text.Length <= limits.MaxTextLength ? text : throw new StanzaException(StanzaErrors.PolicyViolation($"A name has at most {limits.MaxTextLength} characters here."));

    private static StanzaException TooMany(DiscoLimits limits) => new(StanzaErrors.PolicyViolation($"At most {limits.MaxEntries} entries."));
}
