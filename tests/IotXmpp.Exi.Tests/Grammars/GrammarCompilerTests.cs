using IotXmpp.Exi.Grammars;
using IotXmpp.Exi.Portable;
using IotXmpp.Exi.Schema;
using IotXmpp.Exi.Tests.Vectors;
using IotXmpp.Testing;

namespace IotXmpp.Exi.Tests.Grammars;

public sealed class GrammarCompilerTests
{
    [Fact]
    [Spec("EXI H.2")]
    public void The_example_of_the_specification_has_its_normalized_grammar()
    {
        GrammarImage image = GrammarText.Compile("""
            <xs:element name="product">
              <xs:complexType>
                <xs:sequence maxOccurs="2">
                  <xs:element name="description" type="xs:string" minOccurs="0"/>
                  <xs:element name="quantity" type="xs:integer"/>
                  <xs:element name="price" type="xs:float"/>
                </xs:sequence>
                <xs:attribute name="sku" type="xs:string" use="required"/>
                <xs:attribute name="color" type="xs:string" use="optional"/>
              </xs:complexType>
            </xs:element>
            <xs:element name="order">
              <xs:complexType><xs:sequence><xs:element ref="product" maxOccurs="unbounded"/></xs:sequence></xs:complexType>
            </xs:element>
            """);

        GrammarText.Of(image, "product").Should().Be("""
            0FS/3: AT(color) 1, AT(sku) 2
            1S/3: AT(sku) 2
            2S/3: SE(description) 4, SE(quantity) 5
            3: SE(description) 4, SE(quantity) 5
            4: SE(quantity) 5
            5: SE(price) 6
            6: SE(description) 7, SE(quantity) 8, EE
            7: SE(quantity) 8
            8: SE(price) 9
            9: EE
            """);
        GrammarText.Of(image, "order").Should().Be("""
            0FS/2: SE(product) 1
            1: SE(product) 1, EE
            2: SE(product) 1
            """);
    }

    [Fact]
    [Spec("EXI 8.5.4.3")]
    public void Productions_stand_in_schema_order_also_after_a_loop()
    {
        GrammarImage image = GrammarText.Compile("""
            <xs:element name="r"><xs:complexType><xs:sequence maxOccurs="unbounded">
              <xs:element name="z" minOccurs="0"/><xs:element name="a" minOccurs="0"/><xs:element name="m"/>
            </xs:sequence></xs:complexType></xs:element>
            """);

        GrammarText.Of(image, "r").Should().Be("""
            0FS/4: SE(z) 1, SE(a) 2, SE(m) 3
            1: SE(a) 2, SE(m) 3
            2: SE(m) 3
            3: SE(z) 1, SE(a) 2, SE(m) 3, EE
            4: SE(z) 1, SE(a) 2, SE(m) 3
            """);
    }

    [Fact]
    [Spec("EXI 8.5.4.2.2")]
    public void Equal_terminals_of_different_particles_are_one_production_at_the_earlier_place()
    {
        // "a" may be the first particle again or the third: one production, whose next state is the union.
        GrammarImage image = GrammarText.Compile("""
            <xs:element name="r"><xs:complexType><xs:sequence>
              <xs:element name="a" type="xs:int" minOccurs="2" maxOccurs="2"/><xs:element name="b" minOccurs="0"/><xs:element name="a" type="xs:int"/>
            </xs:sequence></xs:complexType></xs:element>
            """);

        GrammarText.Of(image, "r").Should().Be("""
            0FS/2: SE(a) 1
            1: SE(a) 3
            2: SE(a) 1
            3: SE(b) 4, SE(a) 5
            4: SE(a) 5
            5: EE
            """);
    }

