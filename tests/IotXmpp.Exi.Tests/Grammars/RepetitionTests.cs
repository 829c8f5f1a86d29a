using IotXmpp.Exi.Portable;
using IotXmpp.Exi.Schema;
using IotXmpp.Testing;

namespace IotXmpp.Exi.Tests.Grammars;

/// <summary>Occurrence bounds that are large, nested or both, without states for what nobody can tell apart.</summary>
[Spec("EXI 8.5.4.1.5", "EXI 8.5.4.2")]
public sealed class RepetitionTests
{
    [Fact]
    public void A_bounded_repetition_inside_of_an_unbounded_one_counts_nothing()
    {
        // Found by fuzzing: every count that the inner repetition may stand at was remembered.
        GrammarImage image = GrammarText.Compile("""
            <xs:element name="r"><xs:complexType><xs:choice maxOccurs="unbounded">
              <xs:element name="a"/><xs:element name="b" maxOccurs="99999"/>
            </xs:choice></xs:complexType></xs:element>
            """);
        GrammarText.Of(image, "r").Should().Be("""
            0FS/2: SE(a) 1, SE(b) 1
            1: SE(a) 1, SE(b) 1, EE
            2: SE(a) 1, SE(b) 1
            """);
    }

    [Fact]
    public void An_optional_sequence_of_bounded_ones_has_a_state_for_each_count()
    {
        GrammarImage image = GrammarText.Compile("""
            <xs:element name="r"><xs:complexType><xs:sequence>
              <xs:element name="a" minOccurs="1" maxOccurs="3"/><xs:element name="b" minOccurs="0" maxOccurs="2"/>
            </xs:sequence></xs:complexType></xs:element>
            """);
        GrammarText.Of(image, "r").Should().Be("""
            0FS/2: SE(a) 1
            1: SE(a) 3, SE(b) 4, EE
            2: SE(a) 1
            3: SE(a) 5, SE(b) 4, EE
            4: SE(b) 6, EE
            5: SE(b) 4, EE
            6: EE
            """);
    }

    [Theory]
    [InlineData("minOccurs='3' maxOccurs='100000'")]
    [InlineData("minOccurs='0' maxOccurs='unbounded'")]
    [InlineData("minOccurs='50000' maxOccurs='unbounded'")]
    public void Large_bounds_compile(string occurs)
    {
        GrammarImage image = GrammarText.Compile($"<xs:element name='r'><xs:complexType><xs:sequence><xs:element name='a' {occurs}/></xs:sequence></xs:complexType></xs:element>");
        image.StateCount.Should().BeLessThan(101_000);
    }

    [Theory]
    [InlineData("minOccurs='0' maxOccurs='5'", 125)]
    [InlineData("minOccurs='0' maxOccurs='20'", 8000)]
    [InlineData("minOccurs='3' maxOccurs='5'", 125)]
    public void Nested_bounds_take_a_state_for_each_count_and_few_steps(string occurs, int longest)
    {
        // Up to so many a: that many counts can be told apart, and none.
        GrammarImage image = GrammarText.Compile(Nested(occurs, occurs, occurs), limits: ExiSchemaLimits.Untrusted with { MaxSteps = 300 * longest });

        GrammarText.Of(image, "r").Split('\n').Should().HaveCountLessThanOrEqualTo(longest + 2).And.HaveCountGreaterThan(longest - 1);
    }

    [Theory]
    [InlineData("minOccurs='0' maxOccurs='5'", "minOccurs='0' maxOccurs='unbounded'", "minOccurs='0' maxOccurs='5'")]
    [InlineData("minOccurs='0' maxOccurs='unbounded'", "minOccurs='0' maxOccurs='5'", "minOccurs='0' maxOccurs='100000'")]
    [InlineData("minOccurs='0' maxOccurs='100000'", "minOccurs='0' maxOccurs='100000'", "minOccurs='0' maxOccurs='unbounded'")]
    public void Nested_bounds_that_count_nothing_take_no_states(string outer, string middle, string inner)
    {
        GrammarImage image = GrammarText.Compile(Nested(outer, middle, inner), limits: ExiSchemaLimits.Untrusted with { MaxSteps = 1000 });

        // Any number of a.
        GrammarText.Of(image, "r").Should().Be("""
            0FS/1: SE(a) 1, EE
            1: SE(a) 1, EE
            """);
    }

    [Theory]
    [InlineData("minOccurs='2' maxOccurs='100000'")]
    [InlineData("minOccurs='0' maxOccurs='100000'")]
    [InlineData("minOccurs='500' maxOccurs='1000'")]
    [InlineData("minOccurs='50000' maxOccurs='100000'")]
    [Spec("SEC-9")]
    public void Nested_bounds_that_count_too_much_are_refused_with_file_and_line(string occurs)
    {
        Action compile = () => GrammarText.Compile("\n\n" + Nested(occurs, occurs, occurs), limits: ExiSchemaLimits.Untrusted);

        compile.Should().Throw<ExiSchemaException>().WithMessage("test.xsd(3): *limit*");
    }

    [Fact]
    public void A_refusal_of_steps_names_file_and_line()
    {
        string occurs = "minOccurs='0' maxOccurs='5'";
        Action compile = () => GrammarText.Compile("\n" + Nested(occurs, occurs, occurs), limits: ExiSchemaLimits.Untrusted with { MaxSteps = 100 });

        compile.Should().Throw<ExiSchemaException>().WithMessage("test.xsd(2): *limit of 100 steps*");
    }

    [Fact]
    public void Equal_chains_are_stored_once_whatever_their_length()
    {
        string chain = "<xs:complexType><xs:sequence><xs:element name='a' minOccurs='60000' maxOccurs='60000'/></xs:sequence></xs:complexType>";
        GrammarImage image = GrammarText.Compile($"<xs:element name='r'>{chain}</xs:element><xs:element name='s'>{chain}</xs:element>");

        image.StateCount.Should().BeLessThan(61_000);
    }

    private static string Nested(string outer, string middle, string inner) =>
        $"<xs:element name='r'><xs:complexType><xs:sequence {outer}><xs:sequence {middle}><xs:element name='a' {inner}/></xs:sequence></xs:sequence></xs:complexType></xs:element>";
}
