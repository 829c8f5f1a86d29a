using System.Buffers;
using System.Text;
using System.Xml;
using IotXmpp.Exi.Portable;
using IotXmpp.Exi.Tests.Vectors;
using IotXmpp.Testing;

namespace IotXmpp.Exi.Tests.Bodies;

/// <summary>Bodies that arrive in pieces, end early, or are no bodies at all.</summary>
[Spec("EXI-080")]
public class ResumptionTests
{
    public static TheoryData<string> Groups() => ["less", "less-byte", "si", "si-byte", "strict", "si-pfx", "si-lex", "si-v64", "strict-v0", "less-pre", "less-comp", "si-pre", "si-comp"];

    [Theory]
    [MemberData(nameof(Groups))]
    public void A_body_read_byte_by_byte_gives_the_same_events_with_linear_work(string group)
    {
        foreach ((VectorRecord record, byte[] body) in Bodies(group))
        {
            var whole = NewReader(record);
            string expected = BodyText.Read(whole, body);
            var dripped = NewReader(record);
            BodyText.Drip(dripped, body, 1).Should().Be(expected, record.Id);

            // One more look at the step in progress for each byte; a step is an event code or a bounded value.
            dripped.TotalReads.Should().BeLessThan((6 * whole.TotalReads) + (20L * body.Length), record.Id);
        }
    }

    [Fact]
    public void A_long_string_is_not_read_again_for_each_byte()
    {
        const int length = 50_000;
        var buffer = new ArrayBufferWriter<byte>();
        using (XmlWriter writer = new ExiBodyWriter(null, ExiOptions.Default).BeginBody(buffer))
            writer.WriteElementString("a", new string('x', length));
        byte[] body = buffer.WrittenSpan.ToArray();

        var reader = new ExiBodyReader(null, ExiOptions.Default, ExiLimits.Untrusted);
        BodyText.Drip(reader, body, 1).Should().EndWith("xxx</a>");
        reader.TotalReads.Should().BeLessThan(4 * length);
    }

    [Theory]
    [InlineData("less")]
    [InlineData("si")]
    [InlineData("strict")]
    [Spec("EXI-053")]
    public void Bits_behind_the_end_of_a_body_mean_nothing(string group)
    {
        int padded = 0;
        foreach ((VectorRecord record, byte[] body) in Bodies(group))
        {
            string expected = BodyText.Read(NewReader(record), body);
            byte[] changed = [.. body];
            // Up to seven bits fill the last byte; the highest of them is next to the last event code, which we do not know here.
            for (int bit = 0; bit < 7; bit++)
            {
                changed[^1] ^= (byte)(1 << bit);
                if (TryRead(NewReader(record), changed) != expected)
                    break;
                padded++;
            }
        }

        // The number of bits in a body is as good as random: 3.5 a body on the average.
        padded.Should().BeGreaterThan(2 * Bodies(group).Count());
    }

    [Theory]
    [MemberData(nameof(Groups))]
    public void Every_prefix_of_a_body_asks_for_more(string group)
    {
        foreach ((VectorRecord record, byte[] body) in Bodies(group).Take(20))
        {
            for (int length = 0; length < body.Length; length++)
            {
                using var sink = XmlWriter.Create(Stream.Null);
                NewReader(record).Read(new ReadOnlySequence<byte>(body, 0, length), sink, out _)
                    .Should().Be(ExiReadStatus.NeedMoreData, $"{record.Id}, {length} of {body.Length} bytes");
            }
        }
    }

    [Fact]
    public void A_failed_body_leaves_the_tables_of_a_session_as_they_were()
    {
        GrammarImage grammar = VectorFiles.Grammar("xmpp/schemas/cs.xsd");
        var options = new ExiOptions { Strict = true, ValuePartitionCapacity = 2 };
        var writer = new ExiBodyWriter(grammar, options, sessionWideBuffers: true);
        var reader = new ExiBodyReader(grammar, options, ExiLimits.Untrusted, sessionWideBuffers: true);
        string first = Exchange(writer, reader, "one");

        var lost = new ArrayBufferWriter<byte>();
        using (XmlWriter body = writer.BeginBody(lost))
        {
            body.WriteStartElement("message", "jabber:client");
            body.WriteElementString("body", "jabber:client", "two");
            body.WriteElementString("body", "jabber:client", "three");
            body.WriteStartElement("thread", "jabber:client");
            body.WriteAttributeString("unknown", "four");
            body.Invoking(static b => b.WriteEndElement()).Should().Throw<ExiException>().WithMessage("*{}unknown*strict*");
        }

        lost.WrittenCount.Should().Be(0);
        Exchange(writer, reader, "one").Should().Be(first);
        Exchange(writer, reader, "five").Should().Contain("five");
        Exchange(writer, reader, "one").Should().Be(first);
    }

    private static string Exchange(ExiBodyWriter writer, ExiBodyReader reader, string text)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (XmlWriter body = writer.BeginBody(buffer))
        {
            body.WriteStartElement("message", "jabber:client");
            body.WriteElementString("body", "jabber:client", text);
            body.WriteEndElement();
        }

        return BodyText.Read(reader, buffer.WrittenSpan.ToArray());
    }

    private static ExiBodyReader NewReader(VectorRecord record) => new(VectorFiles.GrammarOf(record), record.Options, ExiLimits.Untrusted);

    private static IEnumerable<(VectorRecord Record, byte[] Body)> Bodies(string group)
    {
        foreach (VectorRecord record in VectorFiles.Read("xmpp.jsonl"))
        {
            // The header of these records is one byte: 0x80.
            if (record.Group == group)
                yield return (record, record.Streams[0].Exi[1..]);
        }
    }

    private static string? TryRead(ExiBodyReader reader, byte[] body)
    {
        var text = new StringBuilder();
        try
        {
            using var sink = XmlWriter.Create(text, new XmlWriterSettings { OmitXmlDeclaration = true, ConformanceLevel = ConformanceLevel.Fragment });
            if (reader.Read(new ReadOnlySequence<byte>(body), sink, out long consumed) != ExiReadStatus.EndOfBody || consumed != body.Length)
                return null;
        }
        catch (ExiException)
        {
            return null;
        }

        return text.ToString();
    }
}
