using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using IotXmpp.Things.Model;
using IotXmpp.Things.SensorData;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Concentrator.PubSub;

/// <summary>
/// Readings as JSON in its container (XEP-0335), for programs that know no sensor data:
/// <c>{"node":"board1","fields":[{"name":"Temperature","time":"2026-07-01T12:00:00Z","value":21.50,"unit":"°C"}]}</c>. Numbers keep their decimals; what is neither
/// number nor boolean is a string.
/// </summary>
internal static partial class SensorDataJson
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The container with the first node of a payload: ours have one each.</summary>
    public static XmppElement Write(ReadoutFields fields)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            foreach (var node in fields.Nodes.Take(1))
            {
                json.WriteString("node", node.Node.NodeId);
                json.WriteStartArray("fields");
                foreach (var field in node.Fields)
                    Write(json, field);
                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        string text = Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
        return XmppElement.Build(Ns.Json, "json", w => w.WriteString(text));
    }

    private static void Write(Utf8JsonWriter json, Field field)
    {
        json.WriteStartObject();
        json.WriteString("name", field.Name);
        json.WriteString("time", XmppDateTime.Format(field.Timestamp));
        json.WritePropertyName("value");
        switch (field.Value.Kind)
        {
            case FieldValueKind.Boolean:
                json.WriteBooleanValue(field.Value.Text == "true");
                break;
            case FieldValueKind.Int or FieldValueKind.Long or FieldValueKind.Numeric when Number().IsMatch(field.Value.Text):
                json.WriteRawValue(field.Value.Text);
                break;
            default:
                json.WriteStringValue(field.Value.Text);
                break;
        }

        if (field.Unit.Length > 0)
            json.WriteString("unit", field.Unit);
        // The flags that say that the value is not to be relied on; the others are in the XML.
        foreach (var (name, flag) in new[] { ("missing", FieldQuality.Missing), ("warning", FieldQuality.Warning), ("error", FieldQuality.Error) })
        {
            if ((field.Quality & flag) != 0)
                json.WriteBoolean(name, true);
        }

        json.WriteEndObject();
    }

    /// <summary>What JSON calls a number (RFC 8259 6).</summary>
    [GeneratedRegex(@"^-?(0|[1-9][0-9]*)(\.[0-9]+)?\z")]
    private static partial Regex Number();
}
