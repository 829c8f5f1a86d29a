using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using IotXmpp.Things.Model;

namespace IotXmpp.Concentrator.Service.Bridges.Mqtt;

/// <summary>Values and times as they stand in payloads.</summary>
internal static partial class PayloadText
{
    /// <summary>UTC, with a fraction only where there is one: <c>2026-07-01T12:00:00Z</c>.</summary>
    public static string Time(DateTimeOffset time) => time.ToUniversalTime().ToString("yyyy-MM-dd'T'HH':'mm':'ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    /// <summary>Writes a value: a number with the digits it was sent with, true or false, null if it is missing, else its text.</summary>
    public static void Write(Utf8JsonWriter writer, Field field)
    {
        string text = field.Value.Text;
        if ((field.Quality & FieldQuality.Missing) != 0)
            writer.WriteNullValue();
        else if (field.Value.Kind == FieldValueKind.Boolean)
            writer.WriteBooleanValue(text == "true");
        else if (field.Value.Kind is FieldValueKind.Int or FieldValueKind.Long or FieldValueKind.Numeric && JsonNumber().IsMatch(text))
            writer.WriteRawValue(text, skipInputValidation: true);
        else if (field.Value.Kind != FieldValueKind.String && field.Value.TryGetNumber(out double number))
            // xs:double allows +5 and .5, JSON does not.
            writer.WriteNumberValue(number);
        else
            writer.WriteStringValue(text);
    }

    [GeneratedRegex(@"\A-?(0|[1-9][0-9]*)(\.[0-9]+)?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex JsonNumber();
}
