using System.CommandLine;
using IotXmpp.Concentrator.Service.Demo;
using IotXmpp.Concentrator.Service.Hosting;
using IotXmpp.Concentrator.Service.Options;

namespace IotXmpp.Concentrator.Service.Commands;

/// <summary><c>demo</c>: a local domain, an owner and simulated boards, with nothing to prepare.</summary>
internal static class DemoCommand
{
    private static readonly Dictionary<string, string> Defaults = new() { ["DataDirectory"] = "./data-demo", ["Owner"] = "owner@localhost" };

    public static Command Build(CommandConsole console)
    {
        var command = new Command("demo", "Runs the service with an owner and simulated boards and says how to connect a chat client.");
        var boards = new Option<int>("--boards") { HelpName = "N", Description = "Simulated boards, 1 to 1000: climate, relay, energy meter, and again.", DefaultValueFactory = _ => 3 };
        boards.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && (!int.TryParse(result.Tokens[0].Value, out int value) || value is < 1 or > 1000))
                result.AddError($"--boards is '{result.Tokens[0].Value}': a number from 1 to 1000 is allowed.");
        });
        var password = new Option<string>("--password") { HelpName = "P", Description = "The owner's password; without it one is made for a new account and printed once." };
        command.Add(boards);
        command.Add(password);
        var settings = SettingOptions.AddTo(command, console).AddListeners(command)
            .Add(command, "--owner", "JID", "Owner", "The owner's address (owner@localhost).");
        command.SetAction(async (parsed, ct) =>
        {
            var options = settings.Read(parsed, Defaults) with { Upstream = UpstreamKind.LocalDomain };
            if (options.Owner?.Domain != options.LocalDomain)
                throw new CommandException($"The owner {options.Owner} logs in here, so it must be NAME@{options.LocalDomain}; --local-domain sets another domain.");
            await using var host = await ServiceHost.StartAsync(options, ConsoleLog.AtLeast(LogLevel.Warning), TimeProvider.System, ct);
            string told = await DemoOwner.PrepareAsync(parsed.GetValue(password), options, host.Stores, ct);
            await using var simulated = await DemoBoards.StartAsync(parsed.GetValue(boards), options, host, ct);
            await console.Output.WriteLineAsync(DemoText.Render(options, host, simulated, told));
            await TellWhenConnectedAsync(console, simulated, ct);
            await ServeCommand.WaitAsync(ct);
            return ExitCode.Success;
        });
        return command;
    }

    /// <summary>One line when all boards are there, or what keeps them away.</summary>
    private static async Task TellWhenConnectedAsync(CommandConsole console, DemoBoards boards, CancellationToken ct)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        int count = boards.Lines.Count;
        string? told = null;
        try
        {
            while (boards.Connected < count)
            {
                if (boards.Problem is { } problem && problem != told)
                    await console.Error.WriteLineAsync(told = problem);
                await timer.WaitForNextTickAsync(ct);
            }

            await console.Output.WriteLineAsync(count == 1 ? "  The board is connected." : $"  All {count} boards are connected.");
        }
        catch (OperationCanceledException)
        {
            // Ctrl-C before the boards were there: the caller ends.
        }
    }
}
