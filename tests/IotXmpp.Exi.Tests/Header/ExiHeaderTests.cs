using System.Buffers;
using System.Xml;
using CsCheck;
using IotXmpp.Exi.Tests.Bodies;
using IotXmpp.Testing;

namespace IotXmpp.Exi.Tests.Header;

[Spec("EXI 5", "EXI-032", "EXI-044", "EXI-069")]
public class ExiHeaderTests
{
    private static readonly Gen<ExiOptions> Options = Gen.Select(
        Gen.Enum<ExiAlignment>(), Gen.Bool, Gen.Bool, Gen.Int[0, 31], Gen.Int[0, 4], Gen.Int[1, 2_000_000], Gen.Int[-1, 100], Gen.Int[-1, 3],
        (alignment, compression, strict, preserve, schema, blockSize, capacity, maximum) => new ExiOptions
        {
            Alignment = compression ? ExiAlignment.BitPacked : alignment,
            Compression = compression,
            Strict = strict,
            Fragment = capacity % 2 == 0,
            Preserve = strict ? (ExiPreserve)preserve & ExiPreserve.LexicalValues : (ExiPreserve)preserve,
            BlockSize = blockSize,
            SelfContained = !strict && !compression && alignment != ExiAlignment.PreCompression && preserve > 15,
            ValuePartitionCapacity = capacity < 0 ? null : capacity,
            ValueMaxLength = maximum < 0 ? null : maximum,
            LocalValuePartitions = maximum < 2,
            MaximumNumberOfBuiltInElementGrammars = maximum < 0 ? null : maximum,
            MaximumNumberOfBuiltInProductions = capacity < 0 ? null : capacity,
            SchemaId = schema switch { 0 => ExiSchemaId.Absent, 1 => ExiSchemaId.SchemaLess, 2 => ExiSchemaId.BuiltInTypes, 3 => ExiSchemaId.Named("c:17"), _ => ExiSchemaId.Named("urn:\u00e9\U0001F600") },
        });

    [Fact]
    public void Options_survive_the_options_document() => Options.Sample(options =>
    {
        byte[] stream = Write(options, cookie: true, options);
        ExiHeader.TryRead(new ReadOnlySequence<byte>(stream), out ExiHeaderInfo? header, out _).Should().BeTrue();
        header!.HasCookie.Should().BeTrue();
        (header.Options! with { DatatypeRepresentationMap = [], SelfContainedElements = [] })
            .Should().Be(options with { DatatypeRepresentationMap = header.Options.DatatypeRepresentationMap, SelfContainedElements = header.Options.SelfContainedElements } with { DatatypeRepresentationMap = [], SelfContainedElements = [] });
        return true;
    }, iter: 300);

    [Fact]
    public void The_body_begins_at_the_bit_behind_the_options_document()
    {
        var options = new ExiOptions { SchemaId = ExiSchemaId.Named("c:abc") };
        byte[] stream = Write(ExiOptions.Default, cookie: true, options);

        ExiHeader.TryRead(new ReadOnlySequence<byte>(stream), out ExiHeaderInfo? header, out long bits).Should().BeTrue();
        header!.Options!.SchemaId.Value.Should().Be("c:abc");
        var reader = new ExiBodyReader(null, ExiOptions.Default, ExiLimits.Untrusted);
        reader.SkipBits((int)(bits % 8));
        BodyText.Read(reader, stream[(int)(bits / 8)..]).Should().Be("<open xmlns=\"urn:x\" />");
    }

    [Fact]
    public void A_header_without_options_is_one_byte()
    {
        byte[] stream = Write(ExiOptions.Default, cookie: true, null);
        Convert.ToHexString(stream, 0, 5).Should().Be("2445584980");
    }

    [Fact]
    public void Every_prefix_of_a_header_asks_for_more()
    {
        byte[] stream = Write(ExiOptions.Default, cookie: true, new ExiOptions { SchemaId = ExiSchemaId.Named("c:abc"), Strict = true });
        ExiHeader.TryRead(new ReadOnlySequence<byte>(stream), out _, out long bits).Should().BeTrue();
        for (int length = 0; length < bits / 8; length++)
            ExiHeader.TryRead(new ReadOnlySequence<byte>(stream, 0, length), out _, out _).Should().BeFalse($"{length} bytes");
    }

    [Theory]
    [InlineData("<stream")]
    [InlineData("$EXA")]
    [InlineData("\u0016\u0003\u0001")]
    public void What_is_no_header_is_refused(string start) =>
        start.Invoking(static s => ExiHeader.TryRead(new ReadOnlySequence<byte>([.. s.Select(c => (byte)c)]), out _, out _))
            .Should().Throw<ExiException>();

    [Fact]
    public void A_later_final_version_is_refused() =>
        "".Invoking(static text => ExiHeader.TryRead(new ReadOnlySequence<byte>([0x81]), out ExiHeaderInfo? _, out long _)).Should().Throw<ExiException>().WithMessage("*version 2*");

    private static byte[] Write(ExiOptions options, bool cookie, ExiOptions? document)
    {
        var buffer = new ArrayBufferWriter<byte>();
        ExiOptions body = options with { Fragment = false, SelfContained = false, MaximumNumberOfBuiltInElementGrammars = null, MaximumNumberOfBuiltInProductions = null };
        using (XmlWriter writer = new ExiBodyWriter(null, body).BeginBody(buffer, cookie, document))
            writer.WriteElementString("open", "urn:x", "");
        return buffer.WrittenSpan.ToArray();
    }
}
