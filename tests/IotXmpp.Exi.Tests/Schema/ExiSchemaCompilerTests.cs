using System.Text;
using IotXmpp.Exi.Portable;
using IotXmpp.Exi.Schema;
using IotXmpp.Exi.Tests.Grammars;
using IotXmpp.Testing;

namespace IotXmpp.Exi.Tests.Schema;

public sealed class ExiSchemaCompilerTests
{
    [Fact]
    public void The_same_documents_give_the_same_bytes_in_any_order()
    {
        ExiSchemaSource[] sources =
        [
            GrammarText.Source("a.xsd", "<xs:import namespace='urn:b' schemaLocation='b.xsd'/><xs:element name='e' type='b:T'/>", "targetNamespace='urn:a' xmlns:b='urn:b'"),
            GrammarText.Source("b.xsd", "<xs:simpleType name='T'><xs:restriction base='xs:int'/></xs:simpleType>", "targetNamespace='urn:b'"),
        ];

        byte[] one = ExiSchemaCompiler.Compile(sources).Data;
        byte[] other = ExiSchemaCompiler.Compile(sources.Reverse()).Data;

        other.Should().Equal(one);
    }

    [Fact]
    public void An_import_without_location_finds_its_namespace_among_the_sources()
    {
        GrammarImage image = ExiSchemaCompiler.Compile(
        [
            GrammarText.Source("a.xsd", "<xs:import namespace='urn:b'/><xs:element name='e' type='b:T'/>", "targetNamespace='urn:a' xmlns:b='urn:b'"),
            GrammarText.Source("b.xsd", "<xs:simpleType name='T'><xs:restriction base='xs:int'/></xs:simpleType>", "targetNamespace='urn:b'"),
        ]);

        image.FindGlobalElement(image.FindQName(image.FindUri("urn:a"), "e")).Should().BeGreaterThanOrEqualTo(0);
    }

    [Fact]
    public void A_chameleon_include_takes_the_namespace_of_each_including_document()
    {
        GrammarImage image = ExiSchemaCompiler.Compile(
        [
            GrammarText.Source("a.xsd", "<xs:include schemaLocation='c.xsd'/>", "targetNamespace='urn:a'"),
            GrammarText.Source("b.xsd", "<xs:include schemaLocation='c.xsd'/>", "targetNamespace='urn:b'"),
            GrammarText.Source("c.xsd", """
                <xs:element name="e"><xs:complexType><xs:sequence><xs:any namespace="##targetNamespace"/></xs:sequence></xs:complexType></xs:element>
                <xs:element name="g"><xs:complexType><xs:group ref="G"/><xs:attributeGroup ref="A"/></xs:complexType></xs:element>
                <xs:group name="G"><xs:sequence><xs:any namespace="##targetNamespace"/></xs:sequence></xs:group>
                <xs:attributeGroup name="A"><xs:anyAttribute namespace="##targetNamespace"/></xs:attributeGroup>
                """),
        ]);

        GrammarText.Of(image, "e", "urn:a").Should().Contain("SE(urn:a:*)");
        GrammarText.Of(image, "e", "urn:b").Should().Contain("SE(urn:b:*)");
        GrammarText.Of(image, "g", "urn:a").Should().Contain("SE(urn:a:*)").And.Contain("AT(urn:a:*)");
        GrammarText.Of(image, "g", "urn:b").Should().Contain("SE(urn:b:*)").And.Contain("AT(urn:b:*)");
        image.FindQName(0, "e").Should().Be(GrammarImage.None, "nothing stands in no namespace");
    }

