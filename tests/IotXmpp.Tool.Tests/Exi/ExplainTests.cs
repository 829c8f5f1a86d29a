using IotXmpp.Exi.Portable;
using IotXmpp.Testing;
using IotXmpp.Tool.Explaining;
using IotXmpp.Tool.Vectors;

namespace IotXmpp.Tool.Tests.Exi;

public sealed class ExplainTests : IDisposable
{
    private static readonly VectorSchemas s_schemas = new();

    private readonly CommandRun _run = new();

    public void Dispose() => _run.Dispose();

    /// <summary>The explainer shares nothing with the codecs but the grammar image: what it understands, independent encoders wrote.</summary>
    [Theory]
    [InlineData("xmpp.jsonl")]
    [InlineData("feature.jsonl")]
    [InlineData("w3c-interop.jsonl")]
    [InlineData("w3c-profile.jsonl")]
    [Spec("EXI 6.2", "EXI 8.5")]
    public void Every_bit_of_streams_of_others_is_explained_once(string file)
    {
        int streams = 0;
        foreach (var record in VectorFile.Load(Path.Combine(CommandRun.Vectors, file)).Records)
        {
            if (record.Options.SelfContained.Count > 0
                || record.Options.DatatypeRepresentationMap.Count > 0 || record.Options.Canonical || KnownDifferences.Reason("full", record.Id) is not null)
                continue;
            GrammarImage image = s_schemas.Find(record.XsdPath, record.SchemaTypesOnly);
            foreach (var stream in record.Streams.Where(stream => stream.By.Count > 1))
            {
                var (bits, error) = StreamExplainer.Explain(stream.Exi, FullVectorCodec.Options(record.Options), image, hasHeader: true);
                error.Should().BeNull(record.Id);
                long at = 0;
                foreach (var note in bits.Notes)
                {
                    note.Start.Should().Be(at, record.Id);
                    at += note.Length;
                }

                at.Should().Be(bits.Length, record.Id);
                if (record.Options.Alignment != VectorAlignment.Compression)
                    at.Should().Be(stream.Exi.Length * 8L, record.Id);
                streams++;
            }
        }

        if (file != "w3c-profile.jsonl")
            streams.Should().BePositive();
    }

    [Fact]
    public void Explanations_name_code_production_table_and_value()
    {
        _run.Write("a.xml", "<a b='text'><c>text</c></a>");
        _run.Run("exi", "encode", _run.Path("a.xml"), "-o", _run.Path("a.exi")).Should().Be(0);

        _run.Run("exi", "explain", _run.Path("a.exi")).Should().Be(0, _run.Error);

        _run.Output.Should().Contain("distinguishing bits").And.Contain("SE(*)").And.Contain("miss, 1 characters: a")
            .And.Contain("AT(*)").And.Contain("hit 0 of 1 in the global partition: \"text\"").And.Contain("built-in grammar of a").And.Contain("padding");
        _run.Run("exi", "explain", _run.Path("a.exi"), "--html", _run.Path("a.html")).Should().Be(0, _run.Error);
        File.ReadAllText(_run.Path("a.html")).Should().StartWith("<!DOCTYPE html>").And.Contain("event code");
    }

    [Fact]
    public void A_stream_that_breaks_is_explained_as_far_as_it_goes()
    {
        _run.Write("a.xml", "<a b='text'><c>text</c></a>");
        _run.Run("exi", "encode", _run.Path("a.xml"), "-o", _run.Path("a.exi")).Should().Be(0);
        byte[] whole = File.ReadAllBytes(_run.Path("a.exi"));
        for (int length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(_run.Path("part.exi"), whole[..length]);
            _run.Run("exi", "explain", _run.Path("part.exi")).Should().Be(2);
            _run.Output.Should().Contain("ERROR");
            _run.Error.TrimEnd().Should().StartWith("part.exi: ").And.NotContain("\n");
        }
    }

    [Fact]
    public void Random_bytes_end_with_an_error_or_without()
    {
        var random = new Random(3);
        for (int i = 0; i < 2000; i++)
        {
            byte[] bytes = new byte[random.Next(1, 60)];
            random.NextBytes(bytes);
            bytes[0] = 0x80;
            var explain = () => StreamExplainer.Explain(bytes, IotXmpp.Exi.ExiOptions.Default, null, hasHeader: true);
            explain.Should().NotThrow();
        }
    }
}
