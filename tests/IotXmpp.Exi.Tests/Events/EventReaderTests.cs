using System.Buffers;
using System.Text;
using System.Xml;
using IotXmpp.Exi.Portable;
using IotXmpp.Exi.Schema;
using IotXmpp.Exi.Tests.Vectors;
using IotXmpp.Testing;

namespace IotXmpp.Exi.Tests.Events;

/// <summary>The event reader: typed values, names as numbers, and input in any pieces.</summary>
[Spec("EXI 4", "EXI 7.1")]
public class EventReaderTests
{
    private const string Xsd = """
        <xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:r" xmlns="urn:r" elementFormDefault="qualified">
          <xs:element name="r">
            <xs:complexType>
              <xs:sequence>
                <xs:element name="data" type="xs:base64Binary"/>
                <xs:element name="list" type="L"/>
                <xs:element name="big" type="xs:integer"/>
              </xs:sequence>
              <xs:attribute name="a" type="xs:boolean"/>
              <xs:attribute name="b" type="xs:int"/>
              <xs:attribute name="c" type="xs:unsignedLong"/>
              <xs:attribute name="d" type="xs:decimal"/>
              <xs:attribute name="e" type="xs:double"/>
              <xs:attribute name="f" type="xs:dateTime"/>
              <xs:attribute name="g" type="E"/>
              <xs:attribute name="h" type="xs:byte"/>
              <xs:attribute name="i" type="xs:string"/>
            </xs:complexType>
          </xs:element>
          <xs:simpleType name="L"><xs:list itemType="xs:int"/></xs:simpleType>
          <xs:simpleType name="E"><xs:restriction base="xs:string"><xs:enumeration value="one"/><xs:enumeration value="two"/></xs:restriction></xs:simpleType>
        </xs:schema>
        """;

    private const string Document = """
        <r xmlns="urn:r" a="true" b="-70000" c="18446744073709551615" d="-12.0340" e="-1.5E300" f="2026-11-22T21:00:05.125+01:30" g="two" h="-128" i="text"><data>AAEC/w==</data><list>1 -2 3</list><big>123456789012345678901234567890</big></r>
        """;

    private static readonly GrammarImage Grammar = ExiSchemaCompiler.Compile([new ExiSchemaSource("r.xsd", Encoding.UTF8.GetBytes(Xsd))]);

    private static readonly ExiOptions Strict = new() { Strict = true };

    [Fact]
    public void Values_are_what_their_datatypes_say()
    {
        var reader = new ExiReader(Encode(), new ExiReaderState(Grammar, Strict, ExiLimits.Untrusted));
        Next(ref reader, ExiEventType.StartElement).Should().Be(ExiValueKind.None);
        reader.Name.Should().Be(Grammar.FindQName(Grammar.FindUri("urn:r"), "r"));
        (reader.Uri, reader.LocalName, reader.Prefix).Should().Be(("urn:r", "r", null));

        Next(ref reader, ExiEventType.Attribute).Should().Be(ExiValueKind.Boolean);
        reader.Name.Should().Be(Grammar.FindQName(0, "a"));
        reader.GetBoolean().Should().BeTrue();
        Next(ref reader, ExiEventType.Attribute).Should().Be(ExiValueKind.Integer);
        reader.GetInt64().Should().Be(-70000);
        Next(ref reader, ExiEventType.Attribute).Should().Be(ExiValueKind.UnsignedInteger);
        reader.GetUInt64().Should().Be(ulong.MaxValue);
        Next(ref reader, ExiEventType.Attribute).Should().Be(ExiValueKind.Decimal);
        reader.GetDecimal().Should().Be(new ExiDecimal(true, 12, 430));
        reader.GetDecimal().ToDecimal().Should().Be(-12.034m);
        Next(ref reader, ExiEventType.Attribute).Should().Be(ExiValueKind.Float);
        reader.GetFloat().ToDouble().Should().Be(-1.5E300);
        Next(ref reader, ExiEventType.Attribute).Should().Be(ExiValueKind.DateTime);
        reader.GetDateTime().TryGetDateTimeOffset(out DateTimeOffset moment).Should().BeTrue();
        moment.Should().Be(new DateTimeOffset(2026, 11, 22, 21, 0, 5, 125, TimeSpan.FromMinutes(90)));
        reader.Text.ToString().Should().Be("2026-11-22T21:00:05.125+01:30");
        Next(ref reader, ExiEventType.Attribute).Should().Be(ExiValueKind.Enumeration);
        reader.EnumerationIndex.Should().Be(1);
        reader.GetString().Should().Be("two");
        Next(ref reader, ExiEventType.Attribute).Should().Be(ExiValueKind.Integer);
        reader.GetInt64().Should().Be(-128);
        Next(ref reader, ExiEventType.Attribute).Should().Be(ExiValueKind.String);
        reader.Text.ToString().Should().Be("text");

        Next(ref reader, ExiEventType.StartElement);
        Next(ref reader, ExiEventType.Characters).Should().Be(ExiValueKind.Base64Binary);
        reader.Octets.ToArray().Should().Equal(0, 1, 2, 255);
        reader.Text.ToString().Should().Be("AAEC/w==");
        Next(ref reader, ExiEventType.EndElement);
        Next(ref reader, ExiEventType.StartElement);
        Next(ref reader, ExiEventType.Characters).Should().Be(ExiValueKind.List);
        reader.Text.ToString().Should().Be("1 -2 3");
        Next(ref reader, ExiEventType.EndElement);
        Next(ref reader, ExiEventType.StartElement);
        Next(ref reader, ExiEventType.Characters).Should().Be(ExiValueKind.String, "it does not fit 64 bits");
        reader.Text.ToString().Should().Be("123456789012345678901234567890");
    }

