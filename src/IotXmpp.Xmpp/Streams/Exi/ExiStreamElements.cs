using System.Xml;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Xmpp.Streams.Exi;

/// <summary>What stands for the stream's tags in EXI, where every body is a whole document (XEP-0322 2.3).</summary>
internal static class ExiStreamElements
{
    /// <summary>Closes the stream (XEP-0322 2.3.2).</summary>
    public static XmppElement StreamEnd { get; } = XmppElement.Build(Ns.Exi, "streamEnd");

    /// <summary>Opens the stream (XEP-0322 2.3.1), with the prefixes that a transcoder to XML is to use.</summary>
    public static void WriteStreamStart(XmlWriter w, StreamHeader header)
    {
        w.WriteStartElement("streamStart", Ns.Exi);
        if (header.From is not null)
            w.WriteAttributeString("from", header.From);
        if (header.Id is not null)
            w.WriteAttributeString("id", header.Id);
        if (header.To is not null)
            w.WriteAttributeString("to", header.To);
        if (header.Version is not null)
            w.WriteAttributeString("version", header.Version);
        if (header.Lang is not null)
            w.WriteAttributeString("xml", "lang", Ns.Xml, header.Lang);
        WritePrefix(w, "", header.ContentNamespace);
        WritePrefix(w, "stream", Ns.Streams);
        w.WriteEndElement();
    }

    /// <summary>The event that an element of the peer stands for.</summary>
    /// <exception cref="StreamException">Stream-level elements inside a stanza: as XML they would break the stream of whoever receives it.</exception>
    public static StreamEvent Classify(XmppElement element)
    {
        // COMPAT Openfire's EXI plugin: open and close, from a draft of the XEP.
        if (element.Is(Ns.Exi, "streamStart") || element.Is(Ns.Exi, "open"))
            return new StreamEvent(StreamEventKind.Header, ReadStreamStart(element));
        if (element.Is(Ns.Exi, "streamEnd") || element.Is(Ns.Exi, "close"))
            return new StreamEvent(StreamEventKind.End);
        foreach (var child in element.Elements)
            CheckInside(child);
        return new StreamEvent(StreamEventKind.Element, null, element);
    }

    private static StreamHeader ReadStreamStart(XmppElement element)
    {
        string content = Ns.Client;
        var prefixes = new List<KeyValuePair<string, string>>();
        foreach (var child in element.Elements)
        {
            if (!child.Is(Ns.Exi, "xmlns") || child.Attribute("namespace") is not { } ns)
                continue;
            string prefix = child.Attribute("prefix") ?? "";
            if (prefix.Length == 0)
                content = ns;
            else if (ns is not (Ns.Streams or Ns.Xml))
                prefixes.Add(new(prefix, ns));
        }

        return new StreamHeader
        {
            To = element.Attribute("to"),
            From = element.Attribute("from"),
            Version = element.Attribute("version"),
            Lang = element.Attribute("lang", Ns.Xml),
            ContentNamespace = content,
            Prefixes = prefixes,
        };
    }

    private static void CheckInside(XmppElement element)
    {
        if (element.Namespace == Ns.Streams)
            throw new StreamException(StreamErrorCondition.InvalidXml, $"{element.Name} inside a stanza.");
        // The reader has bounded the depth.
        foreach (var child in element.Elements)
            CheckInside(child);
    }

    private static void WritePrefix(XmlWriter w, string prefix, string ns)
    {
        w.WriteStartElement("xmlns", Ns.Exi);
        w.WriteAttributeString("namespace", ns);
        w.WriteAttributeString("prefix", prefix);
        w.WriteEndElement();
    }
}
