namespace IotXmpp.Requirements.Tests;

/// <summary>One row of <c>tests/requirements.tsv</c>, which explains the letters.</summary>
/// <param name="Id">Such as <c>SD-012</c>.</param>
/// <param name="Level">M, m, S, s, d, x, R; empty for the security considerations.</param>
/// <param name="For">Who it is for; empty for everybody.</param>
/// <param name="Section">Section of the specification.</param>
/// <param name="Statement">What is asked.</param>
internal sealed record Requirement(string Id, string Level, string For, string Section, string Statement)
{
    /// <summary>The letters before the number.</summary>
    public string Group => Id[..Id.IndexOf('-')];

    /// <summary>All requirements, in the order of the file.</summary>
    public static IReadOnlyList<Requirement> ReadAll() =>
        [.. Rows("tests/requirements.tsv").Skip(1).Select(cells => new Requirement(cells[0], cells[1], cells[2], cells[3], cells[4]))];

    /// <summary>Why requirements have no test, by id: <c>tests/requirements-not-shown.tsv</c>.</summary>
    public static IReadOnlyDictionary<string, string> ReadReasons() => Rows("tests/requirements-not-shown.tsv")
        .SelectMany(cells => cells[0].Split(' ').Select(id => (Id: id, Reason: cells[1])))
        .ToDictionary(pair => pair.Id, pair => pair.Reason, StringComparer.Ordinal);

    private static IEnumerable<string[]> Rows(string file) =>
        File.ReadLines(Repository.Path(file)).Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Split('\t'));
}
