using System.CommandLine;
using System.CommandLine.Invocation;
using IotXmpp.Tool.Commands;

var root = new RootCommand("IotXmpp on the command line.") { ExiCommand.Create(), DeviceTypeCommand.Create(), FakeHubCommand.Create(), BoardCommand.Create(), FlashCommand.Create() };
ParseResult parsed = root.Parse(args);
if (parsed.Action is not ParseErrorAction error)
    return parsed.Invoke();

// A wrong option is one line; a missing command is a question.
error.ShowHelp = parsed.CommandResult.Command.Subcommands.Count > 0;
parsed.Invoke();
return CommandErrors.BadInput;