    [Fact]
    public void A_redefined_type_and_group_replace_the_original()
    {
        GrammarImage image = ExiSchemaCompiler.Compile(
        [
            GrammarText.Source("new.xsd", """
                <xs:redefine schemaLocation="old.xsd">
                  <xs:complexType name="T"><xs:complexContent><xs:extension base="T"><xs:sequence><xs:element name="b"/></xs:sequence></xs:extension></xs:complexContent></xs:complexType>
                  <xs:group name="G"><xs:sequence><xs:group ref="G"/><xs:element name="d"/></xs:sequence></xs:group>
                </xs:redefine>
                """),
            GrammarText.Source("old.xsd", """
                <xs:complexType name="T"><xs:sequence><xs:element name="a"/></xs:sequence></xs:complexType>
                <xs:group name="G"><xs:sequence><xs:element name="c"/></xs:sequence></xs:group>
                <xs:element name="e" type="T"/>
                <xs:element name="g"><xs:complexType><xs:group ref="G"/></xs:complexType></xs:element>
                """),
        ]);

        GrammarText.Of(image, "e").Should().Be("0FS/2: SE(a) 1\n1: SE(b) 3\n2: SE(a) 1\n3: EE");
        GrammarText.Of(image, "g").Should().Be("0FS/2: SE(c) 1\n1: SE(d) 3\n2: SE(c) 1\n3: EE");
    }

    [Fact]
    public void Attribute_wildcards_of_groups_are_intersected_and_extension_unites_them()
    {
        GrammarImage image = GrammarText.Compile("""
            <xs:attributeGroup name="g"><xs:anyAttribute namespace="urn:a urn:b"/></xs:attributeGroup>
            <xs:complexType name="B"><xs:attributeGroup ref="g"/><xs:anyAttribute namespace="urn:b urn:c"/></xs:complexType>
            <xs:element name="base" type="B"/>
            <xs:element name="extended"><xs:complexType><xs:complexContent><xs:extension base="B"><xs:anyAttribute namespace="urn:d"/></xs:extension></xs:complexContent></xs:complexType></xs:element>
            """);

        GrammarText.Of(image, "base").Should().StartWith("0FS/1: AT(urn:b:*) 0, EE");
        GrammarText.Of(image, "extended").Should().StartWith("0FS/1: AT(urn:b:*) 0, AT(urn:d:*) 0, EE");
    }

    [Fact]
    public void A_prohibited_attribute_is_no_attribute_use()
    {
        GrammarImage image = GrammarText.Compile("""
            <xs:complexType name="B"><xs:attribute name="a"/><xs:attribute name="b"/></xs:complexType>
            <xs:element name="e"><xs:complexType><xs:complexContent><xs:restriction base="B"><xs:attribute name="a" use="prohibited"/></xs:restriction></xs:complexContent></xs:complexType></xs:element>
            """);

        GrammarText.Of(image, "e").Should().StartWith("0FS/2: AT(b) 1, EE");
    }

    [Fact]
    public void Uris_sort_by_code_point_not_by_utf16_unit()
    {
        // U+10000 begins with the surrogate D800, which is less than F900 as a UTF-16 unit.
        GrammarImage image = GrammarText.Compile(
            "<xs:element name='r'><xs:complexType><xs:sequence><xs:any namespace='urn:\uD800\uDC00 urn:\uF900 urn:b'/></xs:sequence></xs:complexType></xs:element>");

        Enumerable.Range(4, 3).Select(image.GetUri).Should().Equal("urn:b", "urn:\uF900", "urn:\uD800\uDC00");
    }

    [Theory]
    [InlineData("<xs:include schemaLocation='missing.xsd'/>", "missing.xsd")]
    [InlineData("<xs:include schemaLocation='file:///etc/passwd'/>", "passwd")]
    [InlineData("<xs:include schemaLocation='http://localhost:1/x.xsd'/>", "localhost")]
    [InlineData("\n\n<xs:element name='e' type='Unknown'/>", "Unknown")]
    public void What_is_missing_is_named_with_file_and_line(string body, string named)
    {
        Action compile = () => GrammarText.Compile(body);

        ExiSchemaException error = compile.Should().Throw<ExiSchemaException>().Which;
        error.Message.Should().Contain(named);
        error.Location.Should().Be("test.xsd");
        error.Line.Should().Be(body.Count(c => c == '\n') + 1);
    }

