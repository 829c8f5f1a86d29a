using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace IotXmpp.Things.Profiles;

/// <summary>Pieces of a schema document, as far as generated schemas need them.</summary>
internal static class Xsd
{
    private const string SchemaNamespace = "http://www.w3.org/2001/XMLSchema";
    private static readonly XNamespace s_xs = SchemaNamespace;

    /// <summary>A whole document: the same content always gives the same bytes.</summary>
    /// <param name="remark">Comment at its head.</param>
    /// <param name="ns">Target namespace.</param>
    /// <param name="imports">Prefix, namespace and file of what it refers to; without prefix for <c>xml</c>.</param>
    /// <param name="content">Elements, groups and types.</param>
    public static byte[] Document(string remark, string ns, (string Prefix, string Namespace, string FileName)[] imports, params object?[] content)
    {
        var schema = new XElement(
            s_xs + "schema",
            new XAttribute(XNamespace.Xmlns + "xs", SchemaNamespace),
            new XAttribute("targetNamespace", ns),
            new XAttribute("xmlns", ns),
            imports.Where(import => import.Prefix != "xml").Select(import => new XAttribute(XNamespace.Xmlns + import.Prefix, import.Namespace)),
            new XAttribute("elementFormDefault", "qualified"),
            imports.Select(import => new XElement(s_xs + "import", new XAttribute("namespace", import.Namespace), new XAttribute("schemaLocation", import.FileName))),
            content);
        using var bytes = new MemoryStream();
        var settings = new XmlWriterSettings { Encoding = new UTF8Encoding(false), Indent = true, NewLineChars = "\n" };
        using (var writer = XmlWriter.Create(bytes, settings))
            new XDocument(new XComment($" {remark} "), schema).Save(writer);
        return bytes.ToArray();
    }

    /// <summary>Occurrences; both 1 unless stated. A maximum of 0 means unbounded.</summary>
    public static XElement Occurs(XElement particle, int minimum, int maximum)
    {
        if (minimum != 1)
            particle.SetAttributeValue("minOccurs", minimum);
        if (maximum != 1)
            particle.SetAttributeValue("maxOccurs", maximum == 0 ? "unbounded" : maximum);
        return particle;
    }

    /// <summary>An element of an anonymous type.</summary>
    public static XElement Element(string name, params object?[] content) =>
        new(s_xs + "element", new XAttribute("name", name), new XElement(s_xs + "complexType", content));

    /// <summary>An element of a simple type.</summary>
    public static XElement SimpleElement(string name, object type) => Typed("element", name, type);

    public static XElement ElementRef(string name) => new(s_xs + "element", new XAttribute("ref", name));

    public static XElement Sequence(params object?[] content) => new(s_xs + "sequence", content);

    public static XElement Choice(params object?[] content) => new(s_xs + "choice", content);

    public static XElement Group(string name, XElement model) => new(s_xs + "group", new XAttribute("name", name), model);

    public static XElement GroupRef(string name) => new(s_xs + "group", new XAttribute("ref", name));

    public static XElement Required(string name, object type) => Use(Typed("attribute", name, type), "required");

    public static XElement Optional(string name, object type) => Use(Typed("attribute", name, type), "optional");

    public static XElement OptionalRef(string name) => Use(new XElement(s_xs + "attribute", new XAttribute("ref", name)), "optional");

    /// <summary>A text with attributes.</summary>
    public static XElement Text(string baseType, params object?[] attributes) =>
        new(s_xs + "simpleContent", new XElement(s_xs + "extension", new XAttribute("base", baseType), attributes));

    /// <summary>One of these values: EXI gives each a number, and no bits at all where there is one (EXI 7.2).</summary>
    public static XElement OneOf(IEnumerable<string> values, string baseType = "xs:string") =>
        Restriction(baseType, values.Select(value => Facet("enumeration", value)));

    /// <summary>A number between bounds; up to 4096 integers take the fewest bits (EXI 7.1.5).</summary>
    public static XElement Between(string baseType, string? minimum, string? maximum) => Restriction(
        baseType,
        minimum is null ? null : Facet("minInclusive", minimum),
        maximum is null ? null : Facet("maxInclusive", maximum));

    public static XElement Facet(string name, string value) => new(s_xs + name, new XAttribute("value", value));

    public static XElement Restriction(string baseType, params object?[] facets) =>
        new(s_xs + "simpleType", new XElement(s_xs + "restriction", new XAttribute("base", baseType), facets));

    private static XElement Typed(string kind, string name, object type)
    {
        var result = new XElement(s_xs + kind, new XAttribute("name", name));
        if (type is string builtIn)
            result.SetAttributeValue("type", builtIn);
        else
            result.Add(type);
        return result;
    }

    private static XElement Use(XElement attribute, string use)
    {
        attribute.SetAttributeValue("use", use);
        return attribute;
    }
}
