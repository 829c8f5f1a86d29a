using IotXmpp.Tool.Boards;

namespace IotXmpp.Tool.Flashing;

/// <summary>The descriptions of boards this program was built with (<c>hardware/</c>).</summary>
internal static class BoardLibrary
{
    private const string Prefix = "boards/";
    private const string Suffix = "/thing.yaml";

    /// <summary>Their names.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        .. typeof(BoardLibrary).Assembly.GetManifestResourceNames().Select(name => name.Replace('\\', '/'))
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal) && name.EndsWith(Suffix, StringComparison.Ordinal)).Select(name => name[Prefix.Length..^Suffix.Length]).Order(StringComparer.Ordinal),
    ];

    /// <summary>A board by its name, or by the path of a description of one's own.</summary>
    /// <exception cref="BoardFileException">There is none, or it is wrong.</exception>
    public static BoardDescription Find(string board)
    {
        if (board.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase))
        {
            return File.Exists(board) ? BoardReader.ReadFile(board) : throw new BoardFileException(board, [new BoardProblem(0, "there is no such file.")]);
        }

        var assembly = typeof(BoardLibrary).Assembly;
        string? resource = Array.Find(assembly.GetManifestResourceNames(), name => name.Replace('\\', '/') == Prefix + board + Suffix);
        if (resource is null)
            throw new BoardFileException(board, [new BoardProblem(0, $"there is no such board; known: {string.Join(", ", Names)}, or the path of a thing.yaml.")]);
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
        return BoardReader.Read(board + Suffix, reader.ReadToEnd(), board);
    }
}
