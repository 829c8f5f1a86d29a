using System.Xml;
using IotXmpp.Things.Model;

namespace IotXmpp.Things.SensorData;

/// <summary>How much a field has to change for an event (IoT-Events 3.4 and 5.1).</summary>
/// <param name="Name">The field.</param>
/// <param name="Up">Smallest change upwards; null if upwards does not count.</param>
/// <param name="Down">Smallest change downwards, a positive number; null if downwards does not count.</param>
/// <param name="Current">What the subscriber takes the value for now; null for what it is.</param>
public sealed record FieldCondition(string Name, double? Up, double? Down, double? Current)
{
    /// <summary>True if a change from one value to another is large enough.</summary>
    public bool IsMet(double before, double after) => after - before >= Up || before - after >= Down;

    /// <summary>True if a change of texts is large enough: any change is one by 1, its direction that of the texts' order.</summary>
    public bool IsMet(string before, string after) => string.CompareOrdinal(before, after) switch
    {
        0 => false,
        < 0 => Up <= 1,
        _ => Down <= 1,
    };

    /// <summary>The value as a number whose changes are measured; null for texts and enumerations.</summary>
    public static double? Magnitude(FieldValue value)
    {
        if (value.TryGetNumber(out double number))
            return number;
        return value.Kind switch
        {
            FieldValueKind.Date or FieldValueKind.DateTime when Lexical.TryDateTime(value.Kind == FieldValueKind.Date && value.Text.Length == 10 ? value.Text + "T00:00:00" : value.Text, TimeZoneInfo.Utc, out var time)
                => time.ToUnixTimeMilliseconds() / 1000.0,
            FieldValueKind.Duration => XmlConvert.ToTimeSpan(value.Text).TotalSeconds,
            FieldValueKind.Time when TimeSpan.TryParse(value.Text.TrimEnd('Z'), System.Globalization.CultureInfo.InvariantCulture, out var time) => time.TotalSeconds,
            _ => null,
        };
    }
}
