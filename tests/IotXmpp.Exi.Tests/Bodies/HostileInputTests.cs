using System.Buffers;
using System.Xml;
using CsCheck;
using IotXmpp.Exi.Portable;
using IotXmpp.Exi.Tests.Vectors;
using IotXmpp.Exi.Xml;
using IotXmpp.Testing;

namespace IotXmpp.Exi.Tests.Bodies;

/// <summary>Input made to hurt: every outcome is a body, a wish for more, or an <see cref="ExiException"/>.</summary>
[Spec("EXI-080", "SEC-8", "SEC-10")]
public class HostileInputTests
{
    private static readonly ExiOptions[] OptionSets =
    [
        ExiOptions.Default,
        new() { Alignment = ExiAlignment.ByteAlignment },
        new() { Alignment = ExiAlignment.PreCompression },
        new() { Compression = true },
        new() { Preserve = ExiPreserve.Comments | ExiPreserve.ProcessingInstructions | ExiPreserve.Dtd | ExiPreserve.Prefixes | ExiPreserve.LexicalValues },
        new() { SelfContained = true, Preserve = ExiPreserve.Prefixes },
        new() { ValuePartitionCapacity = 2, ValueMaxLength = 4, BlockSize = 1 },
    ];

    private static readonly ExiLimits Tight = new() { MaxDepth = 16, MaxElements = 200, MaxAttributes = 16, MaxStringLength = 200, MaxBodyOutput = 5000, MaxInflatedBytes = 5000, MaxTableStrings = 200 };

    [Fact]
    public void Random_bytes_end_in_a_body_an_error_or_a_wish_for_more()
    {
        GrammarImage grammar = VectorFiles.Grammar("xmpp/schemas/cs.xsd");
        Gen.Select(Gen.Byte.Array[1, 200], Gen.Int[0, OptionSets.Length - 1], Gen.Bool).Sample((bytes, set, informed) =>
        {
            long written = Survive(new ExiBodyReader(informed ? grammar : null, OptionSets[set], Tight), bytes);
            return written < 40_000;
        }, iter: 20_000);
    }

    [Fact]
    public void Flipped_bits_in_real_bodies_never_break_the_limits()
    {
        GrammarImage grammar = VectorFiles.Grammar("xmpp/schemas/cs.xsd");
        (VectorRecord Record, byte[] Body)[] bodies = [.. VectorFiles.Read("xmpp.jsonl")
            .Where(record => record.Group is "less" or "si" or "strict" or "si-comp" or "less-pre" or "si-pfx")
            .Select(record => (record, record.Streams[0].Exi[1..]))];
        Gen.Select(Gen.Int[0, bodies.Length - 1], Gen.Int[0, 100_000].Array[1, 4]).Sample((index, flips) =>
        {
            (VectorRecord record, byte[] body) = bodies[index];
            byte[] flipped = [.. body];
            foreach (int flip in flips)
                flipped[flip / 8 % flipped.Length] ^= (byte)(1 << (flip % 8));
            long written = Survive(new ExiBodyReader(record.Xsd is null ? null : grammar, record.Options, Tight), flipped);
            return written < 40_000;
        }, iter: 10_000);
    }

    [Fact]
    public void A_string_longer_than_the_limit_is_refused_by_its_length_alone()
    {
        // SE(*) a: 01 00000010 'a'; AT(*) xml:space: 01, 10 00000000 11; "x": 00000011 'x', to bit 48. EE: 1 00. Only a writer knows the values of xml:space.
        byte[] body = [0x40, 0x98, 0x58, 0x03, 0x03, 0x78, 0x80];
        var reader = new ExiBodyReader(null, ExiOptions.Default, ExiLimits.Untrusted);
        using var sink = XmlWriter.Create(Stream.Null);
        reader.Invoking(r => r.Read(new ReadOnlySequence<byte>(body), sink, out _))
            .Should().Throw<ExiException>().Which.BitPosition.Should().BeGreaterThanOrEqualTo(0);
    }

    [Theory]
    [InlineData("07", 0)] // the block type that RFC 1951 reserves
    [InlineData("01 05 00 FA FF 01 02 61 00 00", 32)] // stored: <a/> in 4 bytes, and 1 that no channel wants
    public void Errors_of_compressed_streams_have_the_position_in_the_inflated_bytes(string body, int position)
    {
        var reader = new ExiBodyReader(null, new ExiOptions { Compression = true }, ExiLimits.Untrusted);
        using var sink = XmlWriter.Create(Stream.Null);
        reader.Invoking(r => r.Read(new ReadOnlySequence<byte>(Convert.FromHexString(body.Replace(" ", "", StringComparison.Ordinal))), sink, out _))
            .Should().Throw<ExiException>().Which.BitPosition.Should().Be(position);
    }

