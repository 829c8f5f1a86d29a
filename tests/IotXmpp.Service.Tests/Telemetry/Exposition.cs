using System.Globalization;
using System.Text.RegularExpressions;

namespace IotXmpp.Service.Tests.Telemetry;

/// <summary>A scrape, read by the rules of Prometheus' text exposition format 0.0.4; what breaks one fails the test.</summary>
internal sealed partial class Exposition
{
    private readonly Dictionary<string, string> _types = [];

    private Exposition()
    {
    }

    public List<(string Name, IReadOnlyDictionary<string, string> Labels, double Value)> Samples { get; } = [];

    public static Exposition Parse(string text)
    {
        var result = new Exposition();
        text.Should().EndWith("\n", "the last line ends too");
        text.Should().NotContain("\r");
        string? family = null;
        var ended = new HashSet<string>();
        var series = new HashSet<string>();
        foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (CommentPattern().Match(line) is { Success: true } comment)
            {
                string name = comment.Groups["name"].Value;
                if (name != family)
                {
                    if (family is not null)
                        ended.Add(family);
                    ended.Should().NotContain(name, "the lines of a metric stand together");
                    family = name;
                }

                if (comment.Groups["kind"].Value == "TYPE")
                    result._types.TryAdd(name, comment.Groups["text"].Value).Should().BeTrue($"{name} has one type");
                continue;
            }

            if (line.StartsWith('#'))
                continue;
            var sample = SamplePattern().Match(line);
            sample.Success.Should().BeTrue($"this is no sample: {line}");
            string sampleName = sample.Groups["name"].Value;
            family.Should().NotBeNull();
            string type = result._types[family!];
            string[] allowed = type == "histogram" ? [family + "_bucket", family + "_sum", family + "_count"] : [family!];
            allowed.Should().Contain(sampleName, $"it stands below {family}, a {type}");
            var labels = LabelPattern().Matches(sample.Groups["labels"].Value).ToDictionary(label => label.Groups["name"].Value, label => label.Groups["value"].Value);
            series.Add(sampleName + "{" + string.Join(',', labels.OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => $"{label.Key}={label.Value}")) + "}").Should().BeTrue($"a series comes once: {line}");
            result.Samples.Add((sampleName, labels, Number(sample.Groups["value"].Value)));
        }

        foreach (var (name, _) in result._types.Where(type => type.Value == "histogram"))
            result.CheckHistogram(name);
        return result;
    }

    public string TypeOf(string name) => _types[name];

    public double Value(string name, params (string Label, string Value)[] labels) =>
        Samples.Single(sample => sample.Name == name && labels.All(label => sample.Labels.GetValueOrDefault(label.Label) == label.Value)).Value;

    private static double Number(string text) => text switch
    {
        "+Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        "NaN" => double.NaN,
        _ => double.Parse(text, CultureInfo.InvariantCulture),
    };

    private void CheckHistogram(string name)
    {
        foreach (var group in Samples.Where(sample => sample.Name == name + "_bucket").GroupBy(sample => string.Join(',', sample.Labels.Where(label => label.Key != "le").Select(label => label.ToString()))))
        {
            var buckets = group.Select(sample => (Bound: Number(sample.Labels["le"]), sample.Value)).ToList();
            buckets.Select(bucket => bucket.Bound).Should().BeInAscendingOrder();
            buckets.Select(bucket => bucket.Value).Should().BeInAscendingOrder("buckets are cumulative");
            buckets[^1].Bound.Should().Be(double.PositiveInfinity);
        }

        double all = Samples.Where(sample => sample.Name == name + "_bucket" && sample.Labels["le"] == "+Inf").Sum(sample => sample.Value);
        Samples.Where(sample => sample.Name == name + "_count").Sum(sample => sample.Value).Should().Be(all);
    }

    [GeneratedRegex(@"^# (?<kind>HELP|TYPE) (?<name>[a-zA-Z_:][a-zA-Z0-9_:]*) (?<text>.*)$")]
    private static partial Regex CommentPattern();

    [GeneratedRegex(@"^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(\{(?<labels>([a-zA-Z_][a-zA-Z0-9_]*=""([^""\\]|\\[\\n""])*"",?)*)\})? (?<value>[^ ]+)( -?[0-9]+)?$")]
    private static partial Regex SamplePattern();

    [GeneratedRegex(@"(?<name>[a-zA-Z_][a-zA-Z0-9_]*)=""(?<value>([^""\\]|\\[\\n""])*)""")]
    private static partial Regex LabelPattern();
}
