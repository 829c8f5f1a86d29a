using System.Buffers;
using System.IO.Compression;
using System.Xml;
using IotXmpp.Exi;
using IotXmpp.Exi.Portable;
using IotXmpp.Exi.Xml;

namespace IotXmpp.Benchmarks;

/// <summary>The stanzas, each by itself with fresh tables, as bodies of an XMPP stream are; one operation is a stanza of mean size.</summary>
internal sealed class StanzaMeasurements
{
    private static readonly XmlReaderSettings s_readerSettings = new() { DtdProcessing = DtdProcessing.Prohibit, IgnoreComments = true };
    private static readonly XmlWriterSettings s_writerSettings = new() { OmitXmlDeclaration = true, Encoding = new System.Text.UTF8Encoding(false) };

    private readonly IReadOnlyList<Stanza> _stanzas = StanzaSet.All;
    private readonly ArrayBufferWriter<byte> _output = new(64 * 1024);
    private readonly MemoryStream _stream = new(64 * 1024);
    private readonly DiscardingXmlWriter _discard = new();
    private readonly byte[] _buffer = new byte[64 * 1024];
    private byte[][]? _compressed;

    public IEnumerable<Measurement> All()
    {
        long text = _stanzas.Sum(stanza => (long)stanza.Text.Length);
        int count = _stanzas.Count;

        const string decode = "Decode a stanza";
        yield return new(decode, "System.Xml: XmlReader over the text", ReadText, count, text, IsBaseline: true);
        yield return new(decode, "zlib: inflate the text, each by itself", Inflate, count, text);
        yield return new(decode, "ExiReader, strict: events", Events(StanzaSet.Grammar, StanzaSet.Strict, static stanza => stanza.Strict), count, text);
        yield return new(decode, "ExiReader, schema-less: events", Events(null, ExiOptions.Default, static stanza => stanza.SchemaLess), count, text);
        yield return new(decode, "ExiToXmlTranscoder, to UTF-8 XML, strict", ToXml(StanzaSet.Grammar, StanzaSet.Strict, [.. _stanzas.Select(static stanza => stanza.Strict)]), count, text);
        yield return new(decode, "ExiBodyReader, strict", Decoder(StanzaSet.Grammar, StanzaSet.Strict, static stanza => stanza.Strict), count, text);
        yield return new(decode, "ExiBodyReader, schema-less", Decoder(null, ExiOptions.Default, static stanza => stanza.SchemaLess), count, text);
        yield return new(decode, "ExiXmlReader, strict", XmlReaderDoor(StanzaSet.Grammar, StanzaSet.Strict, static stanza => stanza.Strict), count, text);
        yield return new(decode, "ExiXmlReader, strict, one reader restarted", WarmXmlReaderDoor(StanzaSet.Grammar, StanzaSet.Strict, static stanza => stanza.Strict), count, text);

        const string encode = "Encode a stanza";
        yield return new(encode, "System.Xml: XmlWriter of text", WriteText, count, text, IsBaseline: true);
        yield return new(encode, "zlib: deflate the text, each by itself", Deflate, count, text);
        yield return new(encode, "ExiWriter, names by number, strict", EventWriter(StanzaSet.Grammar, StanzaSet.Strict), count, text);
        yield return new(encode, "ExiWriter, names by string, schema-less", EventWriter(null, ExiOptions.Default), count, text);
        yield return new(encode, "XmlToExiTranscoder, from the text, strict", Transcoder(StanzaSet.Grammar, StanzaSet.Strict), count, text);
        yield return new(encode, "XmlToExiTranscoder, from the text, schema-less", Transcoder(null, ExiOptions.Default), count, text);
        yield return new(encode, "ExiBodyWriter (an XmlWriter), strict", Encoder(StanzaSet.Grammar, StanzaSet.Strict), count, text);
        yield return new(encode, "ExiBodyWriter (an XmlWriter), schema-less", Encoder(null, ExiOptions.Default), count, text);

        Stanza reading = StanzaSet.Reading;
        string transcode = $"Transcode one reading ({reading.Text.Length} B of XML, {reading.Strict.Length} B of EXI)";
        yield return new(transcode, "System.Xml: XmlReader to XmlWriter, text to text", () => CopyText(reading), 1, reading.Text.Length, IsBaseline: true);
        yield return new(transcode, "XML to EXI, XmlToExiTranscoder", Transcoder(StanzaSet.Grammar, StanzaSet.Strict, reading), 1, reading.Text.Length);
        yield return new(transcode, "XML to EXI, XmlReader to ExiBodyWriter", TextToExi(reading), 1, reading.Text.Length);
        yield return new(transcode, "EXI to XML, ExiToXmlTranscoder", ToXml(StanzaSet.Grammar, StanzaSet.Strict, [reading.Strict]), 1, reading.Text.Length);
        yield return new(transcode, "EXI to XML, ExiBodyReader to XmlWriter", ExiToText(reading), 1, reading.Text.Length);
    }

