using IotXmpp.Tool.Boards;

namespace IotXmpp.Tool.Flashing;

/// <summary>What <c>flash</c> takes where nobody says which file: what the service and <c>flash image</c> write by default, seen from the folder they were called in.</summary>
internal static class FlashDefaults
{
    /// <summary>Where <c>device add</c> of the service puts settings files by default.</summary>
    public static string Folder { get; } = Path.Combine("data", "boards");

    /// <summary>The image of an application.</summary>
    public static string Image(BoardDescription board) => board.Id + ".bin";

    /// <summary>The one settings file of that type of board; null if there is none.</summary>
    /// <param name="board">The type of board.</param>
    /// <param name="folder">Where to look.</param>
    /// <exception cref="FormatException">There are several: nobody but the person can know which board this is.</exception>
    public static string? Settings(BoardDescription board, string folder)
    {
        if (!Directory.Exists(folder))
            return null;
        var fitting = Directory.GetFiles(folder, "*.json").Order(StringComparer.Ordinal).Where(path => Fits(path, board)).ToList();
        return fitting.Count <= 1 ? fitting.SingleOrDefault() : throw new FormatException($"There are several boards of type {board.Id}: say --settings with {string.Join(" or ", fitting)}.");
    }

    private static bool Fits(string path, BoardDescription board)
    {
        try
        {
            SettingsCheck.Read(path, board.Id);
            return true;
        }
        catch (FormatException)
        {
            // Of another type, or no settings at all: not the one.
            return false;
        }
    }
}
