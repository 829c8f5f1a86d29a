using System.CommandLine;

namespace IotXmpp.Concentrator.Service.Commands;

/// <summary><c>serve</c>: the service as it runs in earnest.</summary>
internal static class ServeCommand
{
    public static Command Build(CommandConsole console)
    {
        var command = new Command("serve", "Runs the service until Ctrl-C or SIGTERM.");
        var settings = SettingOptions.AddTo(command).AddListeners(command).AddUpstream(command)
            .Add(command, "--owner", "JID", "Owner", "Whom boards belong to when nobody is named.");
        command.SetAction((parsed, ct) =>
        {
            _ = settings.Read(parsed);
            return Task.FromException<int>(new CommandException("serve is not finished."));
        });
        return command;
    }
}
