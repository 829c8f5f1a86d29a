using CsCheck;
using IotXmpp.Exi.Grammars;
using IotXmpp.Exi.Portable;
using IotXmpp.Exi.Schema;
using IotXmpp.Exi.Tests.Vectors;

namespace IotXmpp.Exi.Tests.Grammars;

public sealed class GrammarImageTests
{
    private static readonly byte[] s_image = VectorFiles.Grammar("feature/wild.xsd").Data;

    [Fact]
    public void Truncations_are_refused_with_a_number()
    {
        for (int length = 0; length < s_image.Length; length += length < 2 * GrammarImage.HeaderLength ? 1 : 37)
        {
            Action open = () => _ = new GrammarImage(s_image[..length]);
            open.Should().Throw<GrammarImageException>();
        }
    }

    [Theory]
    [InlineData(0, GrammarImageException.NotAnImage)]
    [InlineData(4, GrammarImageException.OtherVersion)]
    [InlineData(5, GrammarImageException.BadFieldWidth)]
    [InlineData(8, GrammarImageException.BadLength)]
    [InlineData(47, GrammarImageException.BadSection)]
    public void A_damaged_header_is_refused_with_its_number(int at, int number)
    {
        byte[] data = [.. s_image];
        data[at] ^= 0x55;

        Action open = () => _ = new GrammarImage(data);

        open.Should().Throw<GrammarImageException>().Which.Number.Should().Be(number);
    }

    [Fact]
    public void A_damaged_record_is_refused_by_the_verifier_or_harmless()
    {
        Gen.Select(Gen.Int[GrammarImage.HeaderLength, s_image.Length - 1], Gen.Byte).Sample(change =>
        {
            byte[] data = [.. s_image];
            data[change.Item1] = change.Item2;
            try
            {
                var image = new GrammarImage(data);
                GrammarImageVerifier.Verify(image);
                ReadEverything(image);
            }
            catch (GrammarImageException e)
            {
                return e.Number == GrammarImageException.BadIndex;
            }

            return true;
        }, iter: 2000);
    }

    [Fact]
    public void The_image_of_schema_less_streams_has_the_initial_names_only()
    {
        GrammarImage image = ExiSchemaCompiler.SchemaLess();

        image.IsSchemaInformed.Should().BeFalse();
        image.UriCount.Should().Be(3);
        image.GetUri(2).Should().Be("http://www.w3.org/2001/XMLSchema-instance");
        Enumerable.Range(0, image.QNameCount).Select(image.GetLocalName).Should().Equal("base", "id", "lang", "space", "nil", "type");
        Enumerable.Range(0, 3).Select(image.GetInitialPrefix).Should().Equal("", "xml", "xsi");
        image.GetLocalName(image.XsiType).Should().Be("type");
    }

    [Fact]
    public void Large_schemas_get_wide_fields_and_read_the_same()
    {
        string elements = string.Concat(Enumerable.Range(0, 9000).Select(i => $"<xs:element name='e{i:D5}' type='xs:int'/>"));
        GrammarImage image = GrammarText.Compile(elements);

        image.FieldWidth.Should().Be(4);
        GrammarImageVerifier.Verify(image);
        int qname = image.FindQName(0, "e08999");
        image.GetLocalName(image.ElementQName(image.FindGlobalElement(qname))).Should().Be("e08999");
    }

    private static void ReadEverything(GrammarImage image)
    {
        for (int state = 0; state < image.StateCount; state++)
            GrammarText.FromState(image, state);
    }
}