    [Fact]
    [Spec("EXI 8.5.4.1.8.3")]
    public void An_all_group_takes_its_particles_in_any_order_and_number()
    {
        GrammarImage image = GrammarText.Compile("""
            <xs:element name="r"><xs:complexType><xs:all><xs:element name="y"/><xs:element name="x" minOccurs="0"/></xs:all></xs:complexType></xs:element>
            """);

        GrammarText.Of(image, "r").Should().Be("0FS/1: SE(y) 1, SE(x) 1, EE\n1: SE(y) 1, SE(x) 1, EE");
    }

    [Fact]
    [Spec("EXI 8.5.4.1.6")]
    public void A_head_of_a_substitution_group_stands_for_all_members_sorted()
    {
        GrammarImage image = GrammarText.Compile("""
            <xs:element name="h" type="xs:int"/>
            <xs:element name="m" type="xs:int" substitutionGroup="h"/>
            <xs:element name="b" type="xs:int" substitutionGroup="m"/>
            <xs:element name="r"><xs:complexType><xs:sequence><xs:element ref="h"/></xs:sequence></xs:complexType></xs:element>
            """);

        GrammarText.Of(image, "r").Should().StartWith("0FS/2: SE(b) 1, SE(h) 1, SE(m) 1\n");
    }

    [Fact]
    [Spec("EXI 8.5.4.1.7", "EXI 8.5.4.1.3.2")]
    public void Wildcards_of_namespace_lists_name_their_namespaces_and_others_do_not()
    {
        GrammarImage image = GrammarText.Compile("""
            <xs:element name="r"><xs:complexType>
              <xs:sequence><xs:any namespace="urn:z ##local urn:a"/><xs:any namespace="##other" minOccurs="0"/></xs:sequence>
              <xs:attribute name="k"/><xs:anyAttribute namespace="urn:z urn:a"/>
            </xs:complexType></xs:element>
            """, "targetNamespace='urn:t'");

        GrammarText.Of(image, "r", "urn:t").Should().Be("""
            0FS/3: AT(k) 1, AT(urn:a:*) 0, AT(urn:z:*) 0, SE(urn:z:*) 2, SE(:*) 2, SE(urn:a:*) 2
            1S/3: AT(urn:a:*) 1, AT(urn:z:*) 1, SE(urn:z:*) 2, SE(:*) 2, SE(urn:a:*) 2
            2: SE(*) 4, EE
            3: SE(urn:z:*) 2, SE(:*) 2, SE(urn:a:*) 2
            4: EE
            """);
        image.FindUri("urn:z").Should().BeGreaterThan(image.FindUri("urn:a"), "wildcard namespaces are sorted into the uri partition");
    }

    [Fact]
    [Spec("EXI 8.5.4.1.3.2")]
    public void Mixed_content_has_untyped_characters_last_in_every_state()
    {
        GrammarImage image = GrammarText.Compile("""
            <xs:element name="r"><xs:complexType mixed="true"><xs:sequence><xs:element name="b" minOccurs="0"/></xs:sequence></xs:complexType></xs:element>
            """);

        GrammarText.Of(image, "r").Should().Be("""
            0FS/2: SE(b) 1, EE, CH[untyped] 2
            1: EE, CH[untyped] 1
            2: SE(b) 1, EE, CH[untyped] 2
            """);
    }

    [Fact]
    [Spec("EXI 8.5.4.1.3.1")]
    public void Simple_content_is_characters_then_end()
    {
        GrammarImage image = GrammarText.Compile("""
            <xs:element name="r"><xs:complexType><xs:simpleContent><xs:extension base="xs:int"><xs:attribute name="u"/></xs:extension></xs:simpleContent></xs:complexType></xs:element>
            <xs:element name="s" type="xs:int"/>
            """);

        GrammarText.Of(image, "r").Should().Be("0FS/3: AT(u) 1, CH 2\n1S/3: CH 2\n2: EE\n3: CH 2");
        GrammarText.Of(image, "s").Should().Be("0FS/2: CH 1\n1: EE\n2: CH 1");
    }

