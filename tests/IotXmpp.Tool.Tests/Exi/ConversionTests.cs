namespace IotXmpp.Tool.Tests.Exi;

public sealed class ConversionTests : IDisposable
{
    private const string Document = "<n:r xmlns:n=\"urn:n\" a=\"1\"><b>text &amp; \u00FC</b><c><![CDATA[<x>]]></c></n:r>";
    private const string Schema =
        """
        <xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema' targetNamespace='urn:n'>
          <xs:element name='r'><xs:complexType><xs:sequence><xs:element name='b' type='xs:string'/><xs:element name='c' type='xs:string'/></xs:sequence><xs:attribute name='a' type='xs:int'/></xs:complexType></xs:element>
        </xs:schema>
        """;

    private readonly CommandRun _run = new();

    public void Dispose() => _run.Dispose();

    public static TheoryData<string> Layouts => ["bit-packed", "byte-alignment", "pre-compression", "compression"];

    [Theory]
    [MemberData(nameof(Layouts))]
    public void What_is_encoded_decodes_again_in_every_layout(string layout)
    {
        string schema = _run.Write("r.xsd", Schema);
        string[][] variants = [[], ["--schema", schema], ["--schema", schema, "--strict"], ["--preserve", "prefixes", "--preserve", "comments"], ["--value-max-length", "2", "--value-partition-capacity", "1"], ["--schema-types"]];
        string xml = _run.Write("r.xml", Document);
        foreach (string[] variant in variants)
        {
            string[] options = [.. variant, "--alignment", layout];
            _run.Run(["exi", "encode", xml, "-o", _run.Path("r.exi"), .. options]).Should().Be(0, _run.Error);
            _run.Output.Should().EndWith($"bytes{Environment.NewLine}");

            _run.Run(["exi", "decode", _run.Path("r.exi"), .. options]).Should().Be(0, _run.Error);

            Same(_run.Output);
        }
    }

    [Fact]
    public void An_options_document_says_what_the_command_line_does_not()
    {
        _run.Run("exi", "encode", _run.Write("r.xml", Document), "-o", _run.Path("r.exi"), "--options-document", "--cookie", "--alignment", "compression").Should().Be(0, _run.Error);

        _run.Run("exi", "decode", _run.Path("r.exi"), "-o", _run.Path("back.xml")).Should().Be(0, _run.Error);

        Same(File.ReadAllText(_run.Path("back.xml")));
    }

    [Fact]
    public void Document_types_fragments_and_self_contained_elements_survive()
    {
        string xml = _run.Write("d.xml", "<!DOCTYPE a [<!ELEMENT a ANY>]><a><!--c--><?p i?><b/></a>");
        string[] all = ["--preserve", "dtd", "--preserve", "comments", "--preserve", "pis", "--options-document"];
        _run.Run(["exi", "encode", xml, "-o", _run.Path("d.exi"), .. all]).Should().Be(0, _run.Error);
        _run.Run("exi", "decode", _run.Path("d.exi")).Should().Be(0, _run.Error);
        _run.Output.Should().Contain("<!DOCTYPE a").And.Contain("<!--c--><?p i?><b />");

        _run.Run("exi", "encode", _run.Write("f.xml", "<a/><b>1</b>"), "-o", _run.Path("f.exi"), "--fragment", "--options-document").Should().Be(0, _run.Error);
        _run.Run("exi", "transcode", _run.Path("f.exi"), _run.Path("f2.xml")).Should().Be(0, _run.Error);
        File.ReadAllText(_run.Path("f2.xml")).Should().Be("<a /><b>1</b>");

        _run.Run("exi", "encode", _run.Write("s.xml", "<a><b>1</b></a>"), "-o", _run.Path("s.exi"), "--self-contained", "b", "--options-document").Should().Be(0, _run.Error);
        _run.Run("exi", "decode", _run.Path("s.exi")).Should().Be(0, _run.Error);
        _run.Output.Trim().Should().Be("<a><b>1</b></a>");
    }

