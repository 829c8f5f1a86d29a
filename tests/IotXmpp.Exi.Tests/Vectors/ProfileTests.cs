using System.Xml.Linq;
using IotXmpp.Exi.Xml;
using IotXmpp.Testing;

namespace IotXmpp.Exi.Tests.Vectors;

/// <summary>Streams of the EXI Profile, beside those of the one independent encoder that writes them.</summary>
[Spec("EXI Profile 3")]
public class ProfileTests(ITestOutputHelper output)
{
    private const string Cast = "AT {http://www.w3.org/2001/XMLSchema-instance}xsi:type=\"{http://www.w3.org/2001/XMLSchema}anyType\"\n";

    [Fact]
    public void Documents_encode_to_the_bytes_of_the_other_encoder()
    {
        int same = 0;
        var differing = new List<string>();
        foreach (VectorRecord record in VectorFiles.Read("w3c-profile.jsonl").Where(static record => record.Streams.Count > 0))
        {
            VectorRecord witnessed = record with { Streams = [.. record.Streams.Select(static stream => stream with { By = [.. stream.By, "EXI Profile"] })] };
            if (VectorRun.Encode(witnessed) is { } difference && !IsSameForTheSameWhiteSpace(record))
                differing.Add($"{record.Id}: {difference}");
            else
                same++;
        }

        output.WriteLine($"{same} streams are the same");
        differing.Should().BeEmpty();
    }

    [Fact]
    public void Without_room_for_learning_every_undeclared_element_is_cast_to_anyType()
    {
        XDocument read = WriteAndRead("<a><b c='1'><c/></b><b>text</b></a>", maximumGrammars: 0, maximumProductions: 0);
        read.Descendants().Should().OnlyContain(static element => element.Attribute(XsiType) != null);
        Uncast(read).Should().Be("<a><b c=\"1\"><c /></b><b>text</b></a>");
    }

    [Fact]
    public void An_element_in_whose_middle_the_maximum_is_reached_is_not_cast()
    {
        // b learns c and d; e, the text and the child come too late to cast b, and stand as productions that nobody uses.
        const string xml = "<b c=\"1\" d=\"2\" e=\"3\"><b c=\"1\" e=\"3\">text</b><x>text</x></b>";
        XDocument read = WriteAndRead(xml, maximumGrammars: 1, maximumProductions: 2);
        read.Descendants("b").Should().OnlyContain(static element => element.Attribute(XsiType) == null);
        read.Descendants("x").Should().OnlyContain(static element => element.Attribute(XsiType) != null);
        Uncast(read).Should().Be(xml);
    }

    private static readonly XName XsiType = XName.Get("type", "http://www.w3.org/2001/XMLSchema-instance");

    private static XDocument WriteAndRead(string xml, int maximumGrammars, int maximumProductions)
    {
        var options = new ExiOptions
        {
            SchemaId = ExiSchemaId.BuiltInTypes,
            MaximumNumberOfBuiltInElementGrammars = maximumGrammars,
            MaximumNumberOfBuiltInProductions = maximumProductions,
        };
        var stream = new MemoryStream();
        using (var writer = ExiXmlWriter.Create(stream, new ExiXmlWriterSettings { Options = options, Grammar = VectorFiles.Grammar(""), WriteOptions = true, LeaveOpen = true }))
            XDocument.Parse(xml).WriteTo(writer);
        stream.Position = 0;
        using var reader = ExiXmlReader.Create(stream);
        return XDocument.Load(reader);
    }

    private static string Uncast(XDocument document)
    {
        foreach (XElement element in document.Descendants())
            element.Attributes().Where(static attribute => attribute.Name == XsiType || attribute.IsNamespaceDeclaration).Remove();
        return document.ToString(SaveOptions.DisableFormatting);
    }

    /// <summary>
    /// The other encoder trims text in its own way: what it wrote, less the casts, is encoded again. The recorded events show namespace
    /// declarations in alphabetical order, these documents have them the other way round.
    /// </summary>
    private static bool IsSameForTheSameWhiteSpace(VectorRecord record) => record.Streams.Any(stream =>
    {
        string[] lines = stream.Events!.Replace(Cast, "", StringComparison.Ordinal).Split('\n');
        int[] namespaces = [.. Enumerable.Range(0, lines.Length).Where(i => lines[i].StartsWith("NS ", StringComparison.Ordinal))];
        string[] reversed = [.. namespaces.Reverse().Select(i => lines[i])];
        for (int i = 0; i < namespaces.Length; i++)
            lines[namespaces[i]] = reversed[i];
        return VectorRun.EncodeEvents(record, string.Join('\n', lines)).AsSpan().SequenceEqual(stream.Exi);
    });
}
