using System.Buffers;
using System.Text;
using System.Xml;
using IotXmpp.Exi.Portable;
using IotXmpp.Exi.Schema;
using IotXmpp.Testing;

namespace IotXmpp.Exi.Tests.Writing;

/// <summary>The event API for writing.</summary>
[Spec("EXI 6", "EXI 7", "EXI 8")]
public sealed class ExiWriterTests
{
    private const string Schema = """
        <xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:t" elementFormDefault="qualified">
          <xs:element name="r"><xs:complexType><xs:sequence maxOccurs="unbounded"><xs:choice>
            <xs:element name="d" type="xs:decimal"/><xs:element name="f" type="xs:double"/><xs:element name="i" type="xs:integer"/>
            <xs:element name="u" type="xs:unsignedLong"/><xs:element name="b" type="xs:byte"/><xs:element name="t" type="xs:dateTime"/>
            <xs:element name="y" type="xs:boolean"/><xs:element name="s" type="xs:string"/>
          </xs:choice></xs:sequence><xs:attribute name="z" type="xs:int"/><xs:attribute name="a" type="xs:decimal"/></xs:complexType></xs:element>
        </xs:schema>
        """;

    private static readonly GrammarImage Grammar = ExiSchemaCompiler.Compile("t.xsd", [new ExiSchemaSource("t.xsd", Encoding.UTF8.GetBytes(Schema))]);

    public static TheoryData<ExiAlignment, bool> Alignments => new()
    {
        { ExiAlignment.BitPacked, true }, { ExiAlignment.BitPacked, false }, { ExiAlignment.ByteAlignment, true }, { ExiAlignment.PreCompression, false },
    };

    [Theory]
    [MemberData(nameof(Alignments))]
    public void Typed_values_are_written_as_their_text_is(ExiAlignment alignment, bool strict)
    {
        var options = new ExiOptions { Alignment = alignment, Strict = strict };
        var moment = new DateTimeOffset(2026, 11, 22, 21, 5, 7, 250, TimeSpan.FromMinutes(-210));
        (string Element, string Text)[] values =
        [
            ("d", "-12.050"), ("f", "1.25E-7"), ("i", "-9007199254740993"), ("u", "18446744073709551615"), ("b", "-128"),
            ("t", "2026-11-22T21:05:07.25-03:30"), ("y", "true"), ("s", "42"), ("s", "-1.5"), ("f", "INF"),
        ];

        byte[] asText = Write(options, (in ExiWriter writer) =>
        {
            foreach ((string element, string text) in values)
                Element(writer, element, (in ExiWriter inner) => inner.WriteCharacters(text));
        });
        byte[] asValues = Write(options, (in ExiWriter writer) =>
        {
            Element(writer, "d", (in ExiWriter inner) => inner.WriteCharacters(ExiDecimal.FromDecimal(-12.050m)));
            Element(writer, "f", (in ExiWriter inner) => inner.WriteCharacters(ExiFloat.FromDouble(1.25E-7)));
            Element(writer, "i", (in ExiWriter inner) => inner.WriteCharacters(-9007199254740993));
            Element(writer, "u", (in ExiWriter inner) => inner.WriteCharacters(ulong.MaxValue));
            Element(writer, "b", (in ExiWriter inner) => inner.WriteCharacters(-128L));
            Element(writer, "t", (in ExiWriter inner) => inner.WriteCharacters(ExiDateTime.FromDateTimeOffset(moment)));
            Element(writer, "y", (in ExiWriter inner) => inner.WriteCharacters(true));
            Element(writer, "s", (in ExiWriter inner) => inner.WriteCharacters(42L));
            Element(writer, "s", (in ExiWriter inner) => inner.WriteCharacters("-1.5"u8));
            Element(writer, "f", (in ExiWriter inner) => inner.WriteCharacters(ExiFloat.FromDouble(double.PositiveInfinity)));
        });

        Convert.ToHexString(asValues).Should().Be(Convert.ToHexString(asText));
    }

    [Fact]
    public void A_value_outside_its_type_is_refused_where_the_schema_is_strict()
    {
        var state = new ExiWriterState(Grammar, new ExiOptions { Strict = true });
        var output = new ArrayBufferWriter<byte>();
        Action write = () =>
        {
            var writer = new ExiWriter(output, state);
            writer.WriteStartElement("urn:t", "r");
            Element(writer, "b", (in ExiWriter inner) => inner.WriteCharacters(200L));
        };

        write.Should().Throw<ExiException>();
        output.WrittenCount.Should().Be(0);
        state.Abandon();
        Convert.ToHexString(Write(state, output)).Should().Be(Convert.ToHexString(Write(new ExiWriterState(Grammar, new ExiOptions { Strict = true }), new ArrayBufferWriter<byte>())));
    }

