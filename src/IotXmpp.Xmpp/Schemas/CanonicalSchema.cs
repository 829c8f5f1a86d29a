using System.Text;
using System.Xml;
using IotXmpp.Exi.Schema;
using IotXmpp.Xmpp.Streams.Exi;

namespace IotXmpp.Xmpp.Schemas;

/// <summary>
/// The canonical schema <c>urn:xmpp:exi:cs</c> (XEP-0322 3.10): nothing but imports, one for each namespace of a set, in ascending order.
/// </summary>
public static class CanonicalSchema
{
    /// <summary>Its target namespace, which is also in the uri partition of every stream.</summary>
    public const string TargetNamespace = "urn:xmpp:exi:cs";

    private const string FileName = "cs.xsd";

    /// <summary>The document that imports these schemas.</summary>
    public static byte[] Write(IEnumerable<PublishedSchema> schemas) => Write(schemas.Select(schema => (schema.Namespace, schema.FileName)));

    private static byte[] Write(IEnumerable<(string Namespace, string FileName)> schemas)
    {
        var text = new StringBuilder();
        text.Append("<?xml version='1.0' encoding='UTF-8'?>\n<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema' targetNamespace='")
            .Append(TargetNamespace)
            .Append("' elementFormDefault='qualified'>\n");
        foreach ((string ns, string fileName) in schemas.OrderBy(schema => schema.Namespace, StringComparer.Ordinal))
            text.Append($"  <xs:import namespace='{ns}' schemaLocation='{fileName}'/>\n");
        text.Append("</xs:schema>\n");
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>Compiles the canonical schema of a set. The set must contain whatever its members import.</summary>
    /// <param name="id">Name of the set; see <see cref="ExiSchemaSet"/>.</param>
    /// <param name="schemas">One schema for each namespace.</param>
    /// <exception cref="ExiSchemaException">The schemas are not a legal set.</exception>
    public static ExiSchemaSet Compile(string id, IReadOnlyList<PublishedSchema> schemas) =>
        Compile(id, [.. schemas.Select(schema => new SchemaDocument(schema.FileName, schema.Namespace, schema.Read()))]);

    /// <summary>Compiles the canonical schema of a set. The set must contain whatever its members import.</summary>
    /// <param name="id">Name of the set; see <see cref="ExiSchemaSet"/>.</param>
    /// <param name="schemas">One schema for each namespace.</param>
    /// <exception cref="ExiSchemaException">The schemas are not a legal set.</exception>
    public static ExiSchemaSet Compile(string id, IReadOnlyList<SchemaDocument> schemas)
    {
        var sources = new List<ExiSchemaSource> { new(FileName, Write(schemas.Select(schema => (schema.Namespace, schema.FileName)))) };
        var described = new List<ExiSchema>();
        foreach (SchemaDocument schema in schemas)
        {
            sources.Add(new ExiSchemaSource(schema.FileName, schema.Content));
            described.Add(ExiSchema.Of(schema.Namespace, schema.Content.Span));
        }

        return new ExiSchemaSet(id, ExiSchemaCompiler.Compile(FileName, sources, fragments: false), described);
    }
}
