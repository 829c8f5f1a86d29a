using System.Globalization;
using System.Text.RegularExpressions;

namespace IotXmpp.Things.Model;

/// <summary>What an actuator lets others set (XEP-0325).</summary>
public sealed partial record ControlParameter
{
    /// <summary>Unlocalised name, such as <c>Brightness</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Data type.</summary>
    public required ControlParameterKind Kind { get; init; }

    /// <summary>Smallest allowed value of a number; null for that of the type.</summary>
    public long? Minimum { get; init; }

    /// <summary>Largest allowed value of a number; null for that of the type.</summary>
    public long? Maximum { get; init; }

    /// <summary>Longest text, in characters. Default 100: it has to fit a board's memory.</summary>
    public int MaxLength { get; init; } = 100;

    /// <summary>Unit for people; empty for none. It does not travel (XEP-0325 5.2.3).</summary>
    public string Unit { get; init; } = "";

    /// <summary>What it does, in one sentence for people.</summary>
    public string Description { get; init; } = "";

    /// <summary>Name for people; null for the name and the unit.</summary>
    public string? Label { get; init; }

    /// <summary>Page of the control form it is on (XEP-0141); null for the first.</summary>
    public string? Page { get; init; }

    /// <summary>Parameters of one group are to be written together (XEP-0325 5.4); null for none.</summary>
    public string? Group { get; init; }

    /// <summary>The only texts that are allowed, what elsewhere is an enumeration (XEP-0325 5.2.3); empty for any.</summary>
    public IReadOnlyList<string> Options { get; init; } = [];

    /// <summary>Whether forms ask for a colour with its alpha channel (XEP-0331).</summary>
    public bool HasAlpha { get; init; }

    /// <summary>What a value may be, in words that can follow "must be".</summary>
    public string Range => Kind switch
    {
        ControlParameterKind.Boolean => "true or false",
        ControlParameterKind.Color => "a colour as RRGGBB or RRGGBBAA",
        ControlParameterKind.Date => "a date such as 2030-12-31",
        ControlParameterKind.DateTime => "a time such as 2030-12-31T23:59:59Z",
        ControlParameterKind.Time => "a time of day such as 23:59:59",
        ControlParameterKind.Duration => "a duration such as PT5M",
        ControlParameterKind.String when Options.Count > 0 => $"one of {string.Join(", ", Options)}",
        ControlParameterKind.String => $"a text of at most {MaxLength} characters",
        ControlParameterKind.Double => Bounds("a number"),
        _ => Bounds("a whole number"),
    };

    /// <summary>Checks a value and gives it the lexical form of this parameter's type.</summary>
    /// <param name="value">From a requester.</param>
    /// <param name="checked">The value with this parameter's name and kind.</param>
    /// <param name="reason">Why not, as a sentence with the allowed range.</param>
    public bool TryCheck(ControlValue value, out ControlValue? @checked, out string? reason)
    {
        @checked = null;
        reason = null;
        if (Normalise(value) is { } text)
        {
            @checked = new ControlValue(Name, Kind, text);
            return true;
        }

        reason = $"{Name} must be {Range}.";
        return false;
    }

    private string? Normalise(ControlValue value)
    {
        string text = Kind == ControlParameterKind.String ? value.Text : value.Text.Trim();
        switch (Kind)
        {
            case ControlParameterKind.Boolean:
                if (value.Kind is not (null or ControlParameterKind.Boolean or ControlParameterKind.Int or ControlParameterKind.Long or ControlParameterKind.String))
                    return null;
                // Chat and forms come without a type: people write on and off.
                if (value.Kind is null && text.ToLowerInvariant() is "on" or "yes")
                    return "true";
                if (value.Kind is null && text.ToLowerInvariant() is "off" or "no")
                    return "false";
                return Lexical.TryBoolean(text.ToLowerInvariant(), out bool boolean) ? (boolean ? "true" : "false") : null;
            case ControlParameterKind.Int or ControlParameterKind.Long:
                return IsNumber(value.Kind) && Whole(text) is { } whole && InRange(whole) ? whole.ToString(CultureInfo.InvariantCulture) : null;
            case ControlParameterKind.Double:
                return IsNumber(value.Kind) && Lexical.TryDouble(text, out double number) && !(number < Minimum) && !(number > Maximum) ? text : null;
            case ControlParameterKind.String when Options.Count > 0:
                return Options.FirstOrDefault(option => option == text) ?? Options.FirstOrDefault(option => option.Equals(text, StringComparison.OrdinalIgnoreCase));
            case ControlParameterKind.String:
                return text.Length <= MaxLength && !text.Any(c => char.IsControl(c)) ? text : null;
            case ControlParameterKind.Color:
                return Matches(value.Kind) && ColorPattern().IsMatch(text) ? text.ToUpperInvariant() : null;
            case ControlParameterKind.Date:
                return Matches(value.Kind) && Lexical.IsDate(text) ? text : null;
            case ControlParameterKind.DateTime:
                return Matches(value.Kind) && Lexical.TryDateTime(text, TimeZoneInfo.Utc, out _) ? text : null;
            case ControlParameterKind.Time:
                return Matches(value.Kind) && Lexical.IsTime(text) ? text : null;
            default:
                return Matches(value.Kind) && Lexical.IsDuration(text) ? text : null;
        }
    }

    private bool InRange(long value)
    {
        long smallest = Minimum ?? (Kind == ControlParameterKind.Int ? int.MinValue : long.MinValue);
        long largest = Maximum ?? (Kind == ControlParameterKind.Int ? int.MaxValue : long.MaxValue);
        return value >= smallest && value <= largest;
    }

    // A number of another width is taken when nothing is lost: peers differ in what they call an int.
    private static bool IsNumber(ControlParameterKind? kind) =>
        kind is null or ControlParameterKind.Int or ControlParameterKind.Long or ControlParameterKind.Double;

    private bool Matches(ControlParameterKind? kind) => kind is null || kind == Kind || kind == ControlParameterKind.String;

    private static long? Whole(string text)
    {
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole))
            return whole;
        return Lexical.TryDouble(text, out double number) && number == Math.Floor(number) && Math.Abs(number) < 1L << 53 ? (long)number : null;
    }

    private string Bounds(string what) => (Minimum, Maximum) switch
    {
        (null, null) => what,
        ({ } low, null) => string.Create(CultureInfo.InvariantCulture, $"{what} of at least {low}"),
        (null, { } high) => string.Create(CultureInfo.InvariantCulture, $"{what} of at most {high}"),
        ({ } low, { } high) => string.Create(CultureInfo.InvariantCulture, $"{what} from {low} to {high}"),
    };

    [GeneratedRegex("^[0-9a-fA-F]{6}([0-9a-fA-F]{2})?$", RegexOptions.CultureInvariant)]
    private static partial Regex ColorPattern();
}
