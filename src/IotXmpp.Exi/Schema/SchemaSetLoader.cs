using System.Security.Cryptography;
using System.Xml;
using System.Xml.Schema;

namespace IotXmpp.Exi.Schema;

/// <summary>Parses and compiles the sources with System.Xml.Schema, which checks that the set is legal XML Schema 1.0.</summary>
internal sealed class SchemaSetLoader
{
    private readonly ExiSchemaLimits _limits;
    private readonly BuiltInTypes _builtIns;
    private readonly SourceResolver _resolver;
    private readonly IReadOnlyList<ExiSchemaSource> _sources;

    /// <summary>System.Xml.Schema compares names by reference: the set and all readers share this table.</summary>
    private readonly NameTable _nameTable = new();

    public SchemaSetLoader(IReadOnlyList<ExiSchemaSource> sources, BuiltInTypes builtIns, ExiSchemaLimits limits)
    {
        _builtIns = builtIns;
        _limits = limits;
        _sources = sources;
        long bytes = sources.Sum(source => (long)source.Content.Length);
        if (bytes > limits.MaxBytes)
            throw new ExiSchemaException($"the schema set has {bytes} bytes, more than the limit of {limits.MaxBytes}");
        _resolver = new SourceResolver(sources, OpenChecked);
    }

    /// <summary>SHA-256 over the sorted SHA-256 values of the documents: names the set whatever its files are called.</summary>
    public static byte[] Identify(IEnumerable<ExiSchemaSource> sources)
    {
        byte[][] hashes = [.. sources.Select(source => SHA256.HashData(source.Content.Span))];
        Array.Sort(hashes, (a, b) => a.AsSpan().SequenceCompareTo(b));
        return SHA256.HashData([.. hashes.SelectMany(hash => hash)]);
    }

    /// <summary>Compiles the set that is reachable from the entries.</summary>
    public XmlSchemaSet Load(IEnumerable<string> entries)
    {
        ExiSchemaException? error = null;
        var set = new XmlSchemaSet(_nameTable)
        {
            XmlResolver = _resolver,
            // Normalisation unites what may follow (EXI 8.5.4.2.2), so ambiguity does no harm; published XMPP schemas have it.
            CompilationSettings = new XmlSchemaCompilationSettings { EnableUpaCheck = false },
        };
        set.ValidationEventHandler += (_, e) =>
        {
            if (e.Severity == XmlSeverityType.Error)
                error ??= Translate(e.Exception);
        };
        try
        {
            foreach (string entry in entries)
            {
                string uri = SourceResolver.UriOf(entry);
                ExiSchemaSource source = _resolver.Find(uri) ?? throw new ExiSchemaException("is not among the given schema sources", entry);
                if (set.Schemas().Cast<XmlSchema>().Any(schema => schema.SourceUri == uri))
                    continue;
                using XmlReader reader = OpenChecked(source);
                set.Add(null, reader);
            }

            ResolveByNamespace(set);
            CheckLocations(set);
            SchemaBudget.Check(set, this, _limits);
            set.Compile();
        }
        catch (XmlSchemaException e)
        {
            throw error ?? Translate(e);
        }
        catch (XmlException e)
        {
            throw error ?? Translate(e);
        }

        return error is null ? set : throw error;
    }

    /// <summary>The sources that the compiled set consists of.</summary>
    public IEnumerable<ExiSchemaSource> Used(XmlSchemaSet set)
    {
        HashSet<string> uris = [];
        foreach (XmlSchema schema in set.Schemas())
            AddUris(schema, uris);
        return _sources.Where(source => uris.Contains(SourceResolver.UriOf(source.Location)));
    }

    /// <summary>The locations that no other source includes or redefines: those that stand by themselves.</summary>
    public IEnumerable<string> Roots()
    {
        HashSet<string> included = [];
        foreach (ExiSchemaSource source in _sources)
        {
            var uri = new Uri(SourceResolver.UriOf(source.Location));
            Scan(source, reader =>
            {
                if (reader is { NodeType: XmlNodeType.Element, NamespaceURI: XmlNamespaces.Xsd, LocalName: "include" or "redefine" }
                    && reader.GetAttribute("schemaLocation") is { } location
                    && Uri.TryCreate(uri, location.Trim(), out Uri? target))
                {
                    included.Add(target.AbsoluteUri);
                }
            });
        }

        return _sources.Select(source => source.Location).Where(location => !included.Contains(SourceResolver.UriOf(location)));
    }

    public ExiSchemaException Error(string problem, XmlSchemaObject at)
    {
        SchemaPlace place = PlaceOf(at);
        return new ExiSchemaException(problem, place.Location, place.Line);
    }

    /// <summary>Where a component is declared. Only the schema itself need know its document.</summary>
    public SchemaPlace PlaceOf(XmlSchemaObject at)
    {
        string? uri = at.SourceUri;
        for (XmlSchemaObject? parent = at; string.IsNullOrEmpty(uri) && parent is not null; parent = parent.Parent)
            uri = parent.SourceUri;
        return new SchemaPlace(_resolver.Find(uri)?.Location ?? uri, at.LineNumber);
    }