    [Fact]
    [Spec("EXI 8.5.4.1.3")]
    public void The_empty_grammar_of_a_type_keeps_its_attributes_only()
    {
        GrammarImage image = GrammarText.Compile("""
            <xs:element name="r" nillable="true"><xs:complexType><xs:sequence><xs:element name="b"/></xs:sequence><xs:attribute name="k"/></xs:complexType></xs:element>
            """);
        int element = image.FindGlobalElement(image.FindQName(0, "r"));

        image.ElementIsNillable(element).Should().BeTrue();
        GrammarText.FromState(image, image.TypeEmptyState(image.ElementType(element))).Should().Be("0FS/2: AT(k) 1, EE\n1S/2: EE\n2: EE");
    }

    [Fact]
    [Spec("EXI 8.5.1")]
    public void Document_content_has_the_global_elements_by_local_name_then_uri()
    {
        GrammarImage image = ExiSchemaCompiler.Compile(
        [
            GrammarText.Source("b.xsd", "<xs:element name='item'/><xs:element name='Item'/>", "targetNamespace='urn:b'"),
            GrammarText.Source("a.xsd", "<xs:element name='item'/><xs:element name='zed'/>", "targetNamespace='urn:a'"),
        ]);

        GrammarText.FromState(image, image.DocContent).Should().StartWith(
            "0: SE(urn:b:Item) 1, SE(urn:a:item) 1, SE(urn:b:item) 1, SE(urn:a:zed) 1, SE(*) 1\n1: ED");
    }

    [Fact]
    [Spec("EXI 8.5.2", "EXI 8.5.3")]
    public void A_fragment_element_whose_declarations_disagree_has_the_relaxed_grammar()
    {
        GrammarImage image = GrammarText.Compile("""
            <xs:element name="r"><xs:complexType><xs:sequence><xs:element name="x" type="xs:int"/></xs:sequence></xs:complexType></xs:element>
            <xs:element name="s"><xs:complexType><xs:sequence><xs:element name="x" type="xs:string"/></xs:sequence></xs:complexType></xs:element>
            """);
        int production = image.FirstProduction(image.FragmentContent) + 2;
        int x = image.ProductionOperand(production);

        image.GetLocalName(image.ElementQName(x)).Should().Be("x");
        image.ElementType(x).Should().Be(image.ElementFragmentType);
        image.ElementIsNillable(x).Should().BeTrue();
        image.TypeIsCastable(image.ElementType(x)).Should().BeTrue();
    }

    [Fact]
    [Spec("EXI 8.5.4.1.5")]
    public void A_bounded_particle_has_a_state_for_each_count_and_an_unbounded_one_closes_on_itself()
    {
        GrammarImage bounded = GrammarText.Compile(
            "<xs:element name='r'><xs:complexType><xs:sequence><xs:element name='a' maxOccurs='99999'/></xs:sequence></xs:complexType></xs:element>");
        GrammarImage unbounded = GrammarText.Compile(
            "<xs:element name='r'><xs:complexType><xs:sequence><xs:element name='a' maxOccurs='unbounded'/></xs:sequence></xs:complexType></xs:element>");

        bounded.StateCount.Should().BeGreaterThan(99_999).And.BeLessThan(101_000);
        bounded.Data.Length.Should().BeLessThan(4_000_000);
        unbounded.Data.Length.Should().BeLessThan(10_000);
    }

    [Fact]
    public void Images_of_all_vector_schemas_are_sound()
    {
        foreach (string xsd in (string[])["xmpp/schemas/cs.xsd", "feature/occ.xsd", "feature/wild.xsd", "feature/str.xsd", "feature/enum.xsd"])
            GrammarImageVerifier.Verify(VectorFiles.Grammar(xsd));
        GrammarImageVerifier.Verify(ExiSchemaCompiler.CompileBuiltInTypes());
        GrammarImageVerifier.Verify(ExiSchemaCompiler.SchemaLess());
    }
}
