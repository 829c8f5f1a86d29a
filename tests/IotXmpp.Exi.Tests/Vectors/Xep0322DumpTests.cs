using System.Text;
using System.Xml.Linq;
using IotXmpp.Exi.Portable;
using IotXmpp.Exi.Schema;
using IotXmpp.Exi.Xml;
using IotXmpp.Testing;

namespace IotXmpp.Exi.Tests.Vectors;

/// <summary>
/// The hex dumps of XEP-0322 0.6.0 (examples 23 to 37). They are bodies, whatever their captions say about headers: strict, bit-packed,
/// with the schemas of the XSF's registry at the time.
/// </summary>
/// <remarks>
/// What their authors used is not quite what the XEP lists. Seven of the eight dumps have event codes (69 for streamStart, 61 for
/// setup) that leave no room for the three global elements of <c>urn:ietf:params:xml:ns:xmpp-tls</c>: their streams.xsd did not import that
/// schema. The eighth, example 35, has code 33 for iq, which needs it. Each is read and written with the set that it was made with; the
/// published set alone, <see cref="Published"/>, reads one of eight.
/// </remarks>
[Spec("EXI-080", "EXI 8.5.1")]
public sealed class Xep0322DumpTests
{
    private const string Streams = "http://etherx.jabber.org/streams";
    private const string Exi = "http://jabber.org/protocol/compress/exi";
    private const string Muc = "http://jabber.org/protocol/muc";
    private const string TlsImport = "<xs:import namespace='urn:ietf:params:xml:ns:xmpp-tls'";

    private const string StreamStart =
        "<xmlns namespace='http://etherx.jabber.org/streams' prefix='stream'/><xmlns namespace='jabber:client' prefix=''/>"
        + "<xmlns namespace='http://www.w3.org/XML/1998/namespace' prefix='xml'/></streamStart>";

    private const string MucSchemas =
        "<schema bytes='1322' md5Hash='853ad555f102bb2b71da9a2f2787f4f9' ns='http://jabber.org/protocol/muc'/>"
        + "<schema bytes='1284' md5Hash='6e4e2257c1a4ba937fbdf71664a7e793' ns='http://jabber.org/protocol/muc#owner'/>";

    private static readonly string s_folder = Path.Combine(VectorFiles.Root, "..", "xep-0322-schemas");
    private static readonly Dictionary<(bool Muc, bool Tls), GrammarImage> s_grammars = [];

    private static readonly ExiOptions s_options = new()
    {
        Strict = true,
        ValueMaxLength = 64,
        ValuePartitionCapacity = 64,
        LocalValuePartitions = false, // XEP-0322 3.10: the EXI Profile with p = 1.1
    };

    /// <summary>Which dumps the schemas read that the XEP lists, as they are.</summary>
    public static TheoryData<string, bool, bool> Published => new()
    {
        { "ex23", false, false }, { "ex25", false, false }, { "ex27", false, false }, { "ex29", false, false },
        { "ex31", true, false }, { "ex33", true, false }, { "ex35", true, true }, { "ex37", true, false },
    };

