using System.Xml;
using System.Xml.Linq;
using IotXmpp.Exi.Portable;
using IotXmpp.Tool.Vectors;

namespace IotXmpp.Exi.Tests.Portable;

/// <summary>Two implementations of one image: the same bytes for the same document, the same events from them, or both refuse.</summary>
public sealed class CompactAgainstFullTests
{
    private static readonly string[] s_values =
    [
        "", " ", "0", "1", "-1", "+7", "007", "127", "128", "-128", "255", "256", "4095", "4096", "65535", "2147483648",
        "9223372036854775807", "-9223372036854775808", "18446744073709551615", "123456789012345678901234567890",
        "0.1", "-0.5", "22.50", "1000", "10342.117", "5.", ".5", "1E4", "-1.25E-7", "INF", "-INF", "NaN", "1E400",
        "12345678901234567890.1234567890123456789012", "true", "false", "TRUE", " true ", "2025-11-02T00:00:00", "2025-11-02T13:20:01.250Z",
        "2025-11-02T13:20:01.250+05:30", "2025-02-30T24:00:00-14:00", "-0044-03-15T00:00:00Z", "2025-11-02", "13:20:00", "P1D",
        "get", "set", "result", "error", "chat", "normal", "en", "kWh", "°C", "\U0001F321 23 °C", "a\tb\nc", "AQID", "AQI=", "A Q I =", "00ffAB", "urn:x:y",
        "board1@things.example.org/dev", "Temperature", "x x", " x", "x ",
    ];

    public static TheoryData<bool, int?, int?> Options => new()
    {
        { false, null, null },
        { true, null, null },
        { false, 64, 64 },
        { true, 16, 4 },
        { true, null, 0 },
    };

    [Theory]
    [MemberData(nameof(Options))]
    public void Documents_with_changed_values_become_the_same_bytes(bool strict, int? maxLength, int? capacity)
    {
        var options = new VectorOptions { Strict = strict, ValueMaxLength = maxLength, ValuePartitionCapacity = capacity };
        var differences = new List<string>();
        var random = new Random(322);
        var written = 0;
        foreach (var record in Documents())
        {
            var image = VectorFolder.Schemas.Find(record.XsdPath);
            for (var round = 0; round < 4; round++)
            {
                var document = XDocument.Load(record.XmlPath, LoadOptions.PreserveWhitespace);
                if (round > 0)
                    Change(document, random);
                var full = Encode(new FullVectorCodec(), image, options, document);
                var compact = Encode(new CompactVectorCodec(), image, options, document);
                if (full.Stream == null != (compact.Stream == null))
                    differences.Add($"{record.Id}: full {full.Refusal ?? "writes"}, compact {compact.Refusal ?? "writes"}: {document.Root}");
                if (full.Stream == null || compact.Stream == null)
                    continue;
                written++;
                if (VectorRun.Difference(full.Stream, compact.Stream) is { } difference)
                    differences.Add($"{record.Id}: {difference}: {document.Root}");
                else if (Events(new FullVectorCodec(), image, options, full.Stream) is var events && events != Events(new CompactVectorCodec(), image, options, full.Stream))
                    differences.Add($"{record.Id}: events differ: {document.Root}");
            }
        }

        differences.Should().BeEmpty();
        written.Should().BeGreaterThan(100);
    }

    private static IEnumerable<VectorRecord> Documents() =>
        VectorFolder.Load("xmpp").Records.Where(record => record.Group == "si")
            .Concat(VectorFolder.Load("feature").Records.Where(record => record.Group == "bit" && record.Xsd != null && !record.Options.Fragment));

    private static void Change(XDocument document, Random random)
    {
        var attributes = document.Descendants().Attributes().Where(attribute => !attribute.IsNamespaceDeclaration && attribute.Name.NamespaceName != VectorDocument.SchemaInstance).ToList();
        var texts = document.DescendantNodes().OfType<XText>().ToList();
        for (var i = 0; i < 3 && attributes.Count > 0; i++)
            attributes[random.Next(attributes.Count)].Value = s_values[random.Next(s_values.Length)];
        if (texts.Count > 0)
            texts[random.Next(texts.Count)].Value = s_values[random.Next(s_values.Length)];
        var element = document.Descendants().ElementAt(random.Next(document.Descendants().Count()));
        if (random.Next(4) == 0)
            element.SetAttributeValue(XName.Get("extra", random.Next(2) == 0 ? "" : "urn:unknown"), s_values[random.Next(s_values.Length)]);
        if (random.Next(6) == 0)
            element.Add(new XElement(XName.Get("unknown", "urn:unknown"), new XAttribute("a", "1"), "text"));
    }

    private static (byte[]? Stream, string? Refusal) Encode(VectorCodec codec, GrammarImage image, VectorOptions options, XDocument document)
    {
        try
        {
            using var reader = document.CreateReader();
            return (codec.Encode(image, options, writer => VectorDocument.Copy(reader, writer)), null);
        }
        catch (Exception e) when (e is VectorFailure or ExiException)
        {
            return (null, e.Message);
        }
    }

    private static string Events(VectorCodec codec, GrammarImage image, VectorOptions options, byte[] stream)
    {
        try
        {
            return codec.Decode(image, options, stream);
        }
        catch (Exception e) when (e is VectorFailure or ExiException or XmlException)
        {
            return e.Message;
        }
    }
}
