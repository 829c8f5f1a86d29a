using System.CommandLine;
using System.Xml;
using IotXmpp.Exi;
using IotXmpp.Exi.Portable;
using IotXmpp.Exi.Xml;
using IotXmpp.Tool.Conversion;

namespace IotXmpp.Tool.Commands;

/// <summary><c>iotxmpp exi decode</c>.</summary>
internal static class DecodeCommand
{
    internal static Command Create()
    {
        var input = new Argument<string>("exi") { Description = "EXI stream; - for standard input." };
        var output = new Option<string?>("--output", "-o") { Description = "Where the XML goes; else it is printed." };
        var bodies = new Option<bool>("--bodies") { Description = "The file is a sequence of bodies without header, as after <compressed/> (XEP-0322 3.1): one line of XML each." };
        var noHeader = new Option<bool>("--no-header") { Description = "The file is one body without header." };
        var indent = new Option<bool>("--indent") { Description = "Elements on lines of their own." };
        var arguments = new CodecArguments();
        var command = new Command("decode", "Writes an EXI stream as XML, in one pass. An options document in its header counts instead of the options given here.")
        {
            input, output, bodies, noHeader, indent,
        };
        arguments.AddTo(command);
        command.SetAction(result =>
        {
            string source = result.GetValue(input)!;
            string? target = result.GetValue(output);
            return CommandErrors.Guard(result.InvocationConfiguration.Error, source, () =>
            {
                ExiOptions options = arguments.Options(result);
                GrammarImage? grammar = arguments.Grammar(result);
                using Stream stream = StreamFiles.OpenInput(source);
                if (target is not null)
                {
                    StreamFiles.WriteOutput(target, Decode);
                    return 0;
                }

                // Decoded text may go to whatever writer the caller gave: the console's, or a test's.
                using var text = new TextStream(result.InvocationConfiguration.Output);
                Decode(text);
                return 0;

                void Decode(Stream sink)
                {
                    if (result.GetValue(bodies))
                    {
                        using var all = new MemoryStream();
                        stream.CopyTo(all);
                        ExiStreams.ReadBodies(all.ToArray(), options, grammar, sink);
                        return;
                    }

                    using ExiXmlReader reader = ExiStreams.Read(stream, options, grammar, !result.GetValue(noHeader));
                    using (XmlWriter writer = TextXml.Write(sink, result.GetValue(indent), ExiStreams.BeginsFragment(reader)))
                        TextXml.Copy(reader, writer);
                    sink.WriteByte((byte)'\n');
                }
            });
        });
        return command;
    }
}
