using System.Buffers;
using System.CommandLine;
using System.Xml;
using System.Xml.Linq;
using IotXmpp.Exi;
using IotXmpp.Exi.Portable;
using IotXmpp.Exi.Schema;

namespace IotXmpp.Tool.Commands;

/// <summary><c>iotxmpp exi decode</c>.</summary>
internal static class DecodeCommand
{
    internal static Command Create()
    {
        var input = new Argument<FileInfo>("exi") { Description = "EXI stream." };
        input.AcceptExistingOnly();
        var output = new Option<FileInfo?>("--output", "-o") { Description = "Where the XML goes; else it is printed." };
        var bodies = new Option<bool>("--bodies") { Description = "The file is a sequence of bodies without header, as after <compressed/> (XEP-0322 3.1)." };
        var arguments = new CodecArguments();
        var command = new Command("decode", "Writes an EXI stream as XML. An options document in its header counts instead of the options given here.") { input, output, bodies };
        arguments.AddTo(command);
        command.SetAction(result =>
        {
            try
            {
                var stream = File.ReadAllBytes(result.GetValue(input)!.FullName);
                var documents = Decode(stream, result.GetValue(bodies), arguments.Options(result), arguments.Grammar(result));
                if (result.GetValue(output) is { } file)
                    File.WriteAllLines(file.FullName, documents);
                else
                    documents.ForEach(result.InvocationConfiguration.Output.WriteLine);
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

    private static List<string> Decode(byte[] stream, bool bodies, ExiOptions options, GrammarImage? grammar)
    {
        var bits = 0L;
        if (!bodies)
        {
            if (!ExiHeader.TryRead(new ReadOnlySequence<byte>(stream), out var header, out bits))
                throw new ExiException("the stream ends inside its header");
            options = header!.Options ?? options;
        }

        var reader = new ExiBodyReader(grammar, options, ExiLimits.Trusted);
        reader.SkipBits((int)(bits % 8));
        var rest = stream.AsMemory((int)(bits / 8));
        var documents = new List<string>();
        do
        {
            var document = new XDocument();
            long consumed;
            using (var sink = document.CreateWriter())
            {
                if (reader.Read(new ReadOnlySequence<byte>(rest), sink, out consumed) != ExiReadStatus.EndOfBody)
                    throw new ExiException("the stream ends inside a body");
            }

            documents.Add(document.ToString(SaveOptions.DisableFormatting));
            rest = rest[(int)consumed..];
        }
        while (bodies && rest.Length > 0);

        return documents;
    }
}