    /// <summary>An import whose location says nothing, or leads to the network, means the source with its namespace.</summary>
    private void ResolveByNamespace(XmlSchemaSet set)
    {
        Dictionary<string, ExiSchemaSource>? byNamespace = null;
        while (Externals(set).FirstOrDefault(IsMissing) is XmlSchemaImport missing)
        {
            byNamespace ??= SourcesByNamespace();
            // Found sources are removed: one that does not become part of the set must not be tried for ever.
            if (!byNamespace.Remove(missing.Namespace ?? "", out ExiSchemaSource? source))
                return;
            using XmlReader reader = OpenChecked(source);
            set.Add(null, reader);
        }

        bool IsMissing(XmlSchemaExternal external) => external is XmlSchemaImport && !IsResolved(set, external);
    }

    /// <summary>The first source of each target namespace, in the order of their locations.</summary>
    private Dictionary<string, ExiSchemaSource> SourcesByNamespace()
    {
        var result = new Dictionary<string, ExiSchemaSource>();
        foreach (ExiSchemaSource source in _sources.OrderBy(source => source.Location, StringComparer.Ordinal))
        {
            Scan(source, reader =>
            {
                if (reader is { Depth: 0, NodeType: XmlNodeType.Element, NamespaceURI: XmlNamespaces.Xsd, LocalName: "schema" })
                    result.TryAdd(reader.GetAttribute("targetNamespace") ?? "", source);
            });
        }

        return result;
    }

    /// <summary>
    /// System.Xml.Schema passes over what it cannot find. For validation that may do; here the grammars, and so the bits, would silently be
    /// others than the peer's.
    /// </summary>
    private void CheckLocations(XmlSchemaSet set)
    {
        foreach (XmlSchemaExternal external in Externals(set))
        {
            if (!IsResolved(set, external))
                throw Error($"'{external.SchemaLocation ?? (external as XmlSchemaImport)?.Namespace}' is not among the given schema sources", external);
        }
    }

    private static bool IsResolved(XmlSchemaSet set, XmlSchemaExternal external) =>
        external.Schema is not null
        || (external is XmlSchemaImport import && (import.Namespace == XmlNamespaces.Xml || set.Contains(import.Namespace ?? "")));

    private static List<XmlSchemaExternal> Externals(XmlSchemaSet set)
    {
        var result = new List<XmlSchemaExternal>();
        var seen = new HashSet<XmlSchema>();
        var open = new Stack<XmlSchema>(set.Schemas().Cast<XmlSchema>());
        while (open.TryPop(out XmlSchema? schema))
        {
            if (!seen.Add(schema))
                continue;
            foreach (XmlSchemaExternal external in schema.Includes.OfType<XmlSchemaExternal>())
            {
                result.Add(external);
                if (external.Schema is not null)
                    open.Push(external.Schema);
            }
        }

        return result;
    }

    private static void AddUris(XmlSchema schema, HashSet<string> uris)
    {
        if (schema.SourceUri is null || !uris.Add(schema.SourceUri))
            return;
        foreach (XmlSchemaExternal external in schema.Includes.OfType<XmlSchemaExternal>())
        {
            if (external.Schema is not null)
                AddUris(external.Schema, uris);
        }
    }

    /// <summary>A document for System.Xml.Schema, which recurses by depth: that is checked on the flat stream first.</summary>
    private PatternHidingReader OpenChecked(ExiSchemaSource source)
    {
        CheckDepth(source);
        return new PatternHidingReader(SchemaForSchemas.Substitute(Open(source, SourceResolver.UriOf(source.Location)), _builtIns));
    }

    private void CheckDepth(ExiSchemaSource source) => Scan(source, reader =>
    {
        if (reader.Depth > _limits.MaxDepth)
        {
            throw new ExiSchemaException(
                $"elements are nested deeper than the limit of {_limits.MaxDepth}", source.Location, ((IXmlLineInfo)reader).LineNumber);
        }
    });

    private void Scan(ExiSchemaSource source, Action<XmlReader> visit)
    {
        try
        {
            using XmlReader reader = Open(source, SourceResolver.UriOf(source.Location));
            while (reader.Read())
                visit(reader);
        }
        catch (XmlException e)
        {
            throw Translate(e, source.Location);
        }
        catch (ArgumentOutOfRangeException e)
        {
            // System.Xml counts wrongly when octets that are no characters stand before the encoding declaration (found by fuzzing).
            throw new ExiSchemaException("octets before the encoding declaration are no characters", source.Location, 1, e);
        }
    }

    private XmlReader Open(ExiSchemaSource source, string uri) =>
        XmlReader.Create(new MemoryStream(source.Content.ToArray(), writable: false), ReaderSettings(), uri);

    private XmlReaderSettings ReaderSettings() => new()
    {
        DtdProcessing = DtdProcessing.Ignore,
        XmlResolver = null,
        NameTable = _nameTable,
    };

    private ExiSchemaException Translate(XmlSchemaException e) =>
        new(e.Message, _resolver.Find(e.SourceUri)?.Location ?? e.SourceUri, e.LineNumber, e);

    private ExiSchemaException Translate(XmlException e, string? location = null) =>
        new(e.Message, location ?? _resolver.Find(e.SourceUri)?.Location ?? e.SourceUri, e.LineNumber, e);
}