    private void ReadText()
    {
        foreach (Stanza stanza in _stanzas)
        {
            using var reader = XmlReader.Create(new MemoryStream(stanza.Text), s_readerSettings);
            reader.Drain();
        }
    }

    private void WriteText()
    {
        foreach (Stanza stanza in _stanzas)
        {
            _stream.SetLength(0);
            using var writer = XmlWriter.Create(_stream, s_writerSettings);
            stanza.Nodes.WriteTo(writer);
        }
    }

    private void CopyText(Stanza stanza)
    {
        _stream.SetLength(0);
        using var reader = XmlReader.Create(new MemoryStream(stanza.Text), s_readerSettings);
        using var writer = XmlWriter.Create(_stream, s_writerSettings);
        writer.WriteNode(reader, defattr: false);
    }

    private void Deflate()
    {
        foreach (Stanza stanza in _stanzas)
        {
            _stream.SetLength(0);
            using var zlib = new ZLibStream(_stream, CompressionLevel.Optimal, leaveOpen: true);
            zlib.Write(stanza.Text);
        }
    }

    private void Inflate()
    {
        foreach (byte[] compressed in _compressed ??= Compress())
        {
            using var zlib = new ZLibStream(new MemoryStream(compressed), CompressionMode.Decompress);
            while (zlib.Read(_buffer) > 0)
            {
            }
        }
    }

    private byte[][] Compress() => [.. _stanzas.Select(stanza =>
    {
        var compressed = new MemoryStream();
        using (var zlib = new ZLibStream(compressed, CompressionLevel.Optimal, leaveOpen: true))
            zlib.Write(stanza.Text);
        return compressed.ToArray();
    })];

    private Action Decoder(GrammarImage? grammar, ExiOptions options, Func<Stanza, byte[]> body)
    {
        var reader = new ExiBodyReader(grammar, options, ExiLimits.Untrusted);
        byte[][] bodies = [.. _stanzas.Select(body)];
        return () =>
        {
            foreach (byte[] bytes in bodies)
            {
                if (reader.Read(new ReadOnlySequence<byte>(bytes), _discard, out _) != ExiReadStatus.EndOfBody)
                    throw new InvalidOperationException("a body did not end");
            }
        };
    }

    /// <summary>Reads all events and looks at none: what a consumer adds is its own.</summary>
    private Action Events(GrammarImage? grammar, ExiOptions options, Func<Stanza, byte[]> body)
    {
        var state = new ExiReaderState(grammar, options, ExiLimits.Untrusted);
        byte[][] bodies = [.. _stanzas.Select(body)];
        return () =>
        {
            foreach (byte[] bytes in bodies)
            {
                var reader = new ExiReader(bytes, state);
                while (reader.Read())
                {
                }

                if (!state.HasEnded)
                    throw new InvalidOperationException("a body did not end");
            }
        };
    }

