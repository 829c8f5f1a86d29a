using IotXmpp.Exi.Portable;
using IotXmpp.Exi.Tests.Oracle;
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
}
