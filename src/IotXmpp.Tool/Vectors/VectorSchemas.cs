using System.Collections.Concurrent;
using System.Xml;
using IotXmpp.Exi.Portable;
using IotXmpp.Exi.Schema;

namespace IotXmpp.Tool.Vectors;

/// <summary>Grammar images of schema files, each compiled once. For several threads.</summary>
public sealed class VectorSchemas
{
    private const string SchemaNamespace = "http://www.w3.org/2001/XMLSchema";

    private readonly ConcurrentDictionary<string, Lazy<GrammarImage>> _images = new(StringComparer.Ordinal);
    private readonly Lazy<GrammarImage> _builtInTypes = new(ExiSchemaCompiler.CompileBuiltInTypes);
    private readonly Lazy<GrammarImage> _schemaLess = new(ExiSchemaCompiler.SchemaLess);

    /// <summary>The image of a schema; of the built-in types alone; or of schema-less streams.</summary>
    /// <param name="xsdPath">The schema, or null.</param>
    /// <param name="schemaTypesOnly">Without schema: the built-in types of XML Schema are known.</param>
    /// <exception cref="ExiSchemaException">The schema set is not legal.</exception>
    public GrammarImage Find(string? xsdPath, bool schemaTypesOnly = false) => xsdPath != null
        ? _images.GetOrAdd(xsdPath, path => new Lazy<GrammarImage>(() => Compile(path))).Value
        : schemaTypesOnly ? _builtInTypes.Value : _schemaLess.Value;

    /// <summary>Compiles a schema file with all files that its schema locations lead to.</summary>
    public static GrammarImage Compile(string xsdPath, bool fragments = true)
    {
        var sources = new Dictionary<string, ExiSchemaSource>(StringComparer.Ordinal);
        var entry = Path.GetFullPath(xsdPath);
        Collect(entry, sources);
        return ExiSchemaCompiler.Compile(Location(entry), sources.Values, fragments: fragments);
    }

    private static string Location(string path) => path.TrimStart('/');

    private static void Collect(string path, Dictionary<string, ExiSchemaSource> sources)
    {
        if (sources.ContainsKey(path))
            return;
        var content = File.ReadAllBytes(path);
        sources.Add(path, new ExiSchemaSource(Location(path), content));
        using var reader = XmlReader.Create(new MemoryStream(content), new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore, XmlResolver = null });
        while (reader.Read())
        {
            if (reader.NodeType != XmlNodeType.Element || reader.NamespaceURI != SchemaNamespace)
                continue;
            if (reader.LocalName is not ("include" or "import" or "redefine"))
                continue;
            var folder = Path.GetDirectoryName(path)!;
            if (reader.GetAttribute("schemaLocation") is { } location)
            {
                var target = Path.GetFullPath(Path.Combine(folder, location));
                if (File.Exists(target))
                    Collect(target, sources);
            }
            else if (reader.LocalName == "import")
            {
                // Found by its namespace among what is there.
                foreach (var neighbour in Directory.EnumerateFiles(folder, "*.xsd").Order(StringComparer.Ordinal))
                    Collect(neighbour, sources);
            }
        }
    }
}
