using System.Xml;
using System.Xml.Linq;
using System.Xml.Serialization;
using System.Xml.XPath;
using IotXmpp.Exi.Tests.Vectors;
using IotXmpp.Exi.Xml;

namespace IotXmpp.Exi.Tests.Xml;

/// <summary>What stands on XmlReader and XmlWriter works on EXI as on text.</summary>
public class DoorTests
{
    public static TheoryData<ExiAlignment, bool> Layouts() => new()
    {
        { ExiAlignment.BitPacked, false },
        { ExiAlignment.ByteAlignment, false },
        { ExiAlignment.PreCompression, false },
        { ExiAlignment.BitPacked, true },
    };

    [Theory]
    [MemberData(nameof(Layouts))]
    public void XDocument_round_trips(ExiAlignment alignment, bool compression)
    {
        var options = new ExiOptions { Alignment = alignment, Compression = compression, Preserve = ExiPreserve.Prefixes | ExiPreserve.Comments | ExiPreserve.ProcessingInstructions };
        XDocument document = XDocument.Parse("""<?go now?><a:r xmlns:a="urn:a" xmlns="urn:d" a:x="1" y="2"><!--c--><b>t &amp; u</b><c xmlns=""><d/></c></a:r>""", LoadOptions.PreserveWhitespace);
        byte[] exi = Write(document, options);
        XDocument.Load(Open(exi), LoadOptions.PreserveWhitespace).Nodes().Should().HaveCount(2);
        XDocument.Load(Open(exi)).Root!.ToString(SaveOptions.DisableFormatting).Should().Be(document.Root!.ToString(SaveOptions.DisableFormatting));
    }

    [Fact]
    public void XPath_reads_EXI()
    {
        byte[] exi = Write(XDocument.Parse("<r xmlns='urn:d'><n v='1'/><n v='2'/></r>"), ExiOptions.Default);
        var document = new XPathDocument(Open(exi));
        document.CreateNavigator().Evaluate("sum(//*[local-name()='n']/@v)").Should().Be(3.0);
    }

    [Fact]
    public void XmlSerializer_reads_and_writes_EXI()
    {
        var serializer = new XmlSerializer(typeof(Reading));
        var stream = new MemoryStream();
        using (ExiXmlWriter writer = ExiXmlWriter.Create(stream, new ExiXmlWriterSettings { WriteOptions = true, LeaveOpen = true }))
            serializer.Serialize(writer, new Reading { Name = "Temperature", Value = 22.5 });
        var read = (Reading)serializer.Deserialize(Open(stream.ToArray()))!;
        read.Value.Should().Be(22.5);
        read.Name.Should().Be("Temperature");
    }

    [Fact]
    public void A_truncated_stream_is_an_error_and_not_an_end()
    {
        byte[] exi = Write(XDocument.Parse("<r><n>text</n></r>"), ExiOptions.Default);
        for (int length = 0; length < exi.Length; length++)
            exi.Invoking(bytes => XDocument.Load(Open(bytes[..length]))).Should().Throw<ExiException>();
    }

    [Fact]
    public void A_schema_that_is_not_known_is_refused()
    {
        byte[] exi = Write(XDocument.Parse("<r/>"), new ExiOptions { SchemaId = ExiSchemaId.Named("urn:unknown") });
        using ExiXmlReader reader = ExiXmlReader.Create(new MemoryStream(exi), new ExiXmlReaderSettings { ResolveSchema = static _ => null });
        reader.Invoking(static r => r.Read()).Should().Throw<ExiException>().WithMessage("*urn:unknown*");
    }

    [Fact]
    public void Whole_documents_are_read_in_pieces_of_any_size()
    {
        VectorRecord record = VectorFiles.Read("w3c-interop.jsonl").First(candidate => candidate.Xml!.EndsWith("compactid-01.xml", StringComparison.Ordinal) && candidate.Xsd is null);
        byte[] exi = VectorRun.EncodeDocument(record, XmlInput.AsWritten);
        var settings = new ExiXmlReaderSettings { Options = record.Options, Limits = ExiLimits.Trusted };
        string whole = EventText.Of(ExiXmlReader.Create(new MemoryStream(exi), settings), prefixes: true);
        EventText.Of(ExiXmlReader.Create(new TrickleStream(exi), settings), prefixes: true).Should().Be(whole);
    }

    private static byte[] Write(XDocument document, ExiOptions options)
    {
        var stream = new MemoryStream();
        using (ExiXmlWriter writer = ExiXmlWriter.Create(stream, new ExiXmlWriterSettings { Options = options, WriteCookie = true, WriteOptions = true, LeaveOpen = true }))
            document.Save(writer);
        return stream.ToArray();
    }

    private static ExiXmlReader Open(byte[] exi) => ExiXmlReader.Create(new MemoryStream(exi));

    public sealed class Reading
    {
        [XmlAttribute]
        public string Name { get; set; } = "";

        public double Value { get; set; }
    }

    private sealed class TrickleStream(byte[] data) : MemoryStream(data.ToArray())
    {
        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, 1));
    }
}
