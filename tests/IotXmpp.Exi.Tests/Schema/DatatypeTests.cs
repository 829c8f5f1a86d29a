using IotXmpp.Exi.Portable;
using IotXmpp.Exi.Tests.Grammars;
using IotXmpp.Testing;

namespace IotXmpp.Exi.Tests.Schema;

public sealed class DatatypeTests
{
    [Theory]
    [Spec("EXI 7.1.10.1", "EXI E")]
    [InlineData("[a-z]{2,5}", "abcdefghijklmnopqrstuvwxyz")]
    [InlineData("[A-C]|[0-2]", "012ABC")]
    [InlineData("(red|green)", "degnr")]
    [InlineData("[ab-[b]]+", "a")]
    [InlineData(@"[\-+.,]*", "+,-.")]
    [InlineData("x{0}y", "xy")]
    [InlineData("^a$", "$^a")]
    [InlineData("[a-c-]", "-abc")]
    [InlineData(@"\s*", "\t\n\r ")]
    [InlineData(@"\n|\\|\[", "\n[\\")]
    [InlineData(".*", "")]
    [InlineData(@"\d+", "")]
    [InlineData(@"a\p{Lu}", "")]
    [InlineData(@"[\d\.]+", "")]
    [InlineData(@"[\i-[:]]", "")]
    [InlineData("[^a]+", "")]
    [InlineData("[&#x10000;-&#x10005;ab]+", "")]
    [InlineData("[&#x100;-&#x1FE;]", "=255")]
    [InlineData("[&#x100;-&#x1FF;]", "")]
    public void A_pattern_restricts_the_character_set_to_the_characters_it_mentions(string pattern, string expected)
    {
        GrammarImage image = Attribute($"<xs:restriction base='xs:string'><xs:pattern value='{pattern}'/></xs:restriction>");
        int datatype = GrammarText.DatatypeOfAttribute(image, "a");
        int size = image.CharacterSetSize(datatype);

        if (expected == "=255")
            size.Should().Be(255);
        else
            string.Concat(Enumerable.Range(0, size).Select(n => (char)image.CharacterSetMember(datatype, n))).Should().Be(expected);
    }

    [Theory]
    [Spec("EXI 7.1.10.1")]
    [InlineData("<xs:restriction base='xs:anyURI'><xs:pattern value='[a-c]*'/></xs:restriction>", 0, "not derived from xs:string")]
    [InlineData("<xs:restriction base='xs:NMTOKEN'/>", 0, "the pattern of a built-in type")]
    [InlineData("<xs:restriction base='xs:NMTOKEN'><xs:pattern value='[a-c]*'/></xs:restriction>", 3, "derived from xs:string, own pattern")]
    [InlineData("<xs:restriction base='abc'><xs:pattern value='[a-b]*'/></xs:restriction>", 2, "the most derived step decides")]
    [InlineData("<xs:restriction base='abc'><xs:maxLength value='3'/></xs:restriction>", 3, "the closest step with a pattern decides")]
    [InlineData("<xs:restriction base='xs:string'><xs:pattern value='[a-c]'/><xs:pattern value='[x-z]'/></xs:restriction>", 6, "patterns of one step are united")]
    public void The_most_derived_patterns_of_a_string_decide(string definition, int size, string because)
    {
        GrammarImage image = Attribute(definition);

        image.CharacterSetSize(GrammarText.DatatypeOfAttribute(image, "a")).Should().Be(size, because);
    }

