using System.Xml;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Portable;

namespace IotXmpp.Xmpp.Stanzas;

/// <summary>
/// The first-level unit of exchange (RFC 6120 8). Always in <c>jabber:client</c> here: a stream of another content namespace
/// maps it at its own edge.
/// </summary>
public abstract record Stanza
{
    /// <summary>Sender; null where the stream implies it.</summary>
    public Jid? From { get; init; }

    /// <summary>Addressee; null where the stream implies it.</summary>
    public Jid? To { get; init; }

    /// <summary>The <c>id</c>, unique for its sender only; null if absent.</summary>
    public string? Id { get; init; }

    /// <summary><c>xml:lang</c>; null if absent.</summary>
    public string? Lang { get; init; }

    /// <summary>The children but for <c>error</c>, in order: payloads and, for messages, <c>body</c> and its like.</summary>
    public IReadOnlyList<XmppElement> Payloads { get; init; } = [];

    /// <summary>The error of a stanza of type <c>error</c>.</summary>
    public StanzaError? Error { get; init; }

    /// <summary><c>iq</c>, <c>message</c> or <c>presence</c>.</summary>
    public abstract string ElementName { get; }

    /// <summary>Value of the <c>type</c> attribute; null if it is to be left out.</summary>
    public abstract string? TypeName { get; }

    /// <summary>True for type <c>error</c>.</summary>
    public bool IsError => Error is not null;

    /// <summary>The first payload of that name, null if absent.</summary>
    public XmppElement? Payload(string ns, string localName)
    {
        foreach (var payload in Payloads)
        {
            if (payload.Is(ns, localName))
                return payload;
        }

        return null;
    }

    /// <summary>Writes the stanza.</summary>
    public void WriteTo(XmlWriter writer)
    {
        writer.WriteStartElement(ElementName, Ns.Client);
        // xml:lang first, then by name: the order a schema-informed EXI encoder wants is its own affair.
        if (From is not null)
            writer.WriteAttributeString("from", From.ToString());
        if (Id is not null)
            writer.WriteAttributeString("id", Id);
        if (To is not null)
            writer.WriteAttributeString("to", To.ToString());
        if (TypeName is not null)
            writer.WriteAttributeString("type", TypeName);
        if (Lang is not null)
            writer.WriteAttributeString("xml", "lang", Ns.Xml, Lang);
        foreach (var payload in Payloads)
            payload.WriteTo(writer);
        Error?.WriteTo(writer);
        writer.WriteEndElement();
    }

    /// <summary>The stanza as an element.</summary>
    public XmppElement ToElement() => XmppElement.Build(WriteTo);

    /// <summary>Reads a stanza.</summary>
    /// <param name="element">An <c>iq</c>, <c>message</c> or <c>presence</c> of <c>jabber:client</c>.</param>
    /// <exception cref="StanzaException">A malformed address, an unknown type, an iq without id or with a wrong number of payloads (RFC 6120 8.2.3).</exception>
    /// <exception cref="ArgumentException">Not a stanza by its name.</exception>
    public static Stanza Read(XmppElement element)
    {
        var children = element.Elements.ToList();
        StanzaError? error = null;
        string? type = element.Attribute("type");
        if (type == "error")
        {
            int at = children.FindIndex(child => child.Is(Ns.Client, "error"));
            error = at < 0 ? new StanzaError(StanzaErrorType.Cancel, "undefined-condition") : StanzaError.Read(children[at]);
            if (at >= 0)
                children.RemoveAt(at);
        }

        Stanza stanza = element.Name switch
        {
            { Namespace: Ns.Client, LocalName: "iq" } => new Iq { Type = Iq.ParseType(type) },
            { Namespace: Ns.Client, LocalName: "message" } => new Message { Type = Message.ParseType(type) },
            { Namespace: Ns.Client, LocalName: "presence" } => new Presence { Type = Presence.ParseType(type) },
            _ => throw new ArgumentException($"{element.Name} is no stanza.", nameof(element)),
        };
        stanza = stanza with
        {
            From = Address(element, "from"),
            To = Address(element, "to"),
            Id = element.Attribute("id"),
            Lang = element.Attribute("lang", Ns.Xml),
            Payloads = children,
            Error = error,
        };
        if (stanza is Iq iq)
            iq.Check();
        return stanza;
    }

    private static Jid? Address(XmppElement element, string attribute)
    {
        string? text = element.Attribute(attribute);
        if (text is null)
            return null;
        return Jid.TryParse(text, out var jid) ? jid : throw new StanzaException(StanzaErrors.JidMalformed($"'{attribute}' is not an XMPP address."));
    }
}