    [Theory]
    [InlineData("ex23", false, false, "<streamStart xmlns='http://jabber.org/protocol/compress/exi' xml:lang='en' to='jabber.example.org' version='1'>" + StreamStart)]
    [InlineData("ex25", false, false, "<streamStart xmlns='http://jabber.org/protocol/compress/exi' from='jabber.example.org' xml:lang='en' version='1'>" + StreamStart)]
    [InlineData("ex27", false, false, "<setup xmlns='http://jabber.org/protocol/compress/exi'>" + MucSchemas + "</setup>")]
    // The printed XML has another configurationId (example 33 mentions this one), as the dumps of 27 and 29 say what was really sent.
    [InlineData("ex29", false, false, "<setupResponse xmlns='http://jabber.org/protocol/compress/exi' agreement='true' configurationId='761aabc0-a255-4b9b-89a1-4cb859559691'>" + MucSchemas + "</setupResponse>")]
    [InlineData("ex31", true, false, "<streamStart xmlns='http://jabber.org/protocol/compress/exi' xml:lang='en' to='jabber.example.org' version='1'>" + StreamStart)]
    // Printed with "to": it is the server's answer, with "from".
    [InlineData("ex33", true, false, "<streamStart xmlns='http://jabber.org/protocol/compress/exi' from='jabber.example.org' xml:lang='en' version='1'>" + StreamStart)]
    // Printed is the request; the dump is the result that came back.
    [InlineData("ex35", true, true, "<iq xmlns='jabber:client' from='sensors@conference.example.org' id='ab26a' to='exi@jabber.example.org/sensor' type='result'/>")]
    [InlineData("ex37", true, false, "<streamEnd xmlns='http://jabber.org/protocol/compress/exi'/>")]
    public void A_dump_is_read_and_written_to_the_same_bytes(string dump, bool muc, bool tls, string expected)
    {
        byte[] body = VectorFiles.ReadBytes($"xep-0322/{dump}.exi");
        XElement read = Read(body, Grammar(muc, tls));
        XNode.DeepEquals(read, XElement.Parse(expected)).Should().BeTrue($"{read} was read");

        var written = new MemoryStream();
        using (var writer = ExiXmlWriter.Create(written, new ExiXmlWriterSettings { Grammar = Grammar(muc, tls), Options = s_options, WriteHeader = false, LeaveOpen = true }))
            XElement.Parse(expected).WriteTo(writer);
        Convert.ToHexString(written.ToArray()).Should().Be(Convert.ToHexString(body));
    }

    [Theory]
    [MemberData(nameof(Published))]
    public void With_the_published_schemas_as_they_are_only_example_35_is_what_it_was(string dump, bool muc, bool isReadable)
    {
        string root = "";
        try
        {
            root = Read(VectorFiles.ReadBytes($"xep-0322/{dump}.exi"), Grammar(muc, withTls: true)).Name.LocalName;
        }
        catch (ExiException)
        {
            // Event codes that are off by three lead anywhere.
        }

        (root is "streamStart" or "setup" or "setupResponse" or "streamEnd" or "iq").Should().Be(isReadable);
    }

    private static XElement Read(byte[] body, GrammarImage grammar)
    {
        using var reader = ExiXmlReader.Create(new MemoryStream(body), new ExiXmlReaderSettings { HasHeader = false, Grammar = grammar, Options = s_options });
        XElement element = XElement.Load(reader);
        element.DescendantsAndSelf().Attributes().Where(static attribute => attribute.IsNamespaceDeclaration && attribute.Name.LocalName != "xmlns").Remove();
        return element;
    }

    /// <summary>The canonical schema of XEP-0322 3.9 over streams.xsd and exi.xsd, which import most of the others.</summary>
    private static GrammarImage Grammar(bool withMuc, bool withTls)
    {
        lock (s_grammars)
        {
            if (s_grammars.TryGetValue((withMuc, withTls), out GrammarImage? known))
                return known;
            string[] namespaces = withMuc ? [Streams, Exi, Muc, Muc + "#owner"] : [Streams, Exi];
            string imports = string.Concat(namespaces.Order(StringComparer.Ordinal).Select(static ns => $"<xs:import namespace='{ns}'/>"));
            ExiSchemaSource[] sources =
            [
                new("canonical.xsd", Encoding.UTF8.GetBytes($"<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema' targetNamespace='urn:xmpp:exi:cs'>{imports}</xs:schema>")),
                .. Directory.EnumerateFiles(s_folder, "*.xsd").Select(path => new ExiSchemaSource(Path.GetFileName(path), Content(path, withTls))),
            ];
            GrammarImage grammar = ExiSchemaCompiler.Compile("canonical.xsd", sources, fragments: false);
            s_grammars.Add((withMuc, withTls), grammar);
            return grammar;
        }
    }

    private static byte[] Content(string path, bool withTls)
    {
        if (withTls || Path.GetFileName(path) != "streams.xsd")
            return File.ReadAllBytes(path);
        string text = File.ReadAllText(path);
        int start = text.IndexOf(TlsImport, StringComparison.Ordinal);
        return Encoding.UTF8.GetBytes(text.Remove(start, text.IndexOf("/>", start, StringComparison.Ordinal) + 2 - start));
    }
}