    [Theory]
    [Spec("EXI 7.1.5")]
    [InlineData("<xs:restriction base='xs:int'><xs:minInclusive value='5'/><xs:maxInclusive value='4100'/></xs:restriction>", DatatypeKind.NBitUnsignedInteger, 12, 5)]
    [InlineData("<xs:restriction base='xs:int'><xs:minInclusive value='5'/><xs:maxInclusive value='4101'/></xs:restriction>", DatatypeKind.UnsignedInteger, 0, 0)]
    [InlineData("<xs:restriction base='xs:int'><xs:minExclusive value='0'/><xs:maxExclusive value='3'/></xs:restriction>", DatatypeKind.NBitUnsignedInteger, 1, 1)]
    [InlineData("<xs:restriction base='xs:int'><xs:minInclusive value='7'/><xs:maxInclusive value='7'/></xs:restriction>", DatatypeKind.NBitUnsignedInteger, 0, 7)]
    [InlineData("<xs:restriction base='xs:byte'/>", DatatypeKind.NBitUnsignedInteger, 8, -128)]
    [InlineData("<xs:restriction base='xs:unsignedByte'><xs:minInclusive value='250'/></xs:restriction>", DatatypeKind.NBitUnsignedInteger, 3, 250)]
    [InlineData("<xs:restriction base='xs:positiveInteger'/>", DatatypeKind.UnsignedInteger, 0, 0)]
    [InlineData("<xs:restriction base='xs:integer'><xs:minInclusive value='-1'/></xs:restriction>", DatatypeKind.Integer, 0, 0)]
    [InlineData("<xs:restriction base='xs:decimal'><xs:minInclusive value='0'/><xs:maxInclusive value='9'/></xs:restriction>", DatatypeKind.Decimal, 0, 0)]
    public void Bounds_choose_the_representation_of_an_integer(string definition, int kind, int width, long minimum)
    {
        GrammarImage image = Attribute(definition);
        int datatype = GrammarText.DatatypeOfAttribute(image, "a");

        image.GetDatatypeKind(datatype).Should().Be(kind);
        if (kind == DatatypeKind.NBitUnsignedInteger)
        {
            image.NBitWidth(datatype).Should().Be(width);
            image.NBitMinimum(datatype).Should().Be(minimum);
        }
    }

    [Fact]
    [Spec("EXI 7.1.5")]
    public void Bounds_beyond_64_bits_keep_their_minimum()
    {
        GrammarImage image = Attribute(
            "<xs:restriction base='xs:integer'><xs:minInclusive value='100000000000000000000'/><xs:maxInclusive value='100000000000000000001'/></xs:restriction>");
        int datatype = GrammarText.DatatypeOfAttribute(image, "a");

        image.GetDatatypeKind(datatype).Should().Be(DatatypeKind.NBitBigInteger);
        image.GetNBitBigMinimum(datatype).Should().Be("100000000000000000000");
        image.NBitWidth(datatype).Should().Be(1);
    }

    [Theory]
    [Spec("EXI 7.2")]
    [InlineData("<xs:restriction base='xs:int'><xs:enumeration value='3'/><xs:enumeration value='1'/></xs:restriction>", DatatypeKind.Enumeration)]
    [InlineData("<xs:restriction base='xs:QName'><xs:enumeration value='a'/></xs:restriction>", DatatypeKind.String)]
    [InlineData("<xs:restriction base='ints'><xs:enumeration value='1 2'/></xs:restriction>", DatatypeKind.List)]
    [InlineData("<xs:restriction base='either'><xs:enumeration value='1'/></xs:restriction>", DatatypeKind.String)]
    [InlineData("<xs:restriction base='three'><xs:maxLength value='9'/></xs:restriction>", DatatypeKind.Enumeration)]
    [InlineData("<xs:list itemType='three'/>", DatatypeKind.List)]
    [InlineData("<xs:union memberTypes='three xs:int'/>", DatatypeKind.String)]
    public void Enumerated_values_are_an_enumeration_except_of_lists_unions_and_qnames(string definition, int kind)
    {
        GrammarImage image = Attribute(definition);

        image.GetDatatypeKind(GrammarText.DatatypeOfAttribute(image, "a")).Should().Be(kind);
    }

