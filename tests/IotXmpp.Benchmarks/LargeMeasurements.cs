using System.Buffers;
using System.Xml;
using IotXmpp.Exi;
using IotXmpp.Exi.Xml;

namespace IotXmpp.Benchmarks;

/// <summary>One generated document in each alignment, schema-informed and not strict.</summary>
internal sealed class LargeMeasurements
{
    private static readonly (string Name, ExiOptions Options)[] s_alignments =
    [
        ("bit-packed", ExiOptions.Default),
        ("byte-aligned", new ExiOptions { Alignment = ExiAlignment.ByteAlignment }),
        ("pre-compression", new ExiOptions { Alignment = ExiAlignment.PreCompression }),
        ("compression", new ExiOptions { Compression = true }),
    ];

    private readonly byte[] _text;
    private readonly XmlNodes _nodes;

    public LargeMeasurements(int bytes)
    {
        _text = LargeDocument.Generate(bytes);
        _nodes = XmlNodes.Parse(_text);
    }

    public IEnumerable<Measurement> All()
    {
        string size = $"{_text.Length / 1e6:F0} MB";
        string decode = $"Decode a document of {size}";
        yield return new(decode, "System.Xml: XmlReader over the text", ReadText, 1, _text.Length, IsBaseline: true);
        foreach ((string name, ExiOptions options) in s_alignments)
        {
            byte[] stream = Encode(options);
            yield return new(decode, $"ExiXmlReader, {name} ({stream.Length / 1e3:F0} kB)", () => Decode(stream, options), 1, _text.Length);
        }

        string encode = $"Encode a document of {size}";
        yield return new(encode, "System.Xml: XmlWriter of text", WriteText, 1, _text.Length, IsBaseline: true);
        foreach ((string name, ExiOptions options) in s_alignments)
        {
            yield return new(encode, $"ExiXmlWriter, {name}", () => Write(Stream.Null, options), 1, _text.Length);
            yield return new(encode, $"XmlToExiTranscoder, from the text, {name}", Transcode(options), 1, _text.Length);
        }
    }

    private void ReadText()
    {
        using var reader = XmlReader.Create(new MemoryStream(_text));
        reader.Drain();
    }

    private void WriteText()
    {
        using var writer = XmlWriter.Create(Stream.Null);
        _nodes.WriteTo(writer);
    }

    private Action Transcode(ExiOptions options)
    {
        var transcoder = new XmlToExiTranscoder(LargeDocument.Grammar, options);
        var output = new ArrayBufferWriter<byte>(_text.Length);
        return () =>
        {
            output.ResetWrittenCount();
            transcoder.Transcode(_text, output);
        };
    }

    private byte[] Encode(ExiOptions options)
    {
        var stream = new MemoryStream();
        Write(stream, options);
        return stream.ToArray();
    }

    private void Write(Stream stream, ExiOptions options)
    {
        using ExiXmlWriter writer = ExiXmlWriter.Create(stream, new ExiXmlWriterSettings { Grammar = LargeDocument.Grammar, Options = options, LeaveOpen = true });
        _nodes.WriteTo(writer);
    }

    private static void Decode(byte[] exi, ExiOptions options)
    {
        using ExiXmlReader reader = ExiXmlReader.Create(new MemoryStream(exi), new ExiXmlReaderSettings { Grammar = LargeDocument.Grammar, Options = options, Limits = ExiLimits.Trusted });
        reader.Drain();
    }
}
