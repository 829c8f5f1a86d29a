namespace IotXmpp.Requirements.Tests;

public sealed class CoverageTableTests
{
    private readonly IReadOnlyList<Requirement> _requirements = Requirement.ReadAll();
    private readonly IReadOnlyDictionary<string, string> _reasons = Requirement.ReadReasons();
    private readonly IReadOnlyList<Citation> _citations = Citation.ReadAll();

    [Fact]
    public void Every_requirement_that_is_cited_exists()
    {
        var known = _requirements.Select(row => row.Id).ToHashSet(StringComparer.Ordinal);
        _citations.Where(citation => !known.Contains(citation.Id)).Should().BeEmpty();
        _reasons.Keys.Where(id => !known.Contains(id)).Should().BeEmpty();
    }

    [Fact]
    public void Every_requirement_has_a_test_or_a_reason()
    {
        var shown = _citations.Select(citation => citation.Id).ToHashSet(StringComparer.Ordinal);
        _requirements.Select(row => row.Id).Where(id => !shown.Contains(id) && !_reasons.ContainsKey(id)).Should().BeEmpty();
    }

    [Fact]
    public void The_table_is_what_the_sources_say()
    {
        string path = Repository.Path(CoverageTable.File);
        string table = CoverageTable.Write(_requirements, _reasons, _citations);
        if (Environment.GetEnvironmentVariable("IOTXMPP_WRITE") == "1")
            File.WriteAllText(path, table);
        string[] written = File.ReadAllLines(path), expected = table.TrimEnd('\n').Split('\n');
        written.Except(expected).Concat(expected.Except(written)).Should().BeEmpty($"regenerate it: {CoverageTable.Command}");
        written.Should().HaveCount(expected.Length);
    }
}