    [Fact]
    public void A_document_type_is_skipped_unread_and_its_entities_do_not_exist()
    {
        const string Harmless = "<!DOCTYPE xs:schema PUBLIC '-//W3C//DTD XMLSCHEMA 200102//EN' 'XMLSchema.dtd'>";
        const string Entity = "<!DOCTYPE xs:schema [<!ENTITY e SYSTEM 'file:///etc/hostname'>]>";
        const string Schema = "<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema'><xs:element name='e'><xs:annotation><xs:documentation>{0}</xs:documentation></xs:annotation></xs:element></xs:schema>";

        ExiSchemaCompiler.Compile([Document(Harmless + string.Format(null, Schema, "text"))]).QNameCount.Should().BePositive();
        Action withEntity = () => ExiSchemaCompiler.Compile([Document(Entity + string.Format(null, Schema, "&e;"))]);

        withEntity.Should().Throw<ExiSchemaException>().Which.Location.Should().Be("doc.xsd");
    }

    [Fact]
    public void Octets_that_are_no_characters_before_the_encoding_are_refused()
    {
        // Found by fuzzing: System.Xml itself throws an ArgumentOutOfRangeException here.
        byte[] document = [.. "<?xml version='1.0"u8, .. Enumerable.Repeat((byte)0xFF, 31), 0xF5, .. Enumerable.Repeat((byte)0xFF, 32), .. "' encoding='UTF-8'?>\n<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema'/>"u8];
        Action compile = () => ExiSchemaCompiler.Compile([new ExiSchemaSource("doc.xsd", document)]);

        compile.Should().Throw<ExiSchemaException>().Which.Location.Should().Be("doc.xsd");
    }

    [Theory]
    [InlineData("<xs:element name='e' type='xs:int' default='x'/>")]
    [InlineData("<xs:simpleType name='t'><xs:restriction base='xs:int'><xs:minInclusive value='9'/><xs:maxInclusive value='1'/></xs:restriction></xs:simpleType>")]
    [InlineData("<xs:group name='g'><xs:sequence><xs:group ref='g'/></xs:sequence></xs:group>")]
    [InlineData("<xs:element name='e'><xs:complexType><xs:all maxOccurs='2'><xs:element name='a'/></xs:all></xs:complexType></xs:element>")]
    [InlineData("<xs:element name='e'/><xs:element name='e'/>")]
    [InlineData("<xs:element name='e'>")]
    public void An_illegal_schema_is_refused(string body)
    {
        Action compile = () => GrammarText.Compile(body);

        compile.Should().Throw<ExiSchemaException>().Which.Location.Should().Be("test.xsd");
    }

    [Fact]
    [Spec("EXI 8.5.4.2.2")]
    public void Ambiguous_content_is_united()
    {
        // Illegal by unique particle attribution, and published all the same: which "a" is it, the optional one or the wildcard's?
        GrammarImage image = GrammarText.Compile("""
            <xs:element name="r"><xs:complexType><xs:sequence>
              <xs:element name="a" minOccurs="0"/><xs:any minOccurs="0"/><xs:element name="a"/>
            </xs:sequence></xs:complexType></xs:element>
            """);

        GrammarText.Of(image, "r").Should().Be("""
            0FS/3: SE(a) 1, SE(*) 2
            1: SE(a) 4, SE(*) 2, EE
            2: SE(a) 4
            3: SE(a) 1, SE(*) 2
            4: EE
            """);
    }

    [Fact]
    [Spec("SEC-9", "EXI-064")]
    public void An_import_from_the_network_means_the_source_with_its_namespace()
    {
        GrammarImage image = ExiSchemaCompiler.Compile(
            "a.xsd",
            [
                GrammarText.Source("a.xsd", "<xs:import namespace='urn:b' schemaLocation='http://schemas.example/b.xsd'/><xs:element name='e' type='b:T'/>", "targetNamespace='urn:a' xmlns:b='urn:b'"),
                GrammarText.Source("beta.xsd", "<xs:simpleType name='T'><xs:restriction base='xs:int'/></xs:simpleType>", "targetNamespace='urn:b'"),
            ]);

        image.FindType(image.FindQName(image.FindUri("urn:b"), "T")).Should().BePositive();
    }

