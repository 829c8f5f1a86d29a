using System.CommandLine;
using IotXmpp.Tool.Explaining;

namespace IotXmpp.Tool.Commands;

/// <summary><c>iotxmpp exi explain</c>.</summary>
internal static class ExplainCommand
{
    internal static Command Create()
    {
        var input = new Argument<FileInfo>("exi") { Description = "EXI stream." };
        input.AcceptExistingOnly();
        var html = new Option<FileInfo?>("--html") { Description = "Write a page of HTML here instead of printing." };
        var noHeader = new Option<bool>("--no-header") { Description = "The file is one body without header." };
        var arguments = new CodecArguments();
        var command = new Command("explain", "Explains every bit of a stream: event codes and the production they choose, table hits and misses, values, and where in the grammars all this is. A compressed stream is explained as inflated. An options document in the header counts instead of the options given here.")
        {
            input, html, noHeader,
        };
        arguments.AddTo(command);
        command.SetAction(result =>
        {
            FileInfo file = result.GetValue(input)!;
            TextWriter error = result.InvocationConfiguration.Error;
            return CommandErrors.Guard(error, file.Name, () =>
            {
                var (bits, problem) = StreamExplainer.Explain(File.ReadAllBytes(file.FullName), arguments.Options(result), arguments.Grammar(result), !result.GetValue(noHeader));
                if (result.GetValue(html) is { } page)
                {
                    using var writer = new StreamWriter(page.FullName);
                    ExplanationText.WriteHtml(writer, file.Name, bits, problem);
                }
                else
                {
                    ExplanationText.Write(result.InvocationConfiguration.Output, bits, problem);
                }

                if (problem is null)
                    return 0;
                error.WriteLine($"{file.Name}: {problem}");
                return CommandErrors.BadInput;
            });
        });
        return command;
    }
}
