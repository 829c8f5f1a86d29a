using System.Text;
using System.Xml.Linq;
using IotXmpp.Exi.Portable;
using IotXmpp.Exi.Schema;
using IotXmpp.Exi.Xml;

namespace IotXmpp.Exi.Tests.Xml;

/// <summary>
/// xsi:type as text (Preserve.lexicalValues). Its prefix means something only where the declarations are in the stream too (EXI 6.3): an encoder that
/// knows more than its readers will would lose content.
/// </summary>
public sealed class LexicalTypeTests
{
    private const string Schema =
        """
        <xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:a" xmlns="urn:a" elementFormDefault="qualified">
          <xs:element name="r" type="B"/>
          <xs:complexType name="B"><xs:sequence><xs:element name="n" type="xs:int"/></xs:sequence></xs:complexType>
          <xs:complexType name="D"><xs:complexContent><xs:extension base="B"><xs:sequence><xs:element name="d" type="xs:int"/></xs:sequence></xs:extension></xs:complexContent></xs:complexType>
        </xs:schema>
        """;

    private const string Document =
        """<a:r xmlns:a="urn:a" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="a:D"><a:n>1</a:n><a:d>2</a:d></a:r>""";

    private static readonly GrammarImage Compiled = ExiSchemaCompiler.Compile([new ExiSchemaSource("a.xsd", Encoding.UTF8.GetBytes(Schema))]);

    [Theory]
    [InlineData(false, ExiAlignment.BitPacked)]
    [InlineData(true, ExiAlignment.BitPacked)]
    [InlineData(false, ExiAlignment.PreCompression)]
    [InlineData(true, ExiAlignment.PreCompression)]
    public void Nothing_is_lost_with_or_without_declarations(bool prefixes, ExiAlignment alignment)
    {
        var options = new ExiOptions { Alignment = alignment, Preserve = ExiPreserve.LexicalValues | (prefixes ? ExiPreserve.Prefixes : ExiPreserve.None) };
        var read = Read(Write(options), options);
        read.Root!.Elements().Select(element => (element.Name.LocalName, element.Value)).Should().Equal(("n", "1"), ("d", "2"));
        read.Root.Attributes().Single(attribute => attribute.Name.LocalName == "type").Value.Should().Be("a:D");
    }

    [Fact]
    public void A_strict_stream_without_declarations_cannot_have_another_type_and_says_so()
    {
        var options = new ExiOptions { Strict = true, Preserve = ExiPreserve.LexicalValues };
        var write = () => Write(options);
        write.Should().Throw<ExiException>();
    }

    private static byte[] Write(ExiOptions options)
    {
        var stream = new MemoryStream();
        using (var writer = ExiXmlWriter.Create(stream, new ExiXmlWriterSettings { Options = options, Grammar = Compiled, LeaveOpen = true }))
            XDocument.Parse(Document).Save(writer);
        return stream.ToArray();
    }

    private static XDocument Read(byte[] exi, ExiOptions options) =>
        XDocument.Load(ExiXmlReader.Create(new MemoryStream(exi), new ExiXmlReaderSettings { Options = options, Grammar = Compiled }));
}
