using System.Net;
using System.Xml;

namespace IotXmpp.Exi.Schema;

/// <summary>Resolves schema locations among the given sources and nowhere else: no file, no network.</summary>
internal sealed class SourceResolver : XmlResolver
{
    /// <summary>Base of relative locations. The scheme is ours, so nothing else can be meant by it.</summary>
    private static readonly Uri s_root = new("exi-schema:///");

    private readonly Dictionary<string, ExiSchemaSource> _sources = [];
    private readonly Func<ExiSchemaSource, XmlReader> _open;

    /// <param name="sources">All there is.</param>
    /// <param name="open">Opens one of them.</param>
    public SourceResolver(IEnumerable<ExiSchemaSource> sources, Func<ExiSchemaSource, XmlReader> open)
    {
        _open = open;
        foreach (ExiSchemaSource source in sources)
        {
            if (!_sources.TryAdd(UriOf(source.Location), source))
                throw new ExiSchemaException("two sources have this location", source.Location);
        }
    }

    public override ICredentials Credentials
    {
        set { }
    }

    public static string UriOf(string location) => new Uri(s_root, location.Replace('\\', '/')).AbsoluteUri;

    /// <summary>The source whose uri this is, if any; for error messages.</summary>
    public ExiSchemaSource? Find(string? uri) => uri is null ? null : _sources.GetValueOrDefault(uri);

    public override object? GetEntity(Uri absoluteUri, string? role, Type? ofObjectToReturn) =>
        Find(absoluteUri.AbsoluteUri) is { } source
            ? _open(source)
            : throw new XmlException($"'{Describe(absoluteUri)}' is not among the given schema sources");

    public override Uri ResolveUri(Uri? baseUri, string? relativeUri) => new(baseUri ?? s_root, relativeUri ?? "");

    private static string Describe(Uri uri) => uri.Scheme == s_root.Scheme ? uri.AbsolutePath.TrimStart('/') : uri.AbsoluteUri;
}
