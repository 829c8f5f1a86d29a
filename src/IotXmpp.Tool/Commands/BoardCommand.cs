using System.CommandLine;
using IotXmpp.Things.Profiles;
using IotXmpp.Tool.Boards;

namespace IotXmpp.Tool.Commands;

/// <summary><c>iotxmpp board</c>: checks the descriptions of boards and makes what follows from them.</summary>
internal static class BoardCommand
{
    internal static Command Create()
    {
        var files = new Argument<FileInfo[]>("thing.yaml") { Description = "Descriptions of boards.", Arity = ArgumentArity.OneOrMore };
        files.AcceptExistingOnly();
        var check = new Command("check", "Says what is wrong with descriptions, with line and reason.") { files };
        check.SetAction(result => Run(result.GetValue(files)!, null, result.InvocationConfiguration.Output, result.InvocationConfiguration.Error));
        var firmware = new Option<DirectoryInfo?>("--firmware") { Description = "Where the firmware is: its sources for the board go to Node/Boards there. Default: ../../firmware beside the board's folder, if there is one." };
        var replace = new Option<bool>("--replace") { Description = "Also when the schemas of a revision change: right only while no board has it in flash." };
        var generate = new Command("generate", "Writes wiring picture, page, schematic, parts list and the type of board for the service beside each description, and the firmware's sources.") { files, firmware, replace };
        generate.SetAction(result => Run(
            result.GetValue(files)!,
            (file, board) => BoardFiles.Write(file.DirectoryName!, result.GetValue(firmware)?.FullName ?? BoardFiles.Firmware(file.DirectoryName!), board, result.GetValue(replace)),
            result.InvocationConfiguration.Output,
            result.InvocationConfiguration.Error));
        return new Command("board", "Descriptions of boards (hardware/<board>/thing.yaml).") { check, generate };
    }

    private static int Run(FileInfo[] files, Action<FileInfo, BoardDescription>? write, TextWriter output, TextWriter error)
    {
        int wrong = 0;
        foreach (var file in files)
        {
            try
            {
                var board = BoardReader.ReadFile(file.FullName);
                var type = BoardProfile.Of(board);
                output.WriteLine($"{board.Id}: {board.Fields.Count} fields, {board.Parameters.Count} parameters, {board.Parts.Count} parts on {board.Module.Title}, {type.ConfigurationId} is {type.Schemas}");
                write?.Invoke(file, board);
            }
            catch (Exception e) when (e is BoardFileException or DeviceTypeException)
            {
                wrong++;
                error.WriteLine(e is BoardFileException ? e.Message : $"{file.Name}: {e.Message}");
            }
        }

        return wrong == 0 ? 0 : 1;
    }
}
