using IotXmpp.Things.Profiles;
using IotXmpp.Tool.Schematics;

namespace IotXmpp.Tool.Boards;

/// <summary>All that follows from a board's description, as files.</summary>
internal static class BoardFiles
{
    /// <summary>The firmware beside the board's folder; null if there is none.</summary>
    public static string? Firmware(string folder)
    {
        string path = Path.GetFullPath(Path.Combine(folder, "..", "..", "firmware"));
        return Directory.Exists(path) ? path : null;
    }

    /// <summary>What the files hold, by path.</summary>
    /// <param name="folder">Folder of the description.</param>
    /// <param name="firmware">Folder of the firmware; null to leave its sources out.</param>
    /// <param name="board">The board.</param>
    public static IReadOnlyList<(string Path, string Text)> Of(string folder, string? firmware, BoardDescription board)
    {
        List<(string, string)> files =
        [
            (Path.Combine(folder, "wiring.svg"), WiringPicture.Draw(board)),
            (Path.Combine(folder, "README.md"), BoardPage.Write(board)),
            (Path.Combine(folder, board.Id + ".kicad_sch"), KicadSchematic.Write(board)),
            (Path.Combine(folder, board.Id + ".kicad_pro"), KicadSchematic.WriteProject(board)),
            (Path.Combine(folder, "bom.csv"), BillOfMaterials.WriteCsv(board)),
            (TypeFile(folder, board), BoardProfile.Of(board).ToJson()),
        ];
        if (firmware is null)
            return files;
        string sources = Path.Combine(firmware, "Node", "Boards");
        files.AddRange(
        [
            (Path.Combine(sources, BoardSource.ClassOf(board) + ".g.cs"), BoardSource.Board(board)),
            (Path.Combine(sources, BoardSource.ClassOf(board) + "Grammar.g.cs"), BoardSource.Grammar(board)),
            (Path.Combine(sources, board.Id, "ThisBoard.g.cs"), BoardSource.Selection(board)),
        ]);
        return files;
    }

    /// <summary>Writes them.</summary>
    /// <param name="folder">Folder of the description.</param>
    /// <param name="firmware">Folder of the firmware; null to leave its sources out.</param>
    /// <param name="board">The board.</param>
    /// <param name="replace">Also if the revision had other schemas.</param>
    /// <exception cref="BoardFileException">Its revision has other schemas already: boards in the field would not be understood any more.</exception>
    public static void Write(string folder, string? firmware, BoardDescription board, bool replace)
    {
        if (!replace && IsOther(TypeFile(folder, board), BoardProfile.Of(board)))
        {
            throw new BoardFileException(
                Path.Combine(folder, "thing.yaml"),
                [new BoardProblem(board.RevisionLine, $"the schemas of revision {board.Revision} have changed: say 'revision: {board.Revision + 1}', so that boards in the field keep theirs (--replace if there are none).")]);
        }

        foreach (var (path, text) in Of(folder, firmware, board))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, text);
        }
    }

    private static string TypeFile(string folder, BoardDescription board) => Path.Combine(folder, $"{board.Id}-{board.Revision}.json");

    private static bool IsOther(string path, BoardType type)
    {
        if (!File.Exists(path))
            return false;
        try
        {
            using var file = File.OpenRead(path);
            return BoardType.Read(file).Schemas != type.Schemas;
        }
        catch (Exception e) when (e is FormatException or DeviceTypeException)
        {
            // Edited by hand: what it was cannot be told any more.
            return true;
        }
    }
}