    [Fact]
    public void What_the_XmlWriter_refuses_has_a_position_too()
    {
        // SE(*), uri "", "a"; AT(*), uri xml, local name 3 of 4 (base id lang space), "x": only a writer knows the values of xml:space.
        byte[] body = [0b0100_0000, 0b1001_1000, 0b0101_1000, 0b0000_0011, 0b0000_0011, 0b0111_1000, 0];
        var reader = new ExiBodyReader(null, ExiOptions.Default, ExiLimits.Untrusted);
        using var sink = XmlWriter.Create(Stream.Null);
        reader.Invoking(r => r.Read(new ReadOnlySequence<byte>(body), sink, out _))
            .Should().Throw<ExiException>().WithMessage("*no XML document can hold*").Which.BitPosition.Should().Be(48);
    }

    [Fact]
    public void Depth_is_bounded_and_the_error_names_the_path()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (XmlWriter writer = new ExiBodyWriter(null, ExiOptions.Default).BeginBody(buffer))
        {
            for (int i = 0; i < 1000; i++)
                writer.WriteStartElement("deep", "urn:deep");
            writer.WriteEndDocument();
        }

        var reader = new ExiBodyReader(null, ExiOptions.Default, ExiLimits.Untrusted);
        using var sink = XmlWriter.Create(Stream.Null);
        reader.Invoking(r => r.Read(new ReadOnlySequence<byte>(buffer.WrittenMemory), sink, out _))
            .Should().Throw<ExiException>().WithMessage("*deeper than 64*").Which.ElementPath.Should().StartWith("/{urn:deep}deep/");
    }

    [Fact]
    public void A_bomb_of_table_hits_stops_at_the_output_limit()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (XmlWriter writer = new ExiBodyWriter(null, ExiOptions.Default).BeginBody(buffer))
        {
            writer.WriteStartElement("a");
            for (int i = 0; i < 1000; i++)
                writer.WriteElementString("b", new string('x', 10_000));
            writer.WriteEndElement();
        }

        buffer.WrittenCount.Should().BeLessThan(20_000);
        var reader = new ExiBodyReader(null, ExiOptions.Default, ExiLimits.Untrusted);
        using var sink = XmlWriter.Create(Stream.Null);
        reader.Invoking(r => r.Read(new ReadOnlySequence<byte>(buffer.WrittenMemory), sink, out _))
            .Should().Throw<ExiException>().WithMessage("*expands to more than*");
    }

    [Fact]
    [Spec("SEC-8", "EXI-080")]
    public void A_deflate_bomb_stops_at_the_inflated_limit()
    {
        var options = new ExiOptions { Compression = true };
        var buffer = new ArrayBufferWriter<byte>();
        using (XmlWriter writer = new ExiBodyWriter(null, options).BeginBody(buffer))
            writer.WriteElementString("a", new string('x', 300_000));
        buffer.WrittenCount.Should().BeLessThan(2_000);

        var reader = new ExiBodyReader(null, options, ExiLimits.Untrusted with { MaxStringLength = 1_000_000, MaxInflatedBytes = 100_000 });
        using var sink = XmlWriter.Create(Stream.Null);
        reader.Invoking(r => r.Read(new ReadOnlySequence<byte>(buffer.WrittenMemory), sink, out _))
            .Should().Throw<ExiException>().WithMessage("*inflate to more than 100000*");
    }

    [Fact]
    public void A_character_outside_XML_is_refused_both_ways()
    {
        // SE(*) "", local name "a", CH: a literal of one character U+0000.
        byte[] body = [0x40, 0x98, 0x53, 0x30, 0x00, 0x00];
        var reader = new ExiBodyReader(null, ExiOptions.Default, ExiLimits.Untrusted);
        using var sink = XmlWriter.Create(Stream.Null);
        reader.Invoking(r => r.Read(new ReadOnlySequence<byte>(body), sink, out _)).Should().Throw<ExiException>();

        using XmlWriter writer = new ExiBodyWriter(null, ExiOptions.Default).BeginBody(new ArrayBufferWriter<byte>());
        writer.Invoking(static w => w.WriteElementString("a", "\u0001")).Should().Throw<ExiException>().WithMessage("*U+0001*");
    }

    private static long Survive(ExiBodyReader reader, byte[] bytes)
    {
        var output = new MemoryStream();
        using var sink = XmlWriter.Create(output, new XmlWriterSettings { ConformanceLevel = ConformanceLevel.Auto, OmitXmlDeclaration = true });
        try
        {
            reader.Read(new ReadOnlySequence<byte>(bytes), sink, out long consumed);
            if (consumed > bytes.Length)
                throw new InvalidOperationException("More was consumed than there was.");
        }
        catch (ExiException)
        {
            // The one way to refuse.
        }

        sink.Flush();
        return output.Length;
    }
}
