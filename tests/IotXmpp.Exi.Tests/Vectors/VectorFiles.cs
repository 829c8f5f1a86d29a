using System.Collections.Concurrent;
using System.Text.Json;
using System.Xml;
using System.Xml.Linq;
using IotXmpp.Exi.Portable;
using IotXmpp.Exi.Schema;

namespace IotXmpp.Exi.Tests.Vectors;

/// <summary>The files under tests/vectors/exi, read once.</summary>
internal static class VectorFiles
{
    private static readonly Lazy<IReadOnlyDictionary<string, string>> Events = new(ReadEvents);
    private static readonly Lazy<IReadOnlyList<ExiSchemaSource>> Schemas = new(ReadSchemas);
    private static readonly ConcurrentDictionary<string, Lazy<GrammarImage>> Grammars = new();

    public static string Root { get; } = FindRoot();

    public static IEnumerable<VectorRecord> Read(string file)
    {
        foreach (string line in File.ReadLines(Path.Combine(Root, file)))
        {
            if (line.Length == 0)
                continue;
            using var document = JsonDocument.Parse(line);
            yield return VectorRecord.Parse(document.RootElement, Events.Value);
        }
    }

    /// <summary>The grammars a record wants, or null for schema-less ones.</summary>
    public static GrammarImage? GrammarOf(VectorRecord record)
    {
        if (record.SchemaTypesOnly)
            return Grammar("");
        return record.Xsd is null ? null : Grammar(record.Xsd);
    }

    /// <summary>The compiled grammars of a schema file; "" means the built-in types.</summary>
    public static GrammarImage Grammar(string xsd) => Grammars.GetOrAdd(xsd, static path => new Lazy<GrammarImage>(() =>
        path.Length == 0 ? ExiSchemaCompiler.CompileBuiltInTypes() : ExiSchemaCompiler.Compile(path, Schemas.Value))).Value;

    public static byte[] ReadBytes(string path) => File.ReadAllBytes(Path.Combine(Root, path));

    private static Dictionary<string, string> ReadEvents()
    {
        var events = new Dictionary<string, string>();
        foreach (string line in File.ReadLines(Path.Combine(Root, "events.jsonl")))
        {
            using var document = JsonDocument.Parse(line);
            events[document.RootElement.GetProperty("id").GetString()!] = document.RootElement.GetProperty("events").GetString()!;
        }

        return events;
    }

    private static List<ExiSchemaSource> ReadSchemas() =>
        [.. Directory.EnumerateFiles(Root, "*.xsd", SearchOption.AllDirectories)
            .Select(path => new ExiSchemaSource(Path.GetRelativePath(Root, path).Replace('\\', '/'), WithoutDtd(File.ReadAllBytes(path))))];

    /// <summary>The compiler refuses DTDs; a few W3C schemas have one, for nothing but entities.</summary>
    private static byte[] WithoutDtd(byte[] schema)
    {
        if (schema.AsSpan().IndexOf("<!DOCTYPE"u8) < 0)
            return schema;
        var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Parse, XmlResolver = null };
        using XmlReader reader = XmlReader.Create(new MemoryStream(schema), settings);
        XDocument document = XDocument.Load(reader);
        document.DocumentType?.Remove();
        var plain = new MemoryStream();
        document.Save(plain);
        return plain.ToArray();
    }

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string candidate = Path.Combine(folder.FullName, "tests", "vectors", "exi");
            if (Directory.Exists(candidate))
                return candidate;
        }

        throw new DirectoryNotFoundException("tests/vectors/exi");
    }
}
