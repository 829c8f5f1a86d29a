using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using IotXmpp.Things.Model;

namespace IotXmpp.Concentrator.Service.Bridges.AzureIotHub;

/// <summary>Fields and parameters as JSON.</summary>
internal static partial class BoardJson
{
    /// <summary>Units go out as they are, in UTF-8: it is JSON and nothing else, and an escaped degree sign takes three times the room.</summary>
    public static JsonWriterOptions Writing { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>
    /// Writes a reading: <c>{"name":"Temperature","value":21.50,"unit":"°C","time":"2026-02-03T04:05:06Z"}</c>, with <c>node</c> if it is of a thing behind the
    /// board and <c>quality</c> if it is not a plain automatic readout.
    /// </summary>
    public static void Write(Utf8JsonWriter json, string board, NodeRef node, Field field)
    {
        json.WriteStartObject();
        if (node.NodeId != board)
            json.WriteString("node", node.NodeId);
        json.WriteString("name", field.Name);
        WriteValue(json, field);
        json.WriteEndObject();
    }

    /// <summary>Writes value, unit, time and quality of a field, into an object.</summary>
    public static void WriteValue(Utf8JsonWriter json, Field field)
    {
        json.WritePropertyName("value");
        WriteValue(json, field.Value);
        if (field.Unit.Length > 0)
            json.WriteString("unit", field.Unit);
        json.WriteString("time", Time(field.Timestamp));
        if (field.Quality is not (FieldQuality.None or FieldQuality.AutomaticReadout))
            json.WriteString("quality", field.Quality.ToString());
    }

    /// <summary>The value of a parameter that a back end wants; null for what is no value.</summary>
    public static ControlValue? ReadParameter(string name, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True or JsonValueKind.False => new ControlValue(name, ControlParameterKind.Boolean, value.ValueKind == JsonValueKind.True ? "true" : "false"),
        JsonValueKind.Number => new ControlValue(name, ControlParameterKind.Double, value.GetRawText()),
        JsonValueKind.String => new ControlValue(name, ControlParameterKind.String, value.GetString()!),
        _ => null,
    };

    /// <summary>An instant in UTC, as precise as it is.</summary>
    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFFZ", CultureInfo.InvariantCulture);

    private static void WriteValue(Utf8JsonWriter json, FieldValue value)
    {
        switch (value.Kind)
        {
            case FieldValueKind.Boolean:
                json.WriteBooleanValue(value.Text == "true");
                break;
            // With the decimals that were sent. XML has numbers that JSON has not: INF, +1, .5
            case FieldValueKind.Int or FieldValueKind.Long or FieldValueKind.Numeric when JsonNumber().IsMatch(value.Text):
                json.WriteRawValue(value.Text);
                break;
            default:
                json.WriteStringValue(value.Text);
                break;
        }
    }

    [GeneratedRegex(@"^-?(0|[1-9][0-9]{0,39})(\.[0-9]{1,40})?([eE][+-]?[0-9]{1,3})?$", RegexOptions.CultureInvariant)]
    private static partial Regex JsonNumber();
}
