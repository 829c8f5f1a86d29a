using System.CommandLine;
using System.Xml;
using IotXmpp.Exi;
using IotXmpp.Exi.Xml;
using IotXmpp.Tool.Conversion;

namespace IotXmpp.Tool.Commands;

/// <summary><c>iotxmpp exi encode</c>.</summary>
internal static class EncodeCommand
{
    internal static Command Create()
    {
        var input = new Argument<string>("xml") { Description = "XML document; - for standard input." };
        var output = new Option<string>("--output", "-o") { Description = "Where the EXI stream goes; - for standard output.", Required = true };
        var keepSpace = new Option<bool>("--keep-space") { Description = "Keep white space between elements." };
        var arguments = new CodecArguments();
        var form = new WriterArguments();
        var command = new Command("encode", "Writes an XML document as an EXI stream, in one pass.") { input, output, keepSpace };
        arguments.AddTo(command);
        form.AddTo(command);
        command.SetAction(result =>
        {
            string source = result.GetValue(input)!;
            string target = result.GetValue(output)!;
            var error = result.InvocationConfiguration.Error;
            return CommandErrors.Guard(error, source, () =>
            {
                ExiOptions options = arguments.Options(result);
                ExiXmlWriterSettings settings = form.Settings(result, options, arguments.Grammar(result));
                using Stream stream = StreamFiles.OpenInput(source);
                using XmlReader reader = TextXml.Read(stream, options, result.GetValue(keepSpace));
                long written = StreamFiles.WriteOutput(target, sink =>
                {
                    using ExiXmlWriter writer = ExiXmlWriter.Create(sink, settings);
                    TextXml.Copy(reader, writer);
                });
                if (target != StreamFiles.Standard)
                    result.InvocationConfiguration.Output.WriteLine($"{written} bytes");
                return 0;
            });
        });
        return command;
    }
}
