namespace IotXmpp.Things.Profiles;

/// <summary>The types of board that come with the service: all revisions of the boards in <c>hardware/</c>.</summary>
public static class BoardTypes
{
    private const string Prefix = "IotXmpp.Things.Boards.";

    private static readonly Lazy<IReadOnlyList<BoardType>> s_all = new(Load);

    /// <summary>All of them, by kind, the newest revision of a kind first.</summary>
    public static IReadOnlyList<BoardType> All => s_all.Value;

    /// <summary>The newest revision of a kind; null if there is none.</summary>
    /// <param name="kind">Name, in any case.</param>
    /// <param name="types">The types that are known.</param>
    public static BoardType? Newest(string kind, IEnumerable<BoardType> types) =>
        types.Where(type => type.Kind.Equals(kind, StringComparison.OrdinalIgnoreCase)).MaxBy(type => type.Revision);

    /// <summary>In the order of <see cref="All"/>.</summary>
    public static IReadOnlyList<BoardType> Sort(IEnumerable<BoardType> types) =>
        [.. types.OrderBy(type => type.Kind, StringComparer.Ordinal).ThenByDescending(type => type.Revision)];

    private static IReadOnlyList<BoardType> Load()
    {
        var assembly = typeof(BoardTypes).Assembly;
        return Sort(assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).Select(name =>
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            return BoardType.Read(stream);
        }));
    }
}
