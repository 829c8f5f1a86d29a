using System.Globalization;
using System.Text;
using IotXmpp.Things.Model;

namespace IotXmpp.Concentrator.Nodes;

/// <summary>Values and times as people read them.</summary>
internal static class ValueText
{
    /// <summary>Longest text of a board shown in a sentence, in characters.</summary>
    private const int MaxText = 60;

    /// <summary>Name, value and unit, such as <c>Temperature 21.5 °C</c> or <c>Relay on</c>.</summary>
    public static string Of(Field field) => $"{Clean(field.Name)} {Value(field)}";

    /// <summary>Value and unit; booleans are on or off.</summary>
    public static string Value(Field field)
    {
        string value = field.Value.Kind == FieldValueKind.Boolean ? OnOff(field.Value.Text) : Clean(field.Value.Text);
        if ((field.Quality & FieldQuality.Missing) != 0)
            value += " (missing)";
        return field.Unit.Length > 0 ? $"{value} {Clean(field.Unit)}" : value;
    }

    /// <summary><c>on</c> for true, <c>off</c> for false.</summary>
    public static string OnOff(string boolean) => boolean == "true" ? "on" : "off";

    /// <summary>How long ago, in the largest unit that says enough: <c>2 min ago</c>.</summary>
    public static string Ago(TimeSpan age) => age < TimeSpan.FromSeconds(1) ? "just now" : $"{Span(age)} ago";

    /// <summary>How long, in the largest unit that says enough: <c>2 min</c>.</summary>
    public static string Span(TimeSpan span) => span switch
    {
        { TotalSeconds: < 60 } => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, (int)span.TotalSeconds)} s"),
        { TotalMinutes: < 60 } => string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalMinutes} min"),
        { TotalHours: < 48 } => string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalHours} h"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalDays} days"),
    };

    /// <summary>Text of a peer made safe to show: no control characters, no line breaks, not endless.</summary>
    public static string Clean(string text)
    {
        bool clean = text.Length <= MaxText;
        foreach (char c in text)
            clean &= !IsHidden(c);
        if (clean)
            return text;
        var builder = new StringBuilder();
        foreach (char c in text)
        {
            if (builder.Length >= MaxText)
                return builder.Append("...").ToString();
            builder.Append(IsHidden(c) ? ' ' : c);
        }

        return builder.ToString();
    }

    // Formatting characters could make a value of a board look like something else.
    private static bool IsHidden(char c) => char.GetUnicodeCategory(c) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
