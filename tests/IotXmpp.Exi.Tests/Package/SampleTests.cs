using System.Text;
using System.Xml;
using System.Xml.Linq;
using System.Xml.Serialization;
using System.Xml.XPath;
using System.Xml.Xsl;
using IotXmpp.Exi.Portable;
using IotXmpp.Exi.Schema;
using IotXmpp.Exi.Xml;

namespace IotXmpp.Exi.Tests.Package;

/// <summary>What the package's README shows, and its neighbours: each sample compiles and does what it says.</summary>
public sealed class SampleTests
{
    private const string Schema =
        "<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema'><xs:element name='reading'><xs:complexType><xs:simpleContent><xs:extension base='xs:decimal'>"
        + "<xs:attribute name='unit' type='xs:string'/></xs:extension></xs:simpleContent></xs:complexType></xs:element></xs:schema>";

    [Fact]
    public void An_element_goes_to_EXI_and_back()
    {
        var document = XElement.Parse("<reading unit='°C'>21.5</reading>");
        var stream = new MemoryStream();
        using (ExiXmlWriter writer = ExiXmlWriter.Create(stream, new ExiXmlWriterSettings { LeaveOpen = true }))
            document.WriteTo(writer);

        stream.Position = 0;
        using ExiXmlReader reader = ExiXmlReader.Create(stream);
        XElement back = XElement.Load(reader);

        XNode.DeepEquals(back, document).Should().BeTrue();
    }

    [Fact]
    public void A_schema_makes_it_small()
    {
        byte[] xsd = Encoding.UTF8.GetBytes(Schema);
        GrammarImage grammar = ExiSchemaCompiler.Compile([new ExiSchemaSource("reading.xsd", xsd)]);
        var settings = new ExiXmlWriterSettings { Grammar = grammar, Options = new ExiOptions { Strict = true } };
        byte[] kept = grammar.Data;
        var again = new GrammarImage(kept);

        var stream = new MemoryStream();
        using (ExiXmlWriter writer = ExiXmlWriter.Create(stream, settings with { LeaveOpen = true }))
            XElement.Parse("<reading unit='°C'>21.5</reading>").WriteTo(writer);
        stream.Length.Should().BeLessThan(10);
        stream.Position = 0;
        using ExiXmlReader reader = ExiXmlReader.Create(stream, new ExiXmlReaderSettings { Grammar = again, Options = settings.Options });
        XElement.Load(reader).Value.Should().Be("21.5");
    }

    [Fact]
    public void Events_come_without_text()
    {
        GrammarImage? grammar = null;
        ExiOptions options = ExiOptions.Default;
        byte[] bytes = Body("<a><b/><c>1</c></a>");

        var names = new List<string>();
        var state = new ExiReaderState(grammar, options, ExiLimits.Untrusted);
        var reader = new ExiReader(bytes, state);
        while (reader.Read())
        {
            if (reader.EventType == ExiEventType.StartElement)
                names.Add(reader.LocalName);
        }

        state.HasEnded.Should().BeTrue();
        names.Should().Equal("a", "b", "c");
    }

    [Fact]
    public void XmlSerializer_XPath_and_XSLT_take_it_for_XML()
    {
        var serializer = new XmlSerializer(typeof(int[]));
        var numbers = new MemoryStream();
        using (ExiXmlWriter writer = ExiXmlWriter.Create(numbers, new ExiXmlWriterSettings { LeaveOpen = true }))
            serializer.Serialize(writer, new[] { 1, 2, 3 });
        numbers.Position = 0;
        using (ExiXmlReader reader = ExiXmlReader.Create(numbers))
            ((int[])serializer.Deserialize(reader)!).Should().Equal(1, 2, 3);

        numbers.Position = 0;
        using (ExiXmlReader reader = ExiXmlReader.Create(numbers))
            new XPathDocument(reader).CreateNavigator().Evaluate("sum(//int)").Should().Be(6.0);

        var transform = new XslCompiledTransform();
        using (XmlReader sheet = XmlReader.Create(new StringReader("<xsl:stylesheet version='1.0' xmlns:xsl='http://www.w3.org/1999/XSL/Transform'><xsl:template match='/'><last><xsl:value-of select='//int[last()]'/></last></xsl:template></xsl:stylesheet>")))
            transform.Load(sheet);
        numbers.Position = 0;
        var result = new MemoryStream();
        using (ExiXmlReader reader = ExiXmlReader.Create(numbers))
        using (ExiXmlWriter writer = ExiXmlWriter.Create(result, new ExiXmlWriterSettings { LeaveOpen = true }))
            transform.Transform(reader, writer);
        result.Position = 0;
        using (ExiXmlReader reader = ExiXmlReader.Create(result))
            XElement.Load(reader).Value.Should().Be("3");
    }

    [Fact]
    public void Every_line_of_code_in_the_README_stands_in_these_samples()
    {
        string root = PackageTests.FindRoot();
        string samples = File.ReadAllText(Path.Combine(root, "tests", "IotXmpp.Exi.Tests", "Package", "SampleTests.cs"));
        string[] blocks = File.ReadAllText(Path.Combine(root, "src", "IotXmpp.Exi", "README.md")).Split("```");

        var code = blocks.Where((block, index) => index % 2 == 1 && block.StartsWith("csharp", StringComparison.Ordinal))
            .SelectMany(block => block.Split('\n').Skip(1)).Select(line => line.Trim())
            .Where(line => line.Length > 1 && !line.StartsWith("//", StringComparison.Ordinal)).ToList();

        code.Should().HaveCountGreaterThanOrEqualTo(15);
        code.Should().OnlyContain(line => samples.Contains(line));
    }

    private static byte[] Body(string xml)
    {
        var stream = new MemoryStream();
        using (ExiXmlWriter writer = ExiXmlWriter.Create(stream, new ExiXmlWriterSettings { WriteHeader = false, LeaveOpen = true }))
            XElement.Parse(xml).WriteTo(writer);
        return stream.ToArray();
    }
}