    [Fact]
    public void Transcoding_goes_in_every_direction()
    {
        string schema = _run.Write("r.xsd", Schema);
        _run.Run("exi", "transcode", _run.Write("r.xml", Document), _run.Path("strict.exi"), "-s", schema, "--strict").Should().Be(0, _run.Error);
        _run.Run("exi", "transcode", _run.Path("strict.exi"), _run.Path("plain.exi"), "--to", "exi", "--from-schema", schema, "--from-strict", "--alignment", "pre-compression").Should().Be(0, _run.Error);
        _run.Run("exi", "transcode", _run.Path("plain.exi"), _run.Path("canonical.exi"), "--to", "exi", "--from-alignment", "pre-compression", "--canonical").Should().Be(0, _run.Error);
        _run.Run("exi", "transcode", _run.Path("canonical.exi"), _run.Path("back.xml")).Should().Be(0, _run.Error);

        Same(File.ReadAllText(_run.Path("back.xml")));
        _run.Run("exi", "transcode", _run.Path("back.xml"), _run.Path("pretty.xml"), "--to", "xml", "--indent").Should().Be(0, _run.Error);
        File.ReadAllText(_run.Path("pretty.xml")).Should().Contain("\n  <b");
    }

    [Fact]
    public void Bodies_without_header_are_a_line_each()
    {
        byte[] all = [.. Body("<a/>"), .. Body("<b>1</b>"), .. Body("<a/>")];
        File.WriteAllBytes(_run.Path("all.exi"), all);

        _run.Run("exi", "decode", _run.Path("all.exi"), "--bodies").Should().Be(0, _run.Error);

        _run.Output.Should().Be("<a />\n<b>1</b>\n<a />\n");
        return;

        byte[] Body(string xml)
        {
            _run.Run("exi", "encode", _run.Write("body.xml", xml), "-o", _run.Path("body.exi"), "--no-header").Should().Be(0, _run.Error);
            return File.ReadAllBytes(_run.Path("body.exi"));
        }
    }

    [Fact]
    public void Bad_input_is_one_line_exit_code_2_and_no_half_of_a_file()
    {
        string schema = _run.Write("r.xsd", Schema);
        (string[] Args, string Message)[] faults =
        [
            (["encode", _run.Write("open.xml", "<a>"), "-o", _run.Path("out")], "open.xml"),
            (["encode", _run.Write("other.xml", "<r xmlns='urn:n'><z/></r>"), "-o", _run.Path("out"), "-s", schema, "--strict"], "{urn:n}r"),
            (["encode", _run.Write("r.xml", Document), "-o", _run.Path("out"), "--strict", "--preserve", "comments"], "EXI options"),
            (["encode", _run.Path("absent.xml"), "-o", _run.Path("out")], "absent.xml"),
            (["decode", _run.Path("r.xml"), "-o", _run.Path("out")], "bit 0"),
            (["decode", _run.Write("empty", ""), "-o", _run.Path("out")], "empty"),
            (["transcode", _run.Path("empty"), _run.Path("out")], "the input is empty"),
            (["compile", _run.Write("bad.xsd", "<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema'><xs:element name='a' type='nothing'/></xs:schema>"), "-o", _run.Path("out")], "bad.xsd(1)"),
            (["decode", _run.Path("r.xml"), "-s", _run.Write("bad.exig", "EXIG"), "-o", _run.Path("out")], "Grammar image"),
        ];
        foreach (var (args, message) in faults)
        {
            _run.Run(["exi", .. args]).Should().Be(2, string.Join(' ', args));
            _run.Error.TrimEnd().Should().Contain(message).And.NotContain("\n");
            Directory.EnumerateFiles(_run.Path("."), "out*").Should().BeEmpty();
        }
    }

    [Fact]
    public void Sizes_stand_beside_zlib_and_gzip()
    {
        _run.Run("exi", "sizes", _run.Write("r.xml", Document), "-s", _run.Write("r.xsd", Schema)).Should().Be(0, _run.Error);

        string[] lines = _run.Output.TrimEnd().Split('\n');
        lines.Should().HaveCount(3 + 12);
        lines[0].Should().Contain("100.0 %");
        lines.Should().Contain(line => line.StartsWith("EXI, schema, strict, bit-packed") && line.Contains(" bytes"));
    }

    [Fact]
    public void Help_names_every_command_and_says_what_it_does()
    {
        _run.Run("exi", "--help").Should().Be(0);

        foreach (string command in new[] { "encode", "decode", "transcode", "explain", "sizes", "compile", "vectors" })
            _run.Output.Should().Contain(command);
    }

    private static void Same(string xml) => System.Xml.Linq.XNode.DeepEquals(Normal(xml), Normal(Document)).Should().BeTrue(xml);

    private static System.Xml.Linq.XElement Normal(string xml)
    {
        var element = System.Xml.Linq.XElement.Parse(xml);
        foreach (var each in element.DescendantsAndSelf())
        {
            System.Xml.Linq.Extensions.Remove(each.Attributes().Where(attribute => attribute.IsNamespaceDeclaration));
            if (!each.HasElements)
                each.Value = each.Value;
        }

        return element;
    }
}
