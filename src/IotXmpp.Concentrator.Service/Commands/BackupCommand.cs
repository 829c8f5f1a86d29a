using System.CommandLine;
using IotXmpp.Concentrator.Service.Storage.Backup;

namespace IotXmpp.Concentrator.Service.Commands;

/// <summary><c>backup</c> and <c>restore</c>: everything that must survive, in one file.</summary>
internal static class BackupCommand
{
    public static Command Build(CommandConsole console)
    {
        var file = new Argument<string>("FILE") { Description = "A new file, such as iotxmpp-2026-07-01.zip. It holds keys: keep it as you keep the data directory." };
        var command = new Command("backup", "Writes boards, accounts, rules and history into one file. Works while the service runs.") { file };
        var settings = SettingOptions.AddTo(command, console);
        command.SetAction(async (parsed, ct) =>
        {
            var options = settings.Read(parsed);
            string path = Path.GetFullPath(parsed.GetRequiredValue(file));
            await BackupArchive.CreateAsync(path, options, CommandLine.Version, TimeProvider.System, ct);
            await console.Output.WriteLineAsync($"{path} written, {new FileInfo(path).Length / 1024} KB.");
            return ExitCode.Success;
        });
        return command;
    }

    public static Command BuildRestore(CommandConsole console)
    {
        var file = new Argument<string>("FILE") { Description = "What 'backup' has written." };
        var command = new Command("restore", "Makes a data directory of a backup. Nothing that is there is overwritten.") { file };
        var settings = SettingOptions.AddTo(command, console);
        command.SetAction(async (parsed, ct) =>
        {
            var options = settings.Read(parsed);
            var created = await BackupArchive.RestoreAsync(Path.GetFullPath(parsed.GetRequiredValue(file)), options, ct);
            await console.Output.WriteLineAsync($"{Path.GetFullPath(options.DataDirectory)} is as it was at {created:u}.");
            return ExitCode.Success;
        });
        return command;
    }
}