    [Fact]
    public void Attributes_are_sorted_where_a_schema_wants_it()
    {
        byte[] WriteAttributes(bool reversed)
        {
            var output = new ArrayBufferWriter<byte>();
            var writer = new ExiWriter(output, new ExiWriterState(Grammar, ExiOptions.Default));
            writer.WriteStartElement("urn:t", "r");
            if (reversed)
                writer.WriteAttribute("", "z", "7"u8);
            writer.WriteAttribute("", "a", "1.5");
            if (!reversed)
                writer.WriteAttribute("", "z", "7");
            writer.WriteEndElement();
            writer.WriteEndDocument();
            return output.WrittenSpan.ToArray();
        }

        Convert.ToHexString(WriteAttributes(reversed: true)).Should().Be(Convert.ToHexString(WriteAttributes(reversed: false)));
    }

    [Fact]
    public void What_is_no_document_is_refused()
    {
        Refused((in ExiWriter writer) => writer.WriteAttribute("", "a", "1"), "outside of a tag");
        Refused((in ExiWriter writer) => writer.WriteEndElement(), "no element is open");
        Refused((in ExiWriter writer) => writer.WriteEndDocument(), "there is no element");
        Refused((in ExiWriter writer) => writer.WriteStartElement("", "no name"), "no NCName");
        Refused((in ExiWriter writer) => { writer.WriteStartElement("", "e"); writer.WriteCharacters("\u0001"); }, "no XML character");
        Refused((in ExiWriter writer) => { writer.WriteStartElement("", "e"); writer.WriteCharacters([0xFF]); }, "no UTF-8");
        Refused((in ExiWriter writer) => { writer.WriteStartElement("", "e"); writer.WriteAttribute("", "a", "1"); writer.WriteAttribute("", "a", "2"); }, "twice");
        Refused((in ExiWriter writer) => { writer.WriteStartElement("", "e"); writer.WriteEndElement(); writer.WriteStartElement("", "f"); writer.WriteEndElement(); }, "two document elements");
    }

    [Fact]
    public void A_reading_is_written_without_allocation()
    {
        GrammarImage image = StanzaVectors.Grammar;
        var state = new ExiWriterState(image, StanzaVectors.Strict);
        var output = new ArrayBufferWriter<byte>(1024);
        var reading = new ReadingWriter(image);
        SteadyState.Allocated(() =>
        {
            output.ResetWrittenCount();
            reading.Write(output, state, 4711);
        }).Should().Be(0);

        var text = new StringBuilder();
        using (XmlWriter xml = XmlWriter.Create(text, new XmlWriterSettings { OmitXmlDeclaration = true }))
            new ExiBodyReader(image, StanzaVectors.Strict, ExiLimits.Untrusted).Read(new ReadOnlySequence<byte>(output.WrittenMemory), xml, out _).Should().Be(ExiReadStatus.EndOfBody);
        text.ToString().Should().Contain("seqnr=\"4711\"").And.Contain("2026-11-22T21:05:07.25Z").And.Contain("value=\"23.45\"");
    }

    private static void Refused(Events write, string because)
    {
        Action run = () => write(new ExiWriter(new ArrayBufferWriter<byte>(), new ExiWriterState(null, ExiOptions.Default)));
        run.Should().Throw<Exception>(because).Which.Should().Match(static e => e is ExiException || e is InvalidOperationException);
    }

    private static byte[] Write(ExiOptions options, Events content)
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new ExiWriter(output, new ExiWriterState(Grammar, options));
        writer.WriteStartElement("urn:t", "r");
        content(writer);
        writer.WriteEndElement();
        writer.WriteEndDocument();
        return output.WrittenSpan.ToArray();
    }

    private static byte[] Write(ExiWriterState state, ArrayBufferWriter<byte> output)
    {
        var writer = new ExiWriter(output, state);
        writer.WriteStartElement("urn:t", "r");
        Element(writer, "s", (in ExiWriter inner) => inner.WriteCharacters("x"));
        writer.WriteEndElement();
        writer.WriteEndDocument();
        return output.WrittenSpan.ToArray();
    }

    private static void Element(in ExiWriter writer, string name, Events content)
    {
        writer.WriteStartElement("urn:t", name);
        content(writer);
        writer.WriteEndElement();
    }

    private delegate void Events(in ExiWriter writer);
}
