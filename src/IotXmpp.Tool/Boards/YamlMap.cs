using System.Globalization;
using YamlDotNet.RepresentationModel;

namespace IotXmpp.Tool.Boards;

/// <summary>A mapping of a YAML file, read key by key. What is wrong is collected with its line, so that one run shows all of it.</summary>
internal sealed class YamlMap
{
    private readonly YamlMappingNode _node;
    private readonly List<BoardProblem> _problems;
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    public YamlMap(YamlMappingNode node, List<BoardProblem> problems)
    {
        _node = node;
        _problems = problems;
    }

    /// <summary>Line of the mapping.</summary>
    public int Line => (int)_node.Start.Line;

    /// <summary>The keys with a scalar value, in order, for mappings whose keys are names of the user.</summary>
    public IEnumerable<(string Key, string Value, int Line)> Scalars
    {
        get
        {
            foreach (var (key, value) in _node.Children)
            {
                if (key is not YamlScalarNode { Value: { } name })
                    continue;
                _known.Add(name);
                if (value is YamlScalarNode { Value: { } text })
                    yield return (name, text, (int)key.Start.Line);
                else
                    Report(key, $"'{name}' must be a single value.");
            }
        }
    }

    /// <summary>The keys with a mapping, in order, for mappings whose keys are names of the user.</summary>
    public IEnumerable<(string Key, YamlMap Map)> NamedMaps
    {
        get
        {
            foreach (var (key, value) in _node.Children)
            {
                if (key is not YamlScalarNode { Value: { } name })
                    continue;
                _known.Add(name);
                if (value is YamlMappingNode map)
                    yield return (name, new YamlMap(map, _problems));
                else
                    Report(key, $"'{name}' must be a group of settings.");
            }
        }
    }

    /// <summary>A text that must be there.</summary>
    public string Text(string key)
    {
        if (OptionalText(key) is { Length: > 0 } text)
            return text;
        if (!_node.Children.ContainsKey(new YamlScalarNode(key)))
            Add(Line, $"'{key}' is missing.");
        return "";
    }

    /// <summary>A text; null if it is not there.</summary>
    public string? OptionalText(string key)
    {
        switch (Find(key))
        {
            case null:
                return null;
            case YamlScalarNode { Value: { } value }:
                return value;
            case var other:
                Report(other, $"'{key}' must be a single value.");
                return null;
        }
    }

    /// <summary>One of some words.</summary>
    public string Word(string key, string fallback, params string[] words)
    {
        string? text = OptionalText(key);
        if (text is null || words.Contains(text))
            return text ?? fallback;
        Add(LineOf(key), $"'{key}' is {text}; it must be {string.Join(" or ", words)}.");
        return fallback;
    }

    /// <summary>A whole number in decimal or, with 0x, hexadecimal; null if it is not there.</summary>
    public int? Number(string key, int min, int max)
    {
        if (OptionalText(key) is not { } text)
            return null;
        bool isHex = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        if ((isHex ? int.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int number)
            : int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number)) && number >= min && number <= max)
            return number;
        Add(LineOf(key), $"'{key}' is {text}; it must be a whole number from {min} to {max}.");
        return null;
    }

    /// <summary>A number with decimals; null if it is not there.</summary>
    public decimal? Decimal(string key)
    {
        if (OptionalText(key) is not { } text)
            return null;
        if (decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal number))
            return number;
        Add(LineOf(key), $"'{key}' is {text}; it must be a number.");
        return null;
    }

    /// <summary>A duration such as <c>10 s</c>, <c>5 min</c>, <c>1 h</c>, in seconds; null if it is not there.</summary>
    public int? Seconds(string key)
    {
        if (OptionalText(key) is not { } text)
            return null;
        string[] parts = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        int factor = parts is [_, var unit] ? unit switch { "s" => 1, "min" => 60, "h" => 3600, _ => 0 } : 0;
        if (factor > 0 && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number is > 0 and <= 86400 && number * factor <= 86400)
            return number * factor;
        Add(LineOf(key), $"'{key}' is {text}; it must be a duration up to a day, such as 10 s, 5 min or 1 h.");
        return null;
    }

    /// <summary>A list of exactly two numbers, smallest first; null if it is not there.</summary>
    public (decimal Min, decimal Max)? Range(string key)
    {
        switch (Find(key))
        {
            case null:
                return null;
            case YamlSequenceNode { Children: [YamlScalarNode low, YamlScalarNode high] }
                when decimal.TryParse(low.Value, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal min)
                    && decimal.TryParse(high.Value, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal max) && min < max:
                return (min, max);
            case var other:
                Report(other, $"'{key}' must be two numbers, the smaller one first, such as [-40, 85].");
                return null;
        }
    }

    /// <summary>A mapping; null if it is not there.</summary>
    public YamlMap? Map(string key)
    {
        switch (Find(key))
        {
            case null:
                return null;
            case YamlMappingNode map:
                return new YamlMap(map, _problems);
            case var other:
                Report(other, $"'{key}' must be a group of settings.");
                return null;
        }
    }

    /// <summary>A list of mappings; empty if it is not there.</summary>
    public IReadOnlyList<YamlMap> Maps(string key)
    {
        switch (Find(key))
        {
            case null:
                return [];
            case YamlSequenceNode list:
                var result = new List<YamlMap>();
                foreach (var item in list.Children)
                {
                    if (item is YamlMappingNode map)
                        result.Add(new YamlMap(map, _problems));
                    else
                        Report(item, $"each entry of '{key}' must be a group of settings.");
                }

                return result;
            case var other:
                Report(other, $"'{key}' must be a list.");
                return [];
        }
    }

    /// <summary>A list of texts; empty if it is not there.</summary>
    public IReadOnlyList<string> Texts(string key)
    {
        switch (Find(key))
        {
            case null:
                return [];
            case YamlSequenceNode list when list.Children.All(item => item is YamlScalarNode { Value: not null }):
                return [.. list.Children.Select(item => ((YamlScalarNode)item).Value!)];
            case var other:
                Report(other, $"'{key}' must be a list of texts.");
                return [];
        }
    }

    /// <summary>Line of a key, or of the mapping if it is not there.</summary>
    public int LineOf(string key) => _node.Children.TryGetValue(new YamlScalarNode(key), out var value) ? (int)value.Start.Line : Line;

    /// <summary>Reports the keys that nobody asked for: most often they are misspelt.</summary>
    public void End()
    {
        foreach (var key in _node.Children.Keys)
        {
            if (key is not YamlScalarNode { Value: { } name } || !_known.Contains(name))
                Report(key, $"unknown setting '{(key as YamlScalarNode)?.Value}'; known here: {string.Join(", ", _known.Order(StringComparer.Ordinal))}.");
        }
    }

    /// <summary>Reports a problem.</summary>
    public void Add(int line, string text) => _problems.Add(new BoardProblem(line, text));

    private YamlNode? Find(string key)
    {
        _known.Add(key);
        return _node.Children.TryGetValue(new YamlScalarNode(key), out var value) ? value : null;
    }

    private void Report(YamlNode node, string text) => Add((int)node.Start.Line, text);
}
