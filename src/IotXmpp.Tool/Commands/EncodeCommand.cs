using System.Buffers;
using System.CommandLine;
using System.Xml;
using IotXmpp.Exi;
using IotXmpp.Exi.Portable;
using IotXmpp.Exi.Schema;
using IotXmpp.Tool.Vectors;

namespace IotXmpp.Tool.Commands;

/// <summary><c>iotxmpp exi encode</c>.</summary>
internal static class EncodeCommand
{
    internal static Command Create()
    {
        var input = new Argument<FileInfo>("xml") { Description = "XML document." };
        input.AcceptExistingOnly();
        var output = new Option<FileInfo>("--output", "-o") { Description = "Where the EXI stream goes.", Required = true };
        var cookie = new Option<bool>("--cookie") { Description = "Begin with $EXI." };
        var inBand = new Option<bool>("--options-document") { Description = "Name the options in the header, so that decode needs only the schema." };
        var keepSpace = new Option<bool>("--keep-space") { Description = "Keep white space between elements." };
        var arguments = new CodecArguments();
        var command = new Command("encode", "Writes an XML document as an EXI stream.") { input, output, cookie, inBand, keepSpace };
        arguments.AddTo(command);
        command.SetAction(result =>
        {
            try
            {
                var options = arguments.Options(result);
                var grammar = arguments.Grammar(result);
                var settings = new XmlReaderSettings
                {
                    DtdProcessing = DtdProcessing.Prohibit,
                    XmlResolver = null,
                    IgnoreWhitespace = !result.GetValue(keepSpace),
                    IgnoreComments = !options.Preserve.HasFlag(ExiPreserve.Comments),
                    IgnoreProcessingInstructions = !options.Preserve.HasFlag(ExiPreserve.ProcessingInstructions),
                };
                var stream = new ArrayBufferWriter<byte>();
                using (var reader = XmlReader.Create(result.GetValue(input)!.FullName, settings))
                using (var writer = new ExiBodyWriter(grammar, options).BeginBody(stream, result.GetValue(cookie), result.GetValue(inBand) ? options : null))
                    VectorDocument.Copy(reader, writer);
                File.WriteAllBytes(result.GetValue(output)!.FullName, stream.WrittenSpan);
                result.InvocationConfiguration.Output.WriteLine($"{stream.WrittenCount} bytes");
                return 0;
            }
            catch (Exception e) when (e is ExiException or ExiSchemaException or GrammarImageException or XmlException or IOException or ArgumentException)
            {
                result.InvocationConfiguration.Error.WriteLine(e.Message);
                return 1;
            }
        });
        return command;
    }
}
