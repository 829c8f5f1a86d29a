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
    public void The_table_claims_no_test_that_is_not_there()
    {
        string path = Repository.Path(CoverageTable.File);
        string table = CoverageTable.Write(_requirements, _reasons, _citations);
        if (Environment.GetEnvironmentVariable("IOTXMPP_WRITE") == "1")
            File.WriteAllText(path, table);
        var tests = _citations.Select(citation => citation.Test).ToHashSet(StringComparer.Ordinal);
        var claimed = File.ReadLines(path).Where(line => line.StartsWith("| ", StringComparison.Ordinal) && line.Contains('-', StringComparison.Ordinal))
            .SelectMany(line => line.Split('|')[^2].Split("<br>")).Select(test => test.Trim()).Where(test => test.Contains("Tests", StringComparison.Ordinal) && !test.StartsWith('*'));
        claimed.Where(test => !tests.Contains(test)).Should().BeEmpty($"regenerate it: {CoverageTable.Command}");
    }
}
