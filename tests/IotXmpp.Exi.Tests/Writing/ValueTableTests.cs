using System.Buffers;
using System.Text;
using System.Xml;
using IotXmpp.Testing;

namespace IotXmpp.Exi.Tests.Writing;

/// <summary>The encoder's value tables against the decoder's, which are made another way: bodies of random values, some given up half way.</summary>
[Spec("EXI 7.3.3")]
public sealed class ValueTableTests
{
    [Theory]
    [InlineData(null, true)]
    [InlineData(1, true)]
    [InlineData(3, true)]
    [InlineData(8, true)]
    [InlineData(9, false)]
    [InlineData(40, true)]
    public void Bodies_decode_to_what_was_written_whatever_was_displaced_or_given_up(int? capacity, bool localPartitions)
    {
        var options = new ExiOptions { ValuePartitionCapacity = capacity, ValueMaxLength = 12, LocalValuePartitions = localPartitions };
        var state = new ExiWriterState(null, options, ExiSessionBuffers.Values);
        var reader = new ExiBodyReader(null, options, ExiLimits.Trusted, sessionWideBuffers: true);
        var random = new Random(7);
        var output = new ArrayBufferWriter<byte>();
        long written = 0;
        long read = 0;
        for (int body = 0; body < 400; body++)
        {
            output.ResetWrittenCount();
            var expected = new StringBuilder();
            bool givesUp = random.Next(5) == 0;
            Write(new ExiWriter(output, state), random, expected, givesUp);
            if (givesUp)
            {
                output.WrittenCount.Should().Be(0);
                state.Abandon();
                continue;
            }

            var text = new StringBuilder();
            using (XmlWriter xml = XmlWriter.Create(text, new XmlWriterSettings { OmitXmlDeclaration = true }))
                reader.Read(new ReadOnlySequence<byte>(output.WrittenMemory), xml, out _).Should().Be(ExiReadStatus.EndOfBody);
            text.ToString().Should().Be(expected.ToString());
            written += output.WrittenCount;
            read += text.Length;
        }

        if (capacity is null)
            written.Should().BeLessThan(read / 5, "every value is found again once it was met");
    }

    private static void Write(ExiWriter writer, Random random, StringBuilder expected, bool givesUp)
    {
        writer.WriteStartElement("", "r");
        expected.Append("<r>");
        for (int values = random.Next(1, 30); values > 0; values--)
        {
            string name = "e" + random.Next(3);
            string value = "value" + random.Next(24) + new string('x', random.Next(4));
            writer.WriteStartElement("", name);
            writer.WriteCharacters(value);
            writer.WriteEndElement();
            expected.Append('<').Append(name).Append('>').Append(value).Append("</").Append(name).Append('>');
        }

        if (givesUp)
            return;
        writer.WriteEndElement();
        writer.WriteEndDocument();
        expected.Append("</r>");
    }
}
