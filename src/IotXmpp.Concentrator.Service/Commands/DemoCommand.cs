using System.CommandLine;

namespace IotXmpp.Concentrator.Service.Commands;

/// <summary><c>demo</c>: a local domain, an owner and simulated boards, with nothing to prepare.</summary>
internal static class DemoCommand
{
    public static Command Build(CommandConsole console)
    {
        var command = new Command("demo", "Runs the service with an owner and simulated boards and says how to connect a chat client.");
        var boards = new Option<int>("--boards") { HelpName = "N", Description = "Simulated boards, 1 to 1000: climate, relay, energy meter, and again.", DefaultValueFactory = _ => 3 };
        boards.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && (!int.TryParse(result.Tokens[0].Value, out int value) || value is < 1 or > 1000))
                result.AddError($"--boards is '{result.Tokens[0].Value}': a number from 1 to 1000 is allowed.");
        });
        var password = new Option<string>("--password") { HelpName = "P", Description = "The owner's password; without it one is made and printed." };
        command.Add(boards);
        command.Add(password);
        var settings = SettingOptions.AddTo(command).AddListeners(command)
            .Add(command, "--owner", "JID", "Owner", "The owner's address (owner@localhost).");
        command.SetAction((parsed, ct) =>
        {
            _ = settings.Read(parsed, new Dictionary<string, string> { ["DataDirectory"] = "./data-demo", ["Owner"] = "owner@localhost" });
            return Task.FromException<int>(new CommandException("demo is not finished."));
        });
        return command;
    }
}
