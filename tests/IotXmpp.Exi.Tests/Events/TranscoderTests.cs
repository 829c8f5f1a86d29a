using System.Buffers;
using System.Text;
using System.Xml;
using IotXmpp.Exi.Portable;
using IotXmpp.Exi.Tests.Vectors;
using IotXmpp.Testing;

namespace IotXmpp.Exi.Tests.Events;

/// <summary>What the transcoder writes is read back by System.Xml, and has to be what the streams of independent codecs mean.</summary>
[Spec("EXI 6", "EXI 7")]
public class TranscoderTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("xmpp.jsonl")]
    [InlineData("feature.jsonl")]
    [InlineData("w3c-interop.jsonl")]
    [InlineData("w3c-profile.jsonl")]
    public void Streams_of_independent_codecs_become_XML_with_the_recorded_events(string file)
    {
        var failures = new List<string>();
        int passed = 0;
        foreach (VectorRecord record in VectorFiles.Read(file))
        {
            // A parser replaces entity references, which System.Xml cannot be kept from.
            if (record.Disputed || Tool.Vectors.KnownDifferences.Reason("full", record.Id) is not null || record.Options.Preserve.HasFlag(ExiPreserve.Dtd))
                continue;
            VectorStream? stream = record.Streams.FirstOrDefault(static stream => stream.Events is not null);
            if (stream is null)
                continue;
            byte[] xml = Transcode(record, stream.Exi, piece: int.MaxValue);
            string? difference = Compare(record, stream, xml);
            if (difference is not null)
                failures.Add($"{record.Id}: {difference}");
            else
                passed++;
        }

        output.WriteLine($"{file}: {passed} passed");
        failures.Take(20).Should().BeEmpty($"{failures.Count} of {failures.Count + passed} fail");
        passed.Should().BePositive();
    }

    [Theory]
    [InlineData("strict")]
    [InlineData("si-pfx")]
    [InlineData("less-pre")]
    [InlineData("si-comp")]
    public void A_body_that_drips_becomes_the_same_XML(string group)
    {
        foreach (VectorRecord record in VectorFiles.Read("xmpp.jsonl").Where(record => record.Group == group))
        {
            byte[] exi = record.Streams[0].Exi;
            Encoding.UTF8.GetString(Transcode(record, exi, piece: 1)).Should().Be(Encoding.UTF8.GetString(Transcode(record, exi, int.MaxValue)), record.Id);
        }
    }

    [Fact]
    public void What_would_read_differently_is_escaped()
    {
        const string text = "a < b & c > d ]]> \r\n\t\"'é€😀";
        byte[] body = Body(writer =>
        {
            writer.WriteStartElement("a");
            writer.WriteAttributeString("b", text);
            writer.WriteString(text);
            writer.WriteEndElement();
        });
        byte[] xml = Transcode(null, ExiOptions.Default, body);
        Encoding.UTF8.GetString(xml).Should().Be(
            "<a b=\"a &lt; b &amp; c &gt; d ]]&gt; &#xD;&#xA;&#x9;&quot;'é€😀\">a &lt; b &amp; c &gt; d ]]&gt; &#xD;\n\t\"'é€😀</a>");
        using XmlReader reader = XmlReader.Create(new MemoryStream(xml));
        reader.Read();
        reader.GetAttribute("b").Should().Be(text);
        reader.ReadElementContentAsString().Should().Be(text);
    }

    [Fact]
    public void A_long_text_is_written_in_stretches_that_split_no_character()
    {
        string text = string.Concat(Enumerable.Repeat("x😀é", 5000));
        byte[] xml = Transcode(null, ExiOptions.Default, Body(writer => writer.WriteElementString("a", text)));
        Encoding.UTF8.GetString(xml).Should().Be("<a>" + text + "</a>");
    }

    [Fact]
    public void Namespaces_without_preserved_prefixes_are_declared_where_they_are_needed()
    {
        byte[] xml = Transcode(null, ExiOptions.Default, Body(writer =>
        {
            writer.WriteStartElement("a", "urn:one");
            writer.WriteAttributeString("b", "urn:two", "1");
            writer.WriteAttributeString("lang", "http://www.w3.org/XML/1998/namespace", "en");
            writer.WriteElementString("c", "urn:one", "");
            writer.WriteElementString("d", "", "");
            writer.WriteEndElement();
        }));
        Encoding.UTF8.GetString(xml).Should().Be("<a xmlns=\"urn:one\" xmlns:ns0=\"urn:two\" ns0:b=\"1\" xml:lang=\"en\"><c/><d xmlns=\"\"/></a>");
    }

    private static byte[] Body(Action<XmlWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (XmlWriter writer = new ExiBodyWriter(null, ExiOptions.Default).BeginBody(buffer))
            write(writer);
        return buffer.WrittenSpan.ToArray();
    }

    private static byte[] Transcode(GrammarImage? grammar, ExiOptions options, byte[] body)
    {
        var xml = new ArrayBufferWriter<byte>();
        new ExiToXmlTranscoder(grammar, options, ExiLimits.Untrusted).Transcode(new ReadOnlySequence<byte>(body), xml, out long consumed).Should().Be(ExiReadStatus.EndOfBody);
        consumed.Should().Be(body.Length);
        return xml.WrittenSpan.ToArray();
    }

    private static byte[] Transcode(VectorRecord record, byte[] exi, int piece)
    {
        ExiHeader.TryRead(new ReadOnlySequence<byte>(exi), out ExiHeaderInfo? header, out long bits).Should().BeTrue();
        ExiOptions options = header!.Options ?? record.Options;
        GrammarImage? grammar = options.SchemaId.IsSchemaLess ? null : options.SchemaId.IsBuiltInTypes ? VectorFiles.Grammar("") : VectorFiles.GrammarOf(record);
        var transcoder = new ExiToXmlTranscoder(grammar, options, ExiLimits.Trusted);
        transcoder.SkipBits((int)(bits % 8));
        var xml = new ArrayBufferWriter<byte>();
        int start = (int)(bits / 8);
        for (int end = start; ; end = (int)Math.Min((long)end + piece, exi.Length))
        {
            ExiReadStatus status = transcoder.Transcode(new ReadOnlySequence<byte>(exi, start, end - start), xml, out long consumed);
            start += (int)consumed;
            if (status == ExiReadStatus.EndOfBody)
                return xml.WrittenSpan.ToArray();
            if (end == exi.Length)
                throw new ExiException("the stream ends inside the body");
        }
    }

    private static string? Compare(VectorRecord record, VectorStream stream, byte[] xml)
    {
        using XmlReader reader = VectorRun.OpenXml(new MemoryStream(xml), record.Options.Fragment);
        return EventComparison.Compare(stream.Events!, EventText.Of(reader, record.Options.Preserve.HasFlag(ExiPreserve.Prefixes)));
    }
}
