using System.Globalization;

namespace IotXmpp.Things.Discovery;

/// <summary>A meta tag of a thing: a text or a number (XEP-0347 3.6). Names are in upper case, since their case does not matter.</summary>
public readonly record struct MetaTag
{
    /// <summary>Name of the tag that holds the secret between a thing and its owner (XEP-0347 6.5): never found, never shown.</summary>
    public const string KeyName = "KEY";

    /// <summary>Longest name, in characters (XEP-0347 5.2).</summary>
    public const int MaxName = 32;

    /// <summary>Longest text, in characters (XEP-0347 5.2).</summary>
    public const int MaxText = 128;

    private MetaTag(string name, string? text, double number)
    {
        Name = name;
        Text = text;
        Number = number;
    }

    /// <summary>Name, in upper case.</summary>
    public string Name { get; }

    /// <summary>The text; null for a number.</summary>
    public string? Text { get; }

    /// <summary>The number; 0 for a text.</summary>
    public double Number { get; }

    /// <summary>True for a number.</summary>
    public bool IsNumeric => Text is null;

    /// <summary>True for the secret.</summary>
    public bool IsKey => Name == KeyName;

    /// <summary>The value as it stands on the wire.</summary>
    public string Value => Text ?? Number.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>A tag that holds a text.</summary>
    /// <exception cref="ArgumentException">No possible name, or a value that is too long.</exception>
    public static MetaTag Of(string name, string text) => TryCreate(name, text, isNumeric: false, out var tag) ? tag : throw new ArgumentException($"No tag: {name}.");

    /// <summary>A tag that holds a number.</summary>
    /// <exception cref="ArgumentException">No possible name, or no finite number.</exception>
    public static MetaTag Of(string name, double number) =>
        TryCreate(name, number.ToString("R", CultureInfo.InvariantCulture), isNumeric: true, out var tag) ? tag : throw new ArgumentException($"No tag: {name}.");

    /// <summary>Builds a tag of its parts; false if they cannot be (XEP-0347 5.2).</summary>
    public static bool TryCreate(string name, string value, bool isNumeric, out MetaTag tag)
    {
        tag = default;
        if (name.Length is 0 or > MaxName || name.Any(c => c is ':' or '#' or ';' or '\\' or '=' || char.IsWhiteSpace(c) || char.IsControl(c)) || value.Length > MaxText)
            return false;
        double number = 0;
        if (isNumeric && !(double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && double.IsFinite(number)))
            return false;
        tag = new MetaTag(name.ToUpperInvariant(), isNumeric ? null : value, number);
        return true;
    }

    /// <summary>The tag; never the secret itself.</summary>
    public override string ToString() => IsKey ? $"{Name}=..." : $"{Name}={Value}";
}
