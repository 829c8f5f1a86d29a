using System.Globalization;
using System.Xml;
using IotXmpp.Things.Model;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Things.Discovery;

/// <summary>XEP-0347 between records and elements.</summary>
public static class DiscoveryXml
{
    /// <summary>Reads the tags of <c>register</c>, <c>mine</c> or <c>update</c>.</summary>
    /// <exception cref="StanzaException">A malformed or repeated tag, or too many.</exception>
    public static IReadOnlyList<MetaTag> ReadTags(XmppElement element, DiscoveryLimits limits)
    {
        var tags = new List<MetaTag>();
        foreach (var child in element.Elements)
        {
            if (child.Namespace != Ns.Discovery || child.LocalName is not ("str" or "num"))
                continue;
            if (tags.Count >= limits.MaxTags)
                throw TooMany(limits);
            var tag = ReadTag(child, child.LocalName == "num", "value");
            if (tags.Any(other => other.Name == tag.Name))
                throw Malformed($"The tag {tag.Name} is there twice.");
            tags.Add(tag);
        }

        return tags;
    }

    /// <summary>Writes tags.</summary>
    public static void WriteTags(XmlWriter w, IEnumerable<MetaTag> tags)
    {
        foreach (var tag in tags)
        {
            w.WriteStartElement(tag.IsNumeric ? "num" : "str", Ns.Discovery);
            w.WriteAttributeString("name", tag.Name);
            w.WriteAttributeString("value", tag.Value);
            w.WriteEndElement();
        }
    }

    /// <summary>Reads the conditions of <c>search</c>; unknown elements are no condition we could fulfil.</summary>
    /// <exception cref="StanzaException">Malformed, none, or too many.</exception>
    public static IReadOnlyList<SearchOperator> ReadOperators(XmppElement element, DiscoveryLimits limits)
    {
        var operators = new List<SearchOperator>();
        foreach (var child in element.Elements)
        {
            if (child.Namespace != Ns.Discovery)
                continue;
            if (operators.Count >= limits.MaxTags)
                throw TooMany(limits);
            operators.Add(ReadOperator(child));
        }

        return operators.Count > 0 ? operators : throw Malformed("A search needs at least one condition.");
    }

    /// <summary>Reads the node behind a thing; its id is empty if there is none.</summary>
    public static NodeRef ReadNode(XmppElement element, DiscoveryLimits limits) =>
        new(Bounded(element.Attribute("nodeId"), limits) ?? "", Empty(Bounded(element.Attribute("sourceId"), limits)), Empty(Bounded(element.Attribute("cacheType"), limits)));

    /// <summary>Writes the node behind a thing as attributes; nothing if there is none.</summary>
    public static void WriteNode(XmlWriter w, NodeRef node)
    {
        if (node.NodeId.Length > 0)
            w.WriteAttributeString("nodeId", node.NodeId);
        if (node.SourceId is not null)
            w.WriteAttributeString("sourceId", node.SourceId);
        if (node.Partition is not null)
            w.WriteAttributeString("cacheType", node.Partition);
    }

    /// <summary>Reads the address of the thing a request is about.</summary>
    /// <returns>Bare; null if it is not there.</returns>
    /// <exception cref="StanzaException">It is no address.</exception>
    public static Jid? ReadThing(XmppElement element) =>
        element.Attribute("jid") is not { } text ? null : Jid.TryParse(text, out var jid) ? jid.Bare : throw new StanzaException(StanzaErrors.JidMalformed());

    /// <summary>Reads a flag.</summary>
    /// <exception cref="StanzaException">It is neither true nor false.</exception>
    public static bool ReadFlag(XmppElement element, string name, bool absent) =>
        element.Attribute(name) is not { } text ? absent : Lexical.TryBoolean(text.Trim(), out bool value) ? value : throw Malformed($"'{name}' is true or false.");

