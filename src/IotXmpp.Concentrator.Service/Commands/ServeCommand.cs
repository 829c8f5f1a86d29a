using System.CommandLine;
using IotXmpp.Concentrator.Service.Hosting;

namespace IotXmpp.Concentrator.Service.Commands;

/// <summary><c>serve</c>: the service as it runs in earnest.</summary>
internal static class ServeCommand
{
    public static Command Build(CommandConsole console)
    {
        var command = new Command("serve", "Runs the service until Ctrl-C or SIGTERM.");
        var settings = SettingOptions.AddTo(command, console).AddListeners(command).AddUpstream(command)
            .Add(command, "--owner", "JID", "Owner", "Whom boards belong to when nobody is named.");
        command.SetAction(async (parsed, ct) =>
        {
            var options = settings.Read(parsed);
            await using var host = await ServiceHost.StartAsync(options, ConsoleLog.AtLeast(LogLevel.Information), TimeProvider.System, ct);
            await console.Output.WriteLineAsync($"Serving {options.Domain}. {string.Join("  ", host.Listeners.Select(listener => $"{listener.Name} {listener.EndPoint}"))}");
            await WaitAsync(ct);
            return ExitCode.Success;
        });
        return command;
    }

    /// <summary>Until the person or the system wants us to end.</summary>
    public static async Task WaitAsync(CancellationToken ct)
    {
        var ended = new TaskCompletionSource();
        await using (ct.Register(ended.SetResult))
            await ended.Task;
    }
}
