using System.Globalization;
using System.Xml;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Xmpp.Streams.Exi;

/// <summary>The server's side of agreeing on a configuration (XEP-0322 2.2), on XML and EXI streams alike.</summary>
/// <param name="configurations">What may be agreed on.</param>
/// <param name="maxSetups">Proposals one connection may make.</param>
internal sealed class ExiNegotiation(ExiConfigurations configurations, int maxSetups)
{
    private const int MaxSchemas = 256;

    private int _setups;

    /// <summary>The configuration agreed on, null before and after a proposal that failed.</summary>
    public ExiConfiguration? Agreed { get; private set; }

    /// <summary>Answers an element of <c>http://jabber.org/protocol/compress/exi</c>.</summary>
    /// <returns>The reply; null where the XEP defines none.</returns>
    /// <exception cref="StreamException">Not a request of the XEP, malformed, or one too many.</exception>
    public XmppElement? OnElement(XmppElement element)
    {
        if (++_setups > maxSetups)
            throw new StreamException(StreamErrorCondition.PolicyViolation, "Too many EXI proposals.");
        try
        {
            switch (element.LocalName)
            {
                case "setup":
                    return OnSetup(element);
                case "downloadSchema":
                    return RefuseDownload(element);
                case "uploadSchema":
                    // No answer is defined: the peer finds the schema still missing when it proposes again (XEP-0322 2.2.3, 4).
                    return null;
                default:
                    throw new StreamException(StreamErrorCondition.UnsupportedStanzaType, $"{element.LocalName} has no place here.");
            }
        }
        catch (FormatException e)
        {
            throw new StreamException(StreamErrorCondition.InvalidXml, e.Message, e);
        }
    }

    private XmppElement OnSetup(XmppElement setup)
    {
        Agreed = null;
        if (setup.Attribute("configurationId") is { } id)
        {
            Agreed = configurations.Find(id);
            return XmppElement.Build(Ns.Exi, "setupResponse", w =>
            {
                w.WriteAttributeString("agreement", Agreed is null ? "false" : "true");
                w.WriteAttributeString("configurationId", id);
            });
        }

        if (setup.Attribute("configurationLocation") is { } location)
        {
            // The location is the server's private format, and ours has none (XEP-0322 3.11).
            return XmppElement.Build(Ns.Exi, "setupResponse", w =>
            {
                w.WriteAttributeString("agreement", "false");
                w.WriteAttributeString("configurationLocation", location);
            });
        }

        var schemas = ReadSchemas(setup);
        var missing = schemas.Where(schema => !configurations.Knows(schema)).ToHashSet();
        var proposal = ExiProposal.Read(setup);
        var possible = proposal.Accommodate();
        bool unchanged = possible.Options == proposal.Options && !proposal.HasDatatypeMap;
        if (missing.Count == 0 && unchanged && possible.Options.FindConflict() is null)
            Agreed = configurations.Find(schemas.ToHashSet(), possible);
        return XmppElement.Build(Ns.Exi, "setupResponse", w =>
        {
            w.WriteAttributeString("agreement", Agreed is null ? "false" : "true");
            if (Agreed is not null)
                w.WriteAttributeString("configurationId", Agreed.Id);
            possible.WriteTo(w);
            foreach (var schema in schemas)
                Write(w, missing.Contains(schema) ? "missingSchema" : "schema", schema);
        });
    }

    private static List<ExiSchema> ReadSchemas(XmppElement setup)
    {
        var schemas = new List<ExiSchema>();
        var namespaces = new HashSet<string>(StringComparer.Ordinal);
        foreach (var child in setup.Elements)
        {
            if (!child.Is(Ns.Exi, "schema"))
                continue;
            if (schemas.Count == MaxSchemas)
                throw new FormatException("Too many schemas.");
            string ns = child.Attribute("ns") ?? throw new FormatException("A schema needs its namespace 'ns'.");
            if (!int.TryParse(child.Attribute("bytes"), NumberStyles.None, CultureInfo.InvariantCulture, out int bytes))
                throw new FormatException("A schema needs its length in 'bytes'.");
            string md5 = child.Attribute("md5Hash") ?? throw new FormatException("A schema needs its 'md5Hash'.");
            if (!namespaces.Add(ns))
                throw new FormatException("Two schemas of one namespace.");
            // Lower case by the schema; upper case means the same.
            schemas.Add(new ExiSchema(ns, bytes, md5.ToLowerInvariant()));
        }

        return schemas;
    }

    private static void Write(XmlWriter w, string name, ExiSchema schema)
    {
        w.WriteStartElement(name, Ns.Exi);
        w.WriteAttributeString("bytes", schema.Bytes.ToString(CultureInfo.InvariantCulture));
        w.WriteAttributeString("md5Hash", schema.Md5Hash);
        w.WriteAttributeString("ns", schema.Namespace);
        w.WriteEndElement();
    }

    /// <summary>A server that fetches what a client names is a tool against others (XEP-0322 4): nothing is ever downloaded.</summary>
    private static XmppElement RefuseDownload(XmppElement request) => XmppElement.Build(Ns.Exi, "downloadSchemaResponse", w =>
    {
        w.WriteAttributeString("result", "false");
        w.WriteAttributeString("url", request.Attribute("url") ?? throw new FormatException("downloadSchema needs a 'url'."));
        w.WriteStartElement("invalidUrl", Ns.Exi);
        w.WriteAttributeString("message", "This server downloads no schemas.");
        w.WriteEndElement();
    });
}
