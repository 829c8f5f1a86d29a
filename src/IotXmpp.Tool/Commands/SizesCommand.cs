using System.CommandLine;
using System.Globalization;
using System.IO.Compression;
using System.Xml;
using IotXmpp.Exi;
using IotXmpp.Exi.Portable;
using IotXmpp.Exi.Xml;
using IotXmpp.Tool.Conversion;

namespace IotXmpp.Tool.Commands;

/// <summary><c>iotxmpp exi sizes</c>.</summary>
internal static class SizesCommand
{
    internal static Command Create()
    {
        var input = new Argument<FileInfo[]>("xml") { Description = "XML documents. Several are encoded each by itself and added up.", Arity = ArgumentArity.OneOrMore };
        input.AcceptExistingOnly();
        var arguments = new CodecArguments();
        var command = new Command("sizes", "Shows how large a document is in each layout of EXI, with and without its schema, beside zlib and gzip. Headers count 1 byte; fidelity options apply to all rows that allow them.") { input };
        arguments.AddTo(command);
        command.SetAction(result =>
        {
            FileInfo[] files = result.GetValue(input)!;
            return CommandErrors.Guard(result.InvocationConfiguration.Error, string.Join(", ", files.Select(file => file.Name)), () =>
            {
                ExiOptions options = arguments.Options(result);
                GrammarImage? grammar = arguments.Grammar(result);
                byte[][] documents = [.. files.Select(file => File.ReadAllBytes(file.FullName))];
                var output = result.InvocationConfiguration.Output;
                long whole = documents.Sum(document => (long)document.Length);
                Row(output, "XML", whole, whole);
                Row(output, "XML, zlib", documents.Sum(document => Deflated(document, stream => new ZLibStream(stream, CompressionLevel.SmallestSize, leaveOpen: true))), whole);
                Row(output, "XML, gzip", documents.Sum(document => Deflated(document, stream => new GZipStream(stream, CompressionLevel.SmallestSize, leaveOpen: true))), whole);
                foreach (var (name, variant, image) in Variants(options, grammar))
                    Row(output, name, Encoded(documents, variant, image), whole);
                return 0;
            });
        });
        return command;
    }

    private static IEnumerable<(string Name, ExiOptions Options, GrammarImage? Grammar)> Variants(ExiOptions options, GrammarImage? grammar)
    {
        (string Name, ExiAlignment Alignment, bool Compression)[] layouts =
        [
            ("bit-packed", ExiAlignment.BitPacked, false),
            ("byte-aligned", ExiAlignment.ByteAlignment, false),
            ("pre-compression", ExiAlignment.PreCompression, false),
            ("compression", ExiAlignment.BitPacked, true),
        ];
        foreach (var (schema, image, strict) in new[] { ("no schema", null, false), ("schema", grammar, false), ("schema, strict", grammar, true) })
        {
            if (schema != "no schema" && grammar is null)
                continue;
            foreach (var (layout, alignment, compression) in layouts)
                yield return ($"EXI, {schema}, {layout}", options with { Alignment = alignment, Compression = compression, Strict = strict }, image);
        }
    }

    /// <summary>Bytes, or why there are none.</summary>
    private static object Encoded(byte[][] documents, ExiOptions options, GrammarImage? grammar)
    {
        if (options.FindConflict() is { } conflict)
            return conflict;
        try
        {
            var sink = new CountingStream();
            foreach (byte[] document in documents)
            {
                using XmlReader reader = TextXml.Read(new MemoryStream(document), options, keepSpace: false);
                using ExiXmlWriter writer = ExiXmlWriter.Create(sink, new ExiXmlWriterSettings { Options = options, Grammar = grammar, LeaveOpen = true });
                TextXml.Copy(reader, writer);
            }

            return sink.Position;
        }
        catch (ExiException e)
        {
            return e.Message;
        }
    }

    private static long Deflated(byte[] document, Func<Stream, Stream> compress)
    {
        var sink = new CountingStream();
        using (Stream stream = compress(sink))
            stream.Write(document);
        return sink.Position;
    }

    private static void Row(TextWriter output, string name, object size, long whole) => output.WriteLine(size is long bytes
        ? string.Create(CultureInfo.InvariantCulture, $"{name,-36} {bytes,12} bytes {100.0 * bytes / Math.Max(1, whole),7:F1} %")
        : $"{name,-36} {"-",12}       {size}");
}