    private Action ToXml(GrammarImage grammar, ExiOptions options, byte[][] bodies)
    {
        var transcoder = new ExiToXmlTranscoder(grammar, options, ExiLimits.Untrusted);
        return () =>
        {
            foreach (byte[] bytes in bodies)
            {
                _output.ResetWrittenCount();
                if (transcoder.Transcode(new ReadOnlySequence<byte>(bytes), _output, out _) != ExiReadStatus.EndOfBody)
                    throw new InvalidOperationException("a body did not end");
            }
        };
    }

    private Action WarmXmlReaderDoor(GrammarImage grammar, ExiOptions options, Func<Stanza, byte[]> body)
    {
        byte[][] streams = [.. _stanzas.Select(stanza => (byte[])[0x80, .. body(stanza)])];
        ExiXmlReader reader = ExiXmlReader.Create(streams[0], new ExiXmlReaderSettings { Grammar = grammar, Options = options });
        return () =>
        {
            foreach (byte[] bytes in streams)
            {
                reader.Restart(bytes);
                reader.Drain();
            }
        };
    }

    private Action XmlReaderDoor(GrammarImage grammar, ExiOptions options, Func<Stanza, byte[]> body)
    {
        byte[][] streams = [.. _stanzas.Select(stanza => (byte[])[0x80, .. body(stanza)])];
        var settings = new ExiXmlReaderSettings { Grammar = grammar, Options = options };
        return () =>
        {
            foreach (byte[] bytes in streams)
            {
                using ExiXmlReader reader = ExiXmlReader.Create(new MemoryStream(bytes), settings);
                reader.Drain();
            }
        };
    }

    private Action Encoder(GrammarImage? grammar, ExiOptions options)
    {
        var writer = new ExiBodyWriter(grammar, options);
        return () =>
        {
            foreach (Stanza stanza in _stanzas)
            {
                _output.ResetWrittenCount();
                using XmlWriter body = writer.BeginBody(_output);
                stanza.Nodes.WriteTo(body);
            }
        };
    }

    private Action EventWriter(GrammarImage? grammar, ExiOptions options)
    {
        var state = new ExiWriterState(grammar, options);
        ExiEvents[] stanzas = [.. _stanzas.Select(stanza => new ExiEvents(stanza.Nodes, grammar))];
        return () =>
        {
            _output.ResetWrittenCount();
            var writer = new ExiWriter(_output, state);
            foreach (ExiEvents stanza in stanzas)
                stanza.WriteTo(writer);
        };
    }

    private Action Transcoder(GrammarImage? grammar, ExiOptions options, params Stanza[] stanzas)
    {
        var transcoder = new XmlToExiTranscoder(grammar, options);
        byte[][] texts = [.. (stanzas.Length > 0 ? stanzas : _stanzas).Select(stanza => stanza.Text)];
        return () =>
        {
            _output.ResetWrittenCount();
            foreach (byte[] text in texts)
                transcoder.Transcode(text, _output);
        };
    }

    private Action TextToExi(Stanza stanza)
    {
        var writer = new ExiBodyWriter(StanzaSet.Grammar, StanzaSet.Strict);
        return () =>
        {
            _output.ResetWrittenCount();
            using var reader = XmlReader.Create(new MemoryStream(stanza.Text), s_readerSettings);
            using XmlWriter body = writer.BeginBody(_output);
            body.WriteNode(reader, defattr: false);
        };
    }

    private Action ExiToText(Stanza stanza)
    {
        var reader = new ExiBodyReader(StanzaSet.Grammar, StanzaSet.Strict, ExiLimits.Untrusted);
        return () =>
        {
            _stream.SetLength(0);
            using var writer = XmlWriter.Create(_stream, s_writerSettings);
            reader.Read(new ReadOnlySequence<byte>(stanza.Strict), writer, out _);
        };
    }
}