    [Fact]
    public void Asking_for_a_value_of_another_kind_is_refused()
    {
        var state = new ExiReaderState(Grammar, Strict, ExiLimits.Untrusted);
        byte[] body = Encode();
        FluentInvoke(() => Read(body, state).GetInt64());
        FluentInvoke(() => Read(body, state).GetDateTime());
        FluentInvoke(() => Read(body, state).Octets.Length);

        static void FluentInvoke<T>(Func<T> ask) => ask.Should().Throw<InvalidOperationException>().WithMessage("*Boolean*");

        static ExiReader Read(byte[] body, ExiReaderState state)
        {
            state.Reset();
            var reader = new ExiReader(body, state);
            reader.Read();
            reader.Read();
            return reader;
        }
    }

    [Theory]
    [InlineData("strict")]
    [InlineData("less")]
    [InlineData("si-byte")]
    [InlineData("si-pre")]
    [InlineData("si-comp")]
    public void Pieces_of_any_size_give_the_same_events(string group)
    {
        foreach (VectorRecord record in VectorFiles.Read("xmpp.jsonl").Where(record => record.Group == group))
        {
            byte[] body = record.Streams[0].Exi[1..];
            var state = new ExiReaderState(VectorFiles.GrammarOf(record), record.Options, ExiLimits.Untrusted);
            string whole = Events(new ReadOnlySequence<byte>(body), state, out long consumed);
            consumed.Should().Be(body.Length);
            foreach (int size in (int[])[1, 3, 50])
            {
                Events(Pieces.Of(body, size), state, out consumed).Should().Be(whole, record.Id);
                consumed.Should().Be(body.Length);
            }
        }
    }

    [Fact]
    public void A_step_longer_than_the_window_is_read_whole()
    {
        // An integer of 5000 octets, in pieces of 100.
        byte[] body = Encode(Document.Replace("123456789012345678901234567890", new string('9', 10_000), StringComparison.Ordinal));
        var state = new ExiReaderState(Grammar, Strict, ExiLimits.Untrusted with { MaxIntegerOctets = 20_000 });
        Events(Pieces.Of(body, 100), state, out _).Should().Contain(new string('9', 10_000));
    }

    [Fact]
    public void Several_bodies_in_one_piece_follow_one_another()
    {
        byte[] body = Encode();
        var state = new ExiReaderState(Grammar, Strict, ExiLimits.Untrusted);
        var reader = new ExiReader([.. body, .. body, .. body[..10]], state);
        int ended = 0;
        while (reader.Read())
            ended += reader.EventType == ExiEventType.EndDocument ? 1 : 0;
        ended.Should().Be(2);
        state.HasEnded.Should().BeFalse();
        reader.BytesConsumed.Should().BeInRange(2 * body.Length, (2 * body.Length) + 10);
    }

    [Fact]
    public void A_body_that_failed_ends_the_conversation_until_it_is_reset()
    {
        var state = new ExiReaderState(null, ExiOptions.Default, ExiLimits.Untrusted);
        byte[] bad = [0x40, 0x98, 0x53, 0x30, 0x00, 0x00];
        FluentInvoke(() => ReadAll(bad, state)).Should().Throw<ExiException>();
        FluentInvoke(() => ReadAll(bad, state)).Should().Throw<InvalidOperationException>();
        state.Reset();
        FluentInvoke(() => ReadAll(bad, state)).Should().Throw<ExiException>();

        static Action FluentInvoke(Action action) => action;
    }

    private static void ReadAll(byte[] body, ExiReaderState state)
    {
        var reader = new ExiReader(body, state);
        while (reader.Read())
        {
        }
    }

    private static ExiValueKind Next(ref ExiReader reader, ExiEventType expected)
    {
        reader.Read().Should().BeTrue();
        reader.EventType.Should().Be(expected);
        return reader.ValueKind;
    }

    private static string Events(ReadOnlySequence<byte> body, ExiReaderState state, out long consumed)
    {
        var text = new StringBuilder();
        var reader = new ExiReader(body, state);
        Span<byte> utf8 = new byte[64 * 1024];
        while (reader.Read())
        {
            text.Append(reader.EventType);
            if (reader.EventType is ExiEventType.StartElement or ExiEventType.EndElement or ExiEventType.Attribute)
                text.Append(" {").Append(reader.Uri).Append('}').Append(reader.LocalName);
            if (reader.ValueKind != ExiValueKind.None)
            {
                string value = reader.GetString();
                reader.Text.ToString().Should().Be(value);
                Encoding.UTF8.GetString(utf8[..reader.CopyTextTo(utf8)]).Should().Be(value);
                text.Append(' ').Append(value);
            }

            text.AppendLine();
        }

        state.HasEnded.Should().BeTrue();
        consumed = reader.BytesConsumed;
        return text.ToString();
    }

    private static byte[] Encode(string document = Document)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (XmlWriter writer = new ExiBodyWriter(Grammar, Strict).BeginBody(buffer))
        using (XmlReader reader = XmlReader.Create(new StringReader(document)))
            writer.WriteNode(reader, defattr: false);
        return buffer.WrittenSpan.ToArray();
    }
}
