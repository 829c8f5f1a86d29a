using IotXmpp.Exi.Schema;

namespace IotXmpp.Xmpp.Streams.Exi;

/// <summary>
/// The schema <c>urn:xmpp:exi:default</c> of the binary binding (XEP-0322 3.14): just enough to open a stream, authenticate and agree on
/// something better. Its files are snapshots, byte for byte (XEP-0322 3.9).
/// </summary>
public static class ExiDefaultSchema
{
    private const string Folder = "IotXmpp.Xmpp.Streams.Exi.Schemas.";

    private static readonly (string File, string Namespace)[] s_files =
    [
        ("streams.xsd", "http://etherx.jabber.org/streams"),
        ("exi.xsd", "http://jabber.org/protocol/compress/exi"),
        ("xml.xsd", "http://www.w3.org/XML/1998/namespace"),
        ("jabber-client.xsd", "jabber:client"),
        ("jabber-server.xsd", "jabber:server"),
        ("sasl.xsd", "urn:ietf:params:xml:ns:xmpp-sasl"),
        ("stanzaerror.xsd", "urn:ietf:params:xml:ns:xmpp-stanzas"),
        ("streamerror.xsd", "urn:ietf:params:xml:ns:xmpp-streams"),
        ("tls.xsd", "urn:ietf:params:xml:ns:xmpp-tls"),
    ];

    /// <summary>Compiles the default configuration. Takes some 100 ms; once per process is enough.</summary>
    public static ExiConfiguration Compile()
    {
        var sources = new List<ExiSchemaSource> { new("exi-default.xsd", Load("exi-default.xsd")) };
        var schemas = new List<ExiSchema>();
        foreach (var (file, ns) in s_files)
        {
            byte[] bytes = Load(file);
            sources.Add(new ExiSchemaSource(file, bytes));
            schemas.Add(ExiSchema.Of(ns, bytes));
        }

        var grammar = ExiSchemaCompiler.Compile("exi-default.xsd", sources, fragments: false);
        return new ExiConfiguration("default", new ExiSchemaSet("default", grammar, schemas), ExiConfiguration.DefaultOptions);
    }

    private static byte[] Load(string file)
    {
        using var stream = typeof(ExiDefaultSchema).Assembly.GetManifestResourceStream(Folder + file)
            ?? throw new InvalidOperationException($"{file} is missing from the assembly.");
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
