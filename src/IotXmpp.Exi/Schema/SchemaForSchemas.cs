using System.Xml;
using System.Xml.Linq;

namespace IotXmpp.Exi.Schema;

/// <summary>
/// Lets XML Schema's own schema be compiled, for streams of schema documents. System.Xml.Schema has that namespace built in and passes over a
/// document that declares it, so such a document is shown to it under another namespace, which <see cref="RealNamespace"/> undoes.
/// </summary>
internal static class SchemaForSchemas
{
    /// <summary>Stands for the namespace of XML Schema as a target namespace.</summary>
    private const string Alias = "exi-schema:xml-schema";

    private const string AliasPrefix = "exi-schema-self";

    private static readonly HashSet<string> s_references = ["ref", "type", "base", "substitutionGroup", "itemType", "memberTypes", "refer"];

    /// <summary>The namespace that a schema declares, whatever it was shown under.</summary>
    public static string RealNamespace(string ns) => ns == Alias ? XmlNamespaces.Xsd : ns;

    /// <summary>The same document, or the one to show instead.</summary>
    public static XmlReader Substitute(XmlReader reader, BuiltInTypes builtIns)
    {
        if (reader.MoveToContent() != XmlNodeType.Element || reader.GetAttribute("targetNamespace") != XmlNamespaces.Xsd)
            return reader;
        XDocument document = XDocument.Load(reader, LoadOptions.SetLineInfo | LoadOptions.SetBaseUri);
        XElement root = document.Root!;
        foreach (XElement element in root.Elements().ToArray())
        {
            if (IsBuiltIn(element.Attribute("name")?.Value, builtIns) && element.Name.LocalName is "simpleType" or "complexType")
                element.Remove();
        }

        root.SetAttributeValue("targetNamespace", Alias);
        root.SetAttributeValue(XNamespace.Xmlns + AliasPrefix, Alias);
        foreach (XElement element in root.Descendants().Where(element => element.Name.NamespaceName == XmlNamespaces.Xsd))
        {
            foreach (XAttribute attribute in element.Attributes().Where(a => a.Name.NamespaceName.Length == 0 && s_references.Contains(a.Name.LocalName)))
                attribute.Value = string.Join(' ', attribute.Value.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(name => Rename(name, element, builtIns)));
        }

        return document.CreateReader();
    }

    private static string Rename(string name, XElement scope, BuiltInTypes builtIns)
    {
        int colon = name.IndexOf(':', StringComparison.Ordinal);
        string localName = name[(colon + 1)..];
        string? ns = colon < 0 ? scope.GetDefaultNamespace().NamespaceName : scope.GetNamespaceOfPrefix(name[..colon])?.NamespaceName;
        return ns == XmlNamespaces.Xsd && !IsBuiltIn(localName, builtIns) ? $"{AliasPrefix}:{localName}" : name;
    }

    private static bool IsBuiltIn(string? name, BuiltInTypes builtIns) => name is "anyType" || (name is not null && builtIns.Find(name) is not null);
}
