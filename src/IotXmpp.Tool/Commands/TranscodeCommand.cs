using System.CommandLine;
using System.Xml;
using IotXmpp.Exi;
using IotXmpp.Exi.Portable;
using IotXmpp.Exi.Xml;
using IotXmpp.Tool.Conversion;

namespace IotXmpp.Tool.Commands;

/// <summary><c>iotxmpp exi transcode</c>.</summary>
internal static class TranscodeCommand
{
    private const string Xml = "xml";
    private const string Exi = "exi";

    internal static Command Create()
    {
        var input = new Argument<string>("input") { Description = "XML or EXI, told apart by the first byte; - for standard input." };
        var output = new Argument<string>("output") { Description = "Where the result goes; - for standard output." };
        var to = new Option<string?>("--to") { Description = "xml or exi. Unless stated, XML becomes EXI and EXI becomes XML." };
        to.AcceptOnlyFromAmong(Xml, Exi);
        var noFromHeader = new Option<bool>("--from-no-header") { Description = "The input is an EXI body without header." };
        var keepSpace = new Option<bool>("--keep-space") { Description = "Keep white space between elements of XML." };
        var indent = new Option<bool>("--indent") { Description = "XML with elements on lines of their own." };
        var arguments = new CodecArguments();
        var from = new CodecArguments("from-");
        var form = new WriterArguments();
        var command = new Command(
            "transcode",
            "Turns XML into EXI, EXI into XML, EXI into EXI of other options, in one pass and with memory for the tables only. From EXI to EXI the --from options describe the input, where its header does not; otherwise there is one EXI side and the plain options describe it.")
        {
            input, output, to, noFromHeader, keepSpace, indent,
        };
        arguments.AddTo(command);
        form.AddTo(command);
        from.AddTo(command);
        command.SetAction(result =>
        {
            string source = result.GetValue(input)!;
            return CommandErrors.Guard(result.InvocationConfiguration.Error, source, () =>
            {
                ExiOptions options = arguments.Options(result);
                GrammarImage? grammar = arguments.Grammar(result);
                using var stream = new PeekedStream(StreamFiles.OpenInput(source));
                StreamFormat inputFormat = result.GetValue(noFromHeader) ? StreamFormat.Exi : stream.Format;
                StreamFormat outputFormat = result.GetValue(to) switch
                {
                    Xml => StreamFormat.Xml,
                    Exi => StreamFormat.Exi,
                    _ => inputFormat == StreamFormat.Xml ? StreamFormat.Exi : StreamFormat.Xml,
                };
                bool between = inputFormat == StreamFormat.Exi && outputFormat == StreamFormat.Exi;
                ExiOptions inputOptions = between ? from.Options(result) : options;
                GrammarImage? inputGrammar = between ? from.Grammar(result) ?? grammar : grammar;
                using XmlReader reader = inputFormat == StreamFormat.Xml
                    ? TextXml.Read(stream, options, result.GetValue(keepSpace))
                    : ExiStreams.Read(stream, inputOptions, inputGrammar, !result.GetValue(noFromHeader));
                long written = StreamFiles.WriteOutput(result.GetValue(output)!, sink =>
                {
                    using XmlWriter writer = outputFormat == StreamFormat.Xml
                        ? TextXml.Write(sink, result.GetValue(indent), reader is ExiXmlReader exi ? ExiStreams.BeginsFragment(exi) : options.Fragment)
                        : ExiXmlWriter.Create(sink, form.Settings(result, options, grammar));
                    TextXml.Copy(reader, writer);
                });
                if (result.GetValue(output) != StreamFiles.Standard)
                    result.InvocationConfiguration.Output.WriteLine($"{written} bytes of {(outputFormat == StreamFormat.Xml ? "XML" : "EXI")}");
                return 0;
            });
        });
        return command;
    }
}
