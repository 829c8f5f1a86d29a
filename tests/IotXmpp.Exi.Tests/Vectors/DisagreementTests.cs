using System.Text.Json;
using IotXmpp.Testing;

namespace IotXmpp.Exi.Tests.Vectors;

/// <summary>The minimal cases in which the two independent codecs differ: we stand with the one that the specification stands with.</summary>
[Spec("EXI 7.1", "EXI 7.4", "EXI 8.5.4.4")]
public class DisagreementTests
{
    /// <summary>Cases in which neither stream is ours, and why.</summary>
    private static readonly Dictionary<string, string> Own = new()
    {
        ["dis-hour24-dt"] = "24:00:00 is written as it stands: EXI 7.1.8 allows it, and neither the next day nor 30 February is what the document says",
        ["dis-hour24-t"] = "24:00:00 is read as it stands",
        ["dis-dtd-internal-subset"] = "the subset is the same but for a space that EXIficient adds to it",
        ["dis-localname-supplementary"] = "the document is XML 1.1, which System.Xml does not read",
    };

    public static TheoryData<string> Cases()
    {
        var cases = new TheoryData<string>();
        foreach (string line in File.ReadLines(Path.Combine(VectorFiles.Root, "disagreements.jsonl")))
        {
            using var document = JsonDocument.Parse(line);
            string id = document.RootElement.GetProperty("id").GetString()!;
            if (!Own.ContainsKey(id))
                cases.Add(id);
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_right_stream_is_written_and_read(string id)
    {
        string line = File.ReadLines(Path.Combine(VectorFiles.Root, "disagreements.jsonl")).First(candidate => candidate.Contains($"\"{id}\"", StringComparison.Ordinal));
        using var document = JsonDocument.Parse(line);
        VectorRecord record = VectorRecord.Parse(document.RootElement, new Dictionary<string, string>());
        string[] right = [.. document.RootElement.GetProperty("rightBySpec").EnumerateArray().Select(name => name.GetString()!)];
        VectorStream[] rightStreams = [.. record.Streams.Where(stream => stream.By.Any(by => right.Any(name => by.StartsWith(name, StringComparison.Ordinal))))];

        byte[] written = VectorRun.EncodeDocument(record, XmlInput.AsWritten);
        rightStreams.Select(stream => Convert.ToHexString(stream.Exi)).Should().Contain(Convert.ToHexString(written));

        foreach ((JsonElement json, VectorStream stream) in document.RootElement.GetProperty("enc").EnumerateArray().Where(static enc => enc.TryGetProperty("exi", out _)).Zip(record.Streams))
        {
            if (!rightStreams.Contains(stream))
                continue;
            foreach (string reader in right)
            {
                string expected = json.GetProperty("readBy_" + reader).GetString()!;
                if (!expected.StartsWith("ERROR", StringComparison.Ordinal))
                    EventComparison.Compare(expected, VectorRun.DecodeStream(record, stream.Exi)).Should().BeNull();
            }
        }
    }

    [Theory]
    [InlineData("dis-hour24-dt")]
    [InlineData("dis-hour24-t")]
    public void Midnight_at_the_end_of_a_day_stays_as_it_was_written(string id)
    {
        string line = File.ReadLines(Path.Combine(VectorFiles.Root, "disagreements.jsonl")).First(candidate => candidate.Contains($"\"{id}\"", StringComparison.Ordinal));
        using var document = JsonDocument.Parse(line);
        VectorRecord record = VectorRecord.Parse(document.RootElement, new Dictionary<string, string>());
        VectorRun.DecodeStream(record, VectorRun.EncodeDocument(record, XmlInput.AsWritten)).Should().Contain("24:00:00");
    }

    [Fact]
    public void A_document_type_keeps_its_internal_subset_as_it_was_written()
    {
        (VectorRecord record, _) = Case("dis-dtd-internal-subset");
        string read = VectorRun.DecodeStream(record, VectorRun.EncodeDocument(record, XmlInput.AsWritten));
        read.Should().StartWith("DT ");
        using var reader = IotXmpp.Exi.Xml.ExiXmlReader.Create(
            new MemoryStream(VectorRun.EncodeDocument(record, XmlInput.AsWritten)),
            new IotXmpp.Exi.Xml.ExiXmlReaderSettings { Options = record.Options, Grammar = VectorFiles.GrammarOf(record) });
        while (reader.NodeType != System.Xml.XmlNodeType.DocumentType)
            reader.Read().Should().BeTrue();
        string xml = System.Text.Encoding.UTF8.GetString(VectorFiles.ReadBytes(record.Xml!));
        xml.Should().Contain("[" + reader.Value + "]");
    }

    [Fact]
    public void A_name_that_only_XML_1_1_allows_is_refused()
    {
        (VectorRecord record, string[] right) = Case("dis-localname-supplementary");
        VectorStream stream = record.Streams.First(candidate => candidate.By.Any(by => right.Any(name => by.StartsWith(name, StringComparison.Ordinal))));
        record.Invoking(known => VectorRun.DecodeStream(known, stream.Exi)).Should().Throw<ExiException>().WithMessage("*NCName*");
    }

    private static (VectorRecord Record, string[] Right) Case(string id)
    {
        string line = File.ReadLines(Path.Combine(VectorFiles.Root, "disagreements.jsonl")).First(candidate => candidate.Contains($"\"{id}\"", StringComparison.Ordinal));
        using var document = JsonDocument.Parse(line);
        string[] right = [.. document.RootElement.GetProperty("rightBySpec").EnumerateArray().Select(name => name.GetString()!)];
        return (VectorRecord.Parse(document.RootElement, new Dictionary<string, string>()), right);
    }
}