    [Fact]
    [Spec("EXI 5.4")]
    public void The_built_in_types_alone_can_be_named_by_xsi_type()
    {
        GrammarImage image = ExiSchemaCompiler.CompileBuiltInTypes();
        int xsd = image.FindUri("http://www.w3.org/2001/XMLSchema");

        image.LocalNameCount(xsd).Should().Be(46);
        image.RecordCount(GrammarImage.SectionNamedTypes).Should().Be(46);
        GrammarText.FromState(image, image.TypeStartState(image.FindType(image.FindQName(xsd, "anyType")))).Should().Be(
            "0FS/1: AT(*) 0, SE(*) 1, EE, CH[untyped] 1\n1: SE(*) 1, EE, CH[untyped] 1");
    }

    [Theory]
    [InlineData("groups that double")]
    [InlineData("too many bytes")]
    [InlineData("too deep")]
    [InlineData("too many occurrences")]
    [InlineData("occurrences that multiply")]
    [InlineData("particles in a row")]
    [InlineData("optional particles in a row")]
    [InlineData("derivations in a row")]
    [Spec("SEC-9")]
    public void A_hostile_schema_meets_a_limit(string kind)
    {
        string body = kind switch
        {
            "groups that double" => string.Concat(Enumerable.Range(0, 60).Select(i =>
                $"<xs:group name='g{i}'><xs:sequence><xs:group ref='g{i + 1}'/><xs:group ref='g{i + 1}'/></xs:sequence></xs:group>"))
                + "<xs:group name='g60'><xs:sequence><xs:element name='a'/></xs:sequence></xs:group><xs:element name='r'><xs:complexType><xs:group ref='g0'/></xs:complexType></xs:element>",
            "too many bytes" => "<!--" + new string('x', 600_000) + "-->",
            "too deep" => "<xs:element name='r'><xs:complexType>" + string.Concat(Enumerable.Repeat("<xs:sequence>", 5000))
                + string.Concat(Enumerable.Repeat("</xs:sequence>", 5000)) + "</xs:complexType></xs:element>",
            "too many occurrences" => Sequence("<xs:element name='a' maxOccurs='2000000000'/>"),
            "occurrences that multiply" => Sequence("<xs:sequence maxOccurs='5000'><xs:element name='a' minOccurs='0' maxOccurs='5000'/><xs:element name='b'/></xs:sequence>"),
            "particles in a row" => Sequence(string.Concat(Enumerable.Range(0, 5000).Select(i => $"<xs:element name='e{i}' minOccurs='0'/>"))),
            "optional particles in a row" => Sequence(string.Concat(Enumerable.Range(0, 450).Select(i => $"<xs:element name='e{i}' minOccurs='0'/>"))),
            _ => Chain(2500),
        };

        Action compile = () => GrammarText.Compile(body, limits: ExiSchemaLimits.Untrusted);

        compile.Should().Throw<ExiSchemaException>().WithMessage("*limit*");
    }

    [Fact]
    public void Long_chains_of_references_do_not_overflow_the_stack()
    {
        GrammarImage image = GrammarText.Compile(Chain(900));

        GrammarText.Of(image, "r").Should().StartWith("0FS/2: SE(a) 1");
    }

    private static string Chain(int length) =>
        string.Concat(Enumerable.Range(0, length).Select(i =>
            $"<xs:complexType name='t{i}'><xs:complexContent><xs:extension base='t{i + 1}'/></xs:complexContent></xs:complexType>"))
        + $"<xs:complexType name='t{length}'><xs:sequence><xs:element name='a'/></xs:sequence></xs:complexType><xs:element name='r' type='t0'/>";

    private static string Sequence(string items) => $"<xs:element name='r'><xs:complexType><xs:sequence>{items}</xs:sequence></xs:complexType></xs:element>";

    private static ExiSchemaSource Document(string text) => new("doc.xsd", Encoding.UTF8.GetBytes(text));
}
