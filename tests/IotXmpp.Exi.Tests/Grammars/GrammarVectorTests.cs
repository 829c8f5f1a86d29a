using System.Text.Json;
using IotXmpp.Exi.Portable;
using IotXmpp.Exi.Tests.Oracle;
using IotXmpp.Testing;

namespace IotXmpp.Exi.Tests.Grammars;

/// <summary>Streams of independent encoders, decoded with our grammars by the oracle.</summary>
[Spec("EXI 8.5")]
public sealed class GrammarVectorTests
{
    /// <summary>Both encoders measure valueMaxLength in UTF-16 units here; EXI 7.3.3 says characters.</summary>
    private const string CountsUtf16 = "feature-str-bit-vml4";

    [Theory]
    [InlineData("xmpp.jsonl")]
    [InlineData("feature.jsonl")]
    [InlineData("w3c-interop.jsonl")]
    public void Schema_informed_streams_of_others_decode_to_their_events(string file)
    {
        var images = new Dictionary<string, GrammarImage>();
        var failures = new List<string>();
        int passed = 0;
        foreach (JsonElement vector in VectorSet.Lines(file))
        {
            string? xsd = vector.GetProperty("xsd").GetString();
            if (xsd is null || OracleOptions.From(vector.GetProperty("opt")) is not { } options)
                continue;
            if (!images.TryGetValue(xsd, out GrammarImage? image))
                images.Add(xsd, image = VectorSet.Compile(xsd));
            string id = vector.GetProperty("id").GetString()!;
            foreach (JsonElement encoding in vector.GetProperty("enc").EnumerateArray())
            {
                // A stream that only one decoder reads is one encoder's opinion: see disagreements.jsonl.
                bool disputed = encoding.TryGetProperty("decodedBy", out JsonElement decoders) && decoders.GetArrayLength() == 1;
                if (disputed || id == CountsUtf16)
                    continue;
                string expected = VectorSet.Events(encoding.GetProperty("events").GetString()!);
                string actual = OracleDecoder.Decode(image, options, encoding.GetProperty("exi").GetBytesFromBase64());
                if (EventText.Difference(expected, actual) is { } difference)
                    failures.Add($"{id} ({encoding.GetProperty("by")}): {difference}");
                else
                    passed++;
            }
        }

        passed.Should().BePositive();
        string.Join('\n', failures).Should().BeEmpty($"{failures.Count} of {failures.Count + passed} streams differ");
    }
}
