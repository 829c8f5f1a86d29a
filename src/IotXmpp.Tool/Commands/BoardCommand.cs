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
        check.SetAction(result => Run(result.GetValue(files)!, write: false, result.InvocationConfiguration.Output, result.InvocationConfiguration.Error));
        var generate = new Command("generate", "Writes wiring.svg and README.md beside each description.") { files };
        generate.SetAction(result => Run(result.GetValue(files)!, write: true, result.InvocationConfiguration.Output, result.InvocationConfiguration.Error));
        return new Command("board", "Descriptions of boards (hardware/<board>/thing.yaml).") { check, generate };
    }

    private static int Run(FileInfo[] files, bool write, TextWriter output, TextWriter error)
    {
        int wrong = 0;
        foreach (var file in files)
        {
            try
            {
                var board = BoardReader.ReadFile(file.FullName);
                var schema = DeviceTypeSchema.Create(BoardProfile.Of(board, "board1", "things.localhost"));
                output.WriteLine($"{board.Id}: {board.Fields.Count} fields, {board.Parameters.Count} parameters, {board.Parts.Count} parts on {board.Module.Title}, schema {schema.Id}");
                if (!write)
                    continue;
                File.WriteAllText(Path.Combine(file.DirectoryName!, "wiring.svg"), WiringPicture.Draw(board));
                File.WriteAllText(Path.Combine(file.DirectoryName!, "README.md"), BoardPage.Write(board));
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
