using System.Globalization;
using System.Net;
using IotXmpp.Xmpp.Addressing;

namespace IotXmpp.Concentrator.Service.Options;

/// <summary>Reads single settings and collects what is wrong with them: each problem names the setting and says what is allowed.</summary>
internal sealed class SettingReader(IConfigurationSection section)
{
    private readonly List<string> _problems = [];

    /// <summary>One line for each setting that cannot be used.</summary>
    public IReadOnlyList<string> Problems => _problems;

    /// <summary>All settings that are there, by their paths.</summary>
    public IEnumerable<string> Paths => section.AsEnumerable(makePathsRelative: true).Where(setting => setting.Value is not null).Select(setting => setting.Key);

    /// <summary>A text without the blanks around it; null if there is none.</summary>
    public string? Text(string name) => section[name] is { } text && !string.IsNullOrWhiteSpace(text) ? text.Trim() : null;

    /// <summary>A text as it stands, blanks included, such as a password; null if there is none.</summary>
    public string? Verbatim(string name) => section[name] is { Length: > 0 } text ? text : null;

    /// <summary>Names of the settings below a path, in the order of their names.</summary>
    public IReadOnlyList<string> Children(string name) => [.. section.GetSection(name).GetChildren().Select(child => child.Key).Order(StringComparer.Ordinal)];

    /// <summary><c>true</c> or <c>false</c>; <c>on</c> and <c>off</c> are taken too.</summary>
    public bool Flag(string name, bool fallback)
    {
        switch (Text(name)?.ToLowerInvariant())
        {
            case null:
                return fallback;
            case "true" or "on":
                return true;
            case "false" or "off":
                return false;
            case var text:
                Problem(name, $"is '{text}'", "true or false is allowed");
                return fallback;
        }
    }

    /// <summary>A whole number.</summary>
    public int Integer(string name, int smallest, int largest, int fallback)
    {
        string? text = Text(name);
        if (text is null)
            return fallback;
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) && number >= smallest && number <= largest)
            return number;
        Problem(name, $"is '{text}'", string.Create(CultureInfo.InvariantCulture, $"a whole number from {smallest} to {largest} is allowed"));
        return fallback;
    }

    /// <summary>A time in seconds.</summary>
    public TimeSpan Seconds(string name, int smallest, int largest, TimeSpan fallback) =>
        Text(name) is null ? fallback : TimeSpan.FromSeconds(Integer(name, smallest, largest, (int)fallback.TotalSeconds));

    /// <summary>A port.</summary>
    public int Port(string name, int fallback)
    {
        string? text = Text(name);
        if (text is null)
            return fallback;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port is >= 1 and <= 65535)
            return port;
        Problem(name, $"is '{text}'", "a port from 1 to 65535 is allowed");
        return fallback;
    }

    /// <summary>One of a set of values by its name, in any case.</summary>
    /// <param name="name">Name of the setting.</param>
    /// <param name="fallback">What holds without it.</param>
    /// <param name="allowed">The values as they are written.</param>
    public T Choice<T>(string name, T fallback, params ReadOnlySpan<(string Text, T Value)> allowed)
    {
        string? text = Text(name);
        if (text is null)
            return fallback;
        var names = new List<string>();
        foreach (var (known, value) in allowed)
        {
            if (known.Equals(text, StringComparison.OrdinalIgnoreCase))
                return value;
            names.Add(known);
        }

        Problem(name, $"is '{text}'", $"{(names.Count == 2 ? string.Join(" or ", names) : "one of " + string.Join(", ", names))} is allowed");
        return fallback;
    }

    /// <summary>Names separated by commas, such as <c>board1, kitchen-*</c>.</summary>
    public IReadOnlyList<string> List(string name, IReadOnlyList<string> fallback) =>
        Text(name)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? fallback;

    /// <summary>The path of a file that is there.</summary>
    public string? ExistingFile(string name)
    {
        string? path = Text(name);
        if (path is not null && !File.Exists(path))
            Problem(name, $"is '{path}'", "the path of an existing file is allowed");
        return path;
    }

    /// <summary>Bare address of a person.</summary>
    public Jid? Person(string name)
    {
        string? text = Text(name);
        if (text is null)
            return null;
        if (Jid.TryParse(text, out var jid) && jid is { IsBare: true, Local: not null })
            return jid;
        Problem(name, $"is '{text}'", "a bare address is allowed, such as owner@localhost");
        return null;
    }

    /// <summary>An address to listen on; null for <c>off</c>.</summary>
    public IPEndPoint? Listener(string name, IPEndPoint? fallback)
    {
        string? text = Text(name);
        if (text is null)
            return fallback;
        if (text.Equals("off", StringComparison.OrdinalIgnoreCase))
            return null;
        // Names that people write for an address; a DNS name would be an address that changes under us.
        int colon = text.LastIndexOf(':');
        string host = colon < 0 ? "" : text[..colon];
        string numeric = host switch
        {
            "localhost" => "127.0.0.1" + text[colon..],
            "*" => "0.0.0.0" + text[colon..],
            _ => text,
        };
        if (colon > 0 && text[colon - 1] != ':' && IPEndPoint.TryParse(numeric, out var endPoint) && numeric.EndsWith(":" + endPoint.Port.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal))
            return endPoint;
        Problem(name, $"is '{text}'", "ADDRESS:PORT is allowed, such as 127.0.0.1:5222 or [::]:5222, port 0 to 65535 (0: any free one), or 'off'");
        return fallback;
    }

    /// <summary>Notes what is wrong.</summary>
    /// <param name="name">Name of the setting.</param>
    /// <param name="what">What follows its name, such as <c>is 'x'</c>.</param>
    /// <param name="allowed">What is allowed instead; null if there is nothing to say.</param>
    public void Problem(string name, string what, string? allowed) =>
        _problems.Add(allowed is null ? $"{Display(name)} {what}." : $"{Display(name)} {what}: {allowed}.");

    /// <summary>The name as an environment variable has it: the form people copy.</summary>
    public static string Display(string name) => $"{ServiceOptions.Section}__{name.Replace(":", "__", StringComparison.Ordinal)}";
}
