namespace IotXmpp.Surface;

/// <summary>Which sources become which assembly on a board; the one place that says so.</summary>
internal static class BoardParts
{
    /// <summary>EXI codec and names, shared with the service.</summary>
    public const string Portable = "IotXmpp.Portable";

    /// <summary>The session.</summary>
    public const string Device = "IotXmpp.Device";

    /// <summary>The application.</summary>
    public const string Node = "IotXmpp.Node";

    /// <summary>What is compiled and checked, each part seeing those before it.</summary>
    /// <param name="root">The repository.</param>
    public static IReadOnlyList<SurfacePart> Find(string root)
    {
        string node = Path.Combine(root, "firmware", "Node");
        var parts = new List<SurfacePart>
        {
            new(Portable, Read(PortableSources(root))),
            new(Device, Read(DeviceSources(root))),

            // By themselves first: a driver that sleeps, or a decision that asks for the time, could not be tested off the board. On the board they are part of Node.
            new(Node, Read(NodeSources(root, board: null).Where(path => IsUnder(node, path, "Drivers") || IsUnder(node, path, "Life") || IsUnder(node, path, "Boards"))), IsRehearsal: true),
        };
        parts.AddRange(Boards(root).Select(board => new SurfacePart(Node, Read(NodeSources(root, board)), IsSansIo: false, Board: board)));
        return parts;
    }

    /// <summary>Boards there is a table for: folders of <c>firmware/Node/Boards</c>, named as those of <c>hardware/</c>.</summary>
    public static IReadOnlyList<string> Boards(string root) =>
        [.. Directory.GetDirectories(Path.Combine(root, "firmware", "Node", "Boards")).Select(folder => Path.GetFileName(folder)!).Order(StringComparer.Ordinal)];

    /// <summary>Sources of <see cref="Portable"/>.</summary>
    public static IReadOnlyList<string> PortableSources(string root) =>
    [
        .. Sources(Path.Combine(root, "firmware", "Portable")),
        .. Directory.GetDirectories(Path.Combine(root, "src")).Select(project => Path.Combine(project, "Portable")).Where(Directory.Exists).Order(StringComparer.Ordinal).SelectMany(Sources),
    ];

    /// <summary>Sources of <see cref="Device"/>.</summary>
    public static IReadOnlyList<string> DeviceSources(string root) => Sources(Path.Combine(root, "firmware", "Device"));

    /// <summary>Sources of <see cref="Node"/> for one board, or those that all boards have in common.</summary>
    public static IReadOnlyList<string> NodeSources(string root, string? board)
    {
        string node = Path.Combine(root, "firmware", "Node");
        return [.. Sources(node).Where(path => Boards(root).Where(other => other != board).All(other => !IsOf(other, path)))];
    }

    /// <summary>True if a file is about that board alone: its folder, and the tables named after it.</summary>
    public static bool IsOf(string board, string path)
    {
        string name = string.Concat(board.Split('-').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
        string file = Path.GetFileName(path);
        return Path.GetFileName(Path.GetDirectoryName(path)) == board || file == name + ".g.cs" || file == name + "Grammar.g.cs";
    }

    private static bool IsUnder(string node, string path, string folder) => path.StartsWith(Path.Combine(node, folder) + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    private static IReadOnlyList<string> Sources(string folder) =>
        [.. Directory.GetFiles(folder, "*.cs", SearchOption.AllDirectories).Where(path => !path.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    private static IEnumerable<(string Path, string Text)> Read(IEnumerable<string> paths) => paths.Select(path => (path, File.ReadAllText(path)));
}
