using System.Globalization;
using IotXmpp.Concentrator.Storage;

namespace IotXmpp.Concentrator.Service.Options;

/// <summary>Reads <see cref="HistoryOptions"/>. The rules of retention are numbered, and read in that order. Durations: <c>90d</c>, <c>12h</c>, <c>forever</c>.</summary>
internal sealed class HistoryOptionsReader(SettingReader settings)
{
    private const string Rules = "History:Retention";
    private static readonly HistoryOptions Defaults = new();

    /// <summary>Names of the settings.</summary>
    public static IReadOnlyList<string> Known { get; } =
    [
        "History:Postgres", "History:Feed:MaxEntries", "History:Feed:MaxAge",
        .. new[] { "Board", "Field", "Readings", "Minutes", "Hours", "Days" }.Select(name => $"{Rules}:*:{name}"),
    ];

    public HistoryOptions Read()
    {
        var rules = new SortedDictionary<int, RetentionRule>();
        foreach (string child in settings.Children(Rules))
        {
            if (int.TryParse(child, NumberStyles.None, CultureInfo.InvariantCulture, out int number))
                rules[number] = Rule($"{Rules}:{child}");
            else
                settings.Problem($"{Rules}:{child}", "has no number", "rules are numbered from 0, the first that fits counts");
        }

        return new HistoryOptions
        {
            Postgres = settings.Text("History:Postgres"),
            Retention = rules.Count == 0 ? Defaults.Retention : new Retention([.. rules.Values]),
            Feed = new FeedLimits
            {
                MaxEntries = settings.Integer("History:Feed:MaxEntries", 1, 1_000_000_000, (int)Defaults.Feed.MaxEntries),
                MaxAge = Age(Defaults.Feed.MaxAge),
            },
        };
    }

    private RetentionRule Rule(string path)
    {
        var defaults = new RetentionRule(settings.Text($"{path}:Board") ?? "*", settings.Text($"{path}:Field") ?? "*");
        return defaults with
        {
            Readings = Duration($"{path}:Readings", defaults.Readings),
            Minutes = Duration($"{path}:Minutes", defaults.Minutes),
            Hours = Duration($"{path}:Hours", defaults.Hours),
            Days = Duration($"{path}:Days", defaults.Days),
        };
    }

    private TimeSpan? Duration(string name, TimeSpan? fallback)
    {
        string? text = settings.Text(name);
        if (text is null)
            return fallback;
        if (text.Equals("forever", StringComparison.OrdinalIgnoreCase))
            return null;
        if (int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number is > 0 and < 100_000)
        {
            if (text[^1] is 'd' or 'D')
                return TimeSpan.FromDays(number);
            if (text[^1] is 'h' or 'H')
                return TimeSpan.FromHours(number);
        }

        settings.Problem(name, $"is '{text}'", "a number of days or hours such as 90d or 12h, or 'forever', is allowed");
        return fallback;
    }

    private TimeSpan Age(TimeSpan fallback)
    {
        const string Name = "History:Feed:MaxAge";
        if (Duration(Name, fallback) is { } age)
            return age;
        settings.Problem(Name, "is 'forever'", "a bridge that is down for good must not fill the disk; 90d is allowed");
        return fallback;
    }
}
