using IotXmpp.Xmpp.Schemas;

namespace IotXmpp.Xmpp.Streams.Exi;

/// <summary>
/// The schema <c>urn:xmpp:exi:default</c> of the binary binding (XEP-0322 3.14): just enough to open a stream, authenticate and agree on
/// something better.
/// </summary>
/// <remarks>
/// The files that the XEP lists by MD5 do not fit together (its <c>streams.xsd</c> refers to a group that its <c>streamerror.xsd</c> does not have, and
/// breaks unique particle attribution), so nobody's grammar can be theirs: ours is made of the repaired ones. See decision 0005.
/// </remarks>
public static class ExiDefaultSchema
{
    // What streams.xsd and exi.xsd import, directly or not.
    private static readonly string[] s_files =
        ["exi.xsd", "jabber-client.xsd", "jabber-server.xsd", "sasl.xsd", "stanzaerror.xsd", "streamerror.xsd", "streams.xsd", "tls.xsd", "xml.xsd"];

    /// <summary>Compiles the default configuration. Takes some 100 ms; once per process is enough.</summary>
    public static ExiConfiguration Compile() =>
        new("default", CanonicalSchema.Compile("default", [.. XmppSchemas.All.Where(schema => s_files.Contains(schema.FileName))]), ExiConfiguration.DefaultOptions);
}
