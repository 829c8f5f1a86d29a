using System.Buffers;
using System.Xml;
using IotXmpp.Exi.Portable;
using IotXmpp.Exi.Tests.Grammars;
using IotXmpp.Testing;

namespace IotXmpp.Exi.Tests.Portable;

/// <summary>What no writer makes of XML, so that only bytes made by hand reach it; found by fuzzing.</summary>
public sealed class CompactHandmadeTests
{
    private static readonly ExiOptions s_strict = new() { Strict = true };

    /// <summary>SE(a) is one bit, CH and EE none: number of items, then of each its number of octets and the octets.</summary>
    [Theory]
    [Spec("EXI 7.1.11")]
    [InlineData("01 80 00 D5 80 00", "AB")] // 3 items: none, AB, none
    [InlineData("02 00 00 D5 80 00 E6 80", "AB CD")] // 4 items: none, AB, none, CD
    [InlineData("01 00 00 00", "")] // 2 items of no octets
    public void Items_without_octets_get_no_separator_in_a_list(string body, string expected)
    {
        GrammarImage image = GrammarText.Compile("<xs:element name='a'><xs:simpleType><xs:list itemType='xs:hexBinary'/></xs:simpleType></xs:element>");
        byte[] bytes = Convert.FromHexString(body.Replace(" ", "", StringComparison.Ordinal));

        ReadFull(image, bytes).Should().Be(expected);
        CompactExiReader compact = AtValue(image, bytes);
        compact.GetString().Should().Be(expected);
        compact.Read().Should().Be(CompactExiEvent.EndElement);
        compact.Read().Should().Be(CompactExiEvent.EndDocument);
    }

    [Fact]
    [Spec("EXI 7.1.5")]
    public void A_small_range_of_numbers_beyond_64_bits_is_refused_and_not_read_as_a_date()
    {
        GrammarImage image = GrammarText.Compile(
            "<xs:element name='a'><xs:simpleType><xs:restriction base='xs:integer'><xs:minInclusive value='100000000000000000000'/><xs:maxInclusive value='100000000000000000001'/></xs:restriction></xs:simpleType></xs:element>");
        byte[] bytes = [0b0100_0000];

        ReadFull(image, bytes).Should().Be("100000000000000000001");
        AtValue(image, bytes, CompactExiEvent.Error).ErrorCode.Should().Be(CompactExiError.Value);

        var writer = new CompactExiWriter(image, new CompactExiOptions { Strict = true });
        writer.StartBody(new byte[64], 0);
        writer.StartElement(writer.FindName("", "a"));
        writer.Text("100000000000000000001");
        writer.EndElement();
        writer.EndBody();
        writer.ErrorCode.Should().Be(CompactExiError.InvalidValue);
    }

    /// <summary>Distinguishing bits 10, options present 1, version 00000; SE(header) 0, its EE 11.</summary>
    [Theory]
    [Spec("EXI 5.4")]
    [InlineData(true, CompactExiEvent.Error, CompactExiError.OptionsDocument)]
    [InlineData(false, CompactExiEvent.StartDocument, CompactExiError.None)]
    public void An_options_document_that_states_nothing_means_the_defaults(bool strict, int found, int error)
    {
        GrammarImage image = GrammarText.Compile("<xs:element name='a'/>");
        var reader = new CompactExiReader(image, new CompactExiOptions
        {
            Strict = strict,
            LocalValuePartitions = true,
            ValueMaxLength = CompactExiOptions.Unbounded,
            ValuePartitionCapacity = CompactExiOptions.Unbounded,
        });

        reader.StartStream([0b1010_0000, 0b0110_0000], 0, 2).Should().Be(found);
        reader.ErrorCode.Should().Be(error);
    }

    private static CompactExiReader AtValue(GrammarImage image, byte[] body, int found = CompactExiEvent.Characters)
    {
        var reader = new CompactExiReader(image, new CompactExiOptions { Strict = true });
        reader.Start(body, 0, body.Length);
        reader.Read().Should().Be(CompactExiEvent.StartElement);
        reader.Read().Should().Be(found);
        return reader;
    }

    private static string ReadFull(GrammarImage image, byte[] body)
    {
        var text = new System.Text.StringBuilder();
        using (var writer = XmlWriter.Create(text, new XmlWriterSettings { OmitXmlDeclaration = true }))
            new ExiBodyReader(image, s_strict, ExiLimits.Untrusted).Read(new ReadOnlySequence<byte>(body), writer, out _).Should().Be(ExiReadStatus.EndOfBody);
        return System.Xml.Linq.XElement.Parse(text.ToString()).Value;
    }
}
