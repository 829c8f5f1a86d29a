using System.Text;
using IotXmpp.Exi.Grammars;
using IotXmpp.Exi.Portable;
using IotXmpp.Exi.Schema;

namespace IotXmpp.Exi.Tests.Grammars;

/// <summary>Enumerations of plain numbers are stored as runs; nothing else about them changes.</summary>
public sealed class NumberRunTests
{
    [Fact]
    public void Runs_give_back_each_value_as_it_was_written()
    {
        string[] values = [.. Numbers(-40, 300, 1), .. Enumerable.Range(0, 101).Select(n => $"{n}"), .. Numbers(50000, 40, 3), "7", "1000000"];

        (GrammarImage image, int datatype) = Compile("xs:string", values);

        image.EnumerationRunCount(datatype).Should().Be(4, "7 and 1000000 are a step apart like any two numbers");
        image.EnumerationCount(datatype).Should().Be(values.Length);
        for (int n = 0; n < values.Length; n++)
        {
            image.GetEnumerationValue(datatype, n).Should().Be(values[n]);
            byte[] text = [0, .. Encoding.UTF8.GetBytes(values[n]), 0];
            image.FindEnumerationValue(datatype, text, 1, text.Length - 2).Should().Be(Array.IndexOf(values, values[n]));
        }

        GrammarImageVerifier.Verify(image);
        image.Data.Length.Should().BeLessThan(3500, "444 strings would take 4000 bytes more");
    }

    [Theory]
    [InlineData("-")]
    [InlineData(".")]
    [InlineData("1.")]
    [InlineData(".5")]
    [InlineData("-0.0")]
    [InlineData("01.0")]
    [InlineData("+1.0")]
    [InlineData("1.00")]
    [InlineData("1")]
    [InlineData("1.0 ")]
    [InlineData("1..0")]
    [InlineData("99999999999999999999999.0")]
    [InlineData("30.0")]
    public void Other_spellings_and_other_numbers_are_not_found(string text)
    {
        (GrammarImage image, int datatype) = Compile("xs:string", [.. Numbers(-40, 300, 1)]);
        byte[] bytes = Encoding.UTF8.GetBytes(text);

        image.FindEnumerationValue(datatype, bytes, 0, bytes.Length).Should().Be(GrammarImage.None);
    }

    [Fact]
    public void Few_values_other_texts_and_typed_values_stay_strings()
    {
        string[][] others = [["1", "2", "3"], [.. Numbers(0, 50, 1), "x"], [.. Enumerable.Range(0, 50).Select(n => $"{n * n}")], [.. Enumerable.Range(0, 50).Select(n => $"{n:00}")]];
        foreach (string[] values in others)
        {
            (GrammarImage image, int datatype) = Compile("xs:string", values);
            image.EnumerationRunCount(datatype).Should().Be(0);
            image.GetEnumerationValue(datatype, values.Length - 1).Should().Be(values[^1]);
        }

        (GrammarImage typed, int number) = Compile("xs:decimal", [.. Numbers(0, 50, 1)]);
        typed.EnumerationRunCount(number).Should().Be(0, "1 and 1.0 are one decimal");
    }

    [Fact]
    public void A_damaged_run_is_found_before_it_is_used()
    {
        (GrammarImage image, int datatype) = Compile("xs:string", [.. Numbers(-40, 300, 1)]);
        int run = image.DatatypeDetail(datatype) + 4 * image.FieldWidth;
        foreach ((int at, byte value) in new[] { (run, (byte)1), (run + image.FieldWidth + 4, (byte)0), (run + image.FieldWidth + 8, (byte)10), (run - 1, (byte)0x7F) })
        {
            byte[] damaged = [.. image.Data];
            damaged[at] = value;
            var verify = () => GrammarImageVerifier.Verify(new GrammarImage(damaged));
            verify.Should().Throw<GrammarImageException>();
        }
    }

    private static IEnumerable<string> Numbers(int first, int count, int decimals) => Enumerable.Range(first, count)
        .Select(n => (n / (decimal)Math.Pow(10, decimals)).ToString($"F{decimals}", System.Globalization.CultureInfo.InvariantCulture));

    private static (GrammarImage Image, int Datatype) Compile(string baseType, string[] values)
    {
        string schema = $"""
            <xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema'><xs:element name='e'><xs:simpleType><xs:restriction base='{baseType}'>
            {string.Concat(values.Select(value => $"<xs:enumeration value='{value}'/>"))}
            </xs:restriction></xs:simpleType></xs:element></xs:schema>
            """;
        GrammarImage image = ExiSchemaCompiler.Compile([new ExiSchemaSource("e.xsd", Encoding.UTF8.GetBytes(schema))]);
        return (image, image.TypeDatatype(image.ElementType(image.GlobalElement(0))));
    }
}
