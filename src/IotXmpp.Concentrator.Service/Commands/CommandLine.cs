using System.CommandLine;
using System.CommandLine.Invocation;
using System.Reflection;
using IotXmpp.Concentrator.Service.Options;

namespace IotXmpp.Concentrator.Service.Commands;

/// <summary>The commands of the executable. Everything a person can do wrong ends in one line on standard error, never in a stack trace.</summary>
internal static class CommandLine
{
    /// <summary>Longest wait for a command to end after Ctrl-C before the process is ended anyway; a clean stop takes less than 2 s.</summary>
    private static readonly TimeSpan TerminationTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Version of this build, as <c>--version</c> and the health document say it.</summary>
    public static string Version { get; } =
        typeof(CommandLine).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    /// <summary>Runs one command.</summary>
    /// <returns>A value of <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(string[] args, TextReader input, TextWriter output, TextWriter error)
    {
        // Any setting by its full name, --Concentrator:Domain=things.example.org, beside the options that have a short one.
        string[] named = [.. args.Where(SettingOptions.IsNamedSetting)];
        args = [.. args.Where(argument => !SettingOptions.IsNamedSetting(argument))];
        var parsed = Build(new CommandConsole(input, output, error) { NamedSettings = named }).Parse(args);
        // One line says what is wrong; the whole help text would hide it.
        if (parsed.Action is ParseErrorAction && args.Length > 0)
        {
            await error.WriteLineAsync(parsed.Errors[^1].Message);
            return ExitCode.Usage;
        }

        var configuration = new InvocationConfiguration
        {
            Output = output,
            Error = error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = TerminationTimeout,
        };
        try
        {
            int code = await parsed.InvokeAsync(configuration);
            return parsed.Errors.Count > 0 ? ExitCode.Usage : code;
        }
        catch (SettingsException e)
        {
            foreach (string problem in e.Problems)
                await error.WriteLineAsync(problem);
            return ExitCode.Usage;
        }
        catch (CommandException e)
        {
            await error.WriteLineAsync(e.Message);
            return ExitCode.Failed;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            await error.WriteLineAsync(e.Message);
            return ExitCode.Failed;
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Success;
        }
    }

    private static RootCommand Build(CommandConsole console) => new(
        """
        IotXmpp concentrator: boards with EXI streams on one side, XMPP on the other.

        Try it:      demo                      a local domain, an owner and three simulated boards
        Use it:      user add me@localhost     somebody who logs in with a chat client
                     device add NAME --owner me@localhost
                     serve

        Settings come from appsettings.json, from the environment (Concentrator__Domain=things.example.org)
        and from the command line (--Concentrator:Domain=things.example.org, or its short option),
        the later the stronger.
        """)
    {
        DemoCommand.Build(console),
        ServeCommand.Build(console),
        UserCommand.Build(console),
        DeviceCommand.Build(console),
        HistoryCommand.Build(console),
        BackupCommand.Build(console),
        BackupCommand.BuildRestore(console),
    };
}