    /// <summary>Reads a number that is not negative.</summary>
    /// <exception cref="StanzaException">It is none.</exception>
    public static int ReadCount(XmppElement element, string name, int absent) =>
        element.Attribute(name) is not { } text ? absent
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : throw Malformed($"'{name}' is a number.");

    /// <summary>Writes <c>claimed</c>, to a claimer with the thing's address, to a thing with the owner's.</summary>
    public static XmppElement WriteClaimed(Jid jid, NodeRef node, bool isPublic = true) => XmppElement.Build(Ns.Discovery, "claimed", w =>
    {
        w.WriteAttributeString("jid", jid.ToString());
        // XEP-0347 3.9: absent is public, whatever the schema's default says.
        if (!isPublic)
            w.WriteAttributeString("public", "false");
        WriteNode(w, node);
    });

    /// <summary>Writes <c>removed</c> or <c>disowned</c>.</summary>
    public static XmppElement WriteNotice(string name, NodeRef node) => XmppElement.Build(Ns.Discovery, name, w => WriteNode(w, node));

    /// <summary>Writes <c>found</c>.</summary>
    public static XmppElement WriteFound(SearchResult result) => XmppElement.Build(Ns.Discovery, "found", w =>
    {
        w.WriteAttributeString("more", XmlConvert.ToString(result.More));
        foreach (var thing in result.Things)
        {
            w.WriteStartElement("thing", Ns.Discovery);
            w.WriteAttributeString("owner", thing.Owner.ToString());
            w.WriteAttributeString("jid", thing.Thing.ToString());
            WriteNode(w, thing.Node);
            WriteTags(w, thing.Tags.Where(tag => !tag.IsKey));
            w.WriteEndElement();
        }
    });

    private static SearchOperator ReadOperator(XmppElement element)
    {
        bool isNumeric = element.LocalName.StartsWith("num", StringComparison.Ordinal);
        if (element.LocalName.Length < 4 || (!isNumeric && !element.LocalName.StartsWith("str", StringComparison.Ordinal))
            || !Enum.TryParse<SearchOperatorKind>(element.LocalName[3..], ignoreCase: false, out var kind) || char.IsAsciiDigit(element.LocalName[3])
            || (isNumeric && kind == SearchOperatorKind.Mask))
            throw Malformed($"There is no condition '{element.LocalName}'.");
        bool isRange = kind is SearchOperatorKind.Range or SearchOperatorKind.NRange;
        var value = ReadTag(element, isNumeric, isRange ? "min" : "value");
        return new SearchOperator
        {
            Kind = kind,
            Name = value.Name,
            IsNumeric = isNumeric,
            Value = value,
            Maximum = isRange ? ReadTag(element, isNumeric, "max") : default,
            IncludesMinimum = ReadFlag(element, "minIncluded", true),
            IncludesMaximum = ReadFlag(element, "maxIncluded", true),
            Wildcard = element.Attribute("wildcard") is { Length: > 0 and <= MetaTag.MaxText } wildcard ? wildcard : "*",
        };
    }

    private static MetaTag ReadTag(XmppElement element, bool isNumeric, string attribute)
    {
        string? name = element.Attribute("name");
        string? value = element.Attribute(attribute);
        return name is not null && value is not null && MetaTag.TryCreate(name, value.Trim(), isNumeric, out var tag)
            ? tag
            : throw Malformed($"A tag needs a name of at most {MetaTag.MaxName} characters and a '{attribute}': a number, or at most {MetaTag.MaxText} characters.");
    }

    private static string? Empty(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private static string? Bounded(string? text, DiscoveryLimits limits) =>
        text is null || text.Length <= limits.MaxText ? text : throw new StanzaException(StanzaErrors.PolicyViolation($"At most {limits.MaxText} characters in a text."));

    private static StanzaException TooMany(DiscoveryLimits limits) => new(StanzaErrors.PolicyViolation($"At most {limits.MaxTags} tags or conditions."));

    private static StanzaException Malformed(string text) => new(StanzaErrors.BadRequest(text));
}