    [Fact]
    [Spec("EXI 7.2")]
    public void Enumerated_values_keep_schema_order_and_know_what_they_are_compared_as()
    {
        GrammarImage image = Attribute(
            "<xs:restriction base='xs:float'><xs:enumeration value='  2.50 '/><xs:enumeration value='1e1'/><xs:enumeration value='-INF'/></xs:restriction>");
        int datatype = GrammarText.DatatypeOfAttribute(image, "a");

        Enumerable.Range(0, image.EnumerationCount(datatype)).Select(n => image.GetEnumerationValue(datatype, n)).Should().Equal("2.50", "1e1", "-INF");
        image.GetDatatypeKind(image.EnumerationDatatype(datatype)).Should().Be(DatatypeKind.Float);
    }

    [Fact]
    [Spec("EXI 7.1.2")]
    public void A_pattern_makes_a_boolean_keep_its_lexical_form()
    {
        GrammarImage image = Attribute("<xs:restriction base='xs:boolean'><xs:pattern value='0|1'/></xs:restriction>");

        image.GetDatatypeKind(GrammarText.DatatypeOfAttribute(image, "a")).Should().Be(DatatypeKind.BooleanWithPattern);
    }

    [Fact]
    [Spec("EXI 7.4")]
    public void A_datatype_knows_its_ancestors_for_representation_maps()
    {
        GrammarImage image = Attribute("<xs:restriction base='abc'><xs:maxLength value='2'/></xs:restriction>");
        var names = new List<string>();
        for (int at = GrammarText.DatatypeOfAttribute(image, "a"); at >= 0; at = image.DatatypeBase(at))
            names.Add(image.DatatypeQName(at) < 0 ? "-" : image.GetLocalName(image.DatatypeQName(at)));

        names.Should().Equal("-", "abc", "string", "anySimpleType");
    }

    [Theory]
    [InlineData("xs:string", GrammarImage.WhiteSpacePreserve)]
    [InlineData("xs:normalizedString", GrammarImage.WhiteSpaceReplace)]
    [InlineData("xs:NMTOKEN", GrammarImage.WhiteSpaceCollapse)]
    [InlineData("xs:int", GrammarImage.WhiteSpaceCollapse)]
    [InlineData("ints", GrammarImage.WhiteSpaceCollapse)]
    public void White_space_follows_the_facet(string type, int expected)
    {
        GrammarImage image = Attribute($"<xs:restriction base='{type}'/>");

        image.DatatypeWhiteSpace(GrammarText.DatatypeOfAttribute(image, "a")).Should().Be(expected);
    }

    [Theory]
    [Spec("EXI 8.5.4.4.2")]
    [InlineData("xs:int", true)]
    [InlineData("xs:byte", false)]
    [InlineData("either", true)]
    [InlineData("three", false)]
    [InlineData("abc", true)]
    public void A_type_is_castable_if_it_has_named_subtypes_or_is_a_union(string type, bool castable)
    {
        GrammarImage image = GrammarText.Compile(Named + $"<xs:element name='e' type='{type}'/>");

        image.TypeIsCastable(image.ElementType(image.FindGlobalElement(image.FindQName(0, "e")))).Should().Be(castable);
    }

    private const string Named = """
        <xs:simpleType name="abc"><xs:restriction base="xs:string"><xs:pattern value="[a-c]*"/></xs:restriction></xs:simpleType>
        <xs:simpleType name="ab"><xs:restriction base="abc"><xs:pattern value="[ab]*"/></xs:restriction></xs:simpleType>
        <xs:simpleType name="ints"><xs:list itemType="xs:int"/></xs:simpleType>
        <xs:simpleType name="either"><xs:union memberTypes="xs:int xs:boolean"/></xs:simpleType>
        <xs:simpleType name="three"><xs:restriction base="xs:string"><xs:enumeration value="a"/><xs:enumeration value="b"/><xs:enumeration value="c"/></xs:restriction></xs:simpleType>
        """;

    private static GrammarImage Attribute(string definition) =>
        GrammarText.Compile(Named + $"<xs:attribute name='a'><xs:simpleType>{definition}</xs:simpleType></xs:attribute>");
}
