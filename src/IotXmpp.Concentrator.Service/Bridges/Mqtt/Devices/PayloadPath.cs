using System.Globalization;
using System.Text.Json;

namespace IotXmpp.Concentrator.Service.Bridges.Mqtt.Devices;

/// <summary>Finds a value in a JSON payload: names and indexes with dots between, such as <c>ENERGY.Power</c> or <c>sensors.0.t</c>. A name with a dot in it is found as it stands.</summary>
internal static class PayloadPath
{
    /// <summary>The text of what is there; null if there is nothing, or an object, an array or null.</summary>
    public static string? Find(JsonElement root, string path) => At(root, path) is not { } found ? null : found.ValueKind switch
    {
        JsonValueKind.String => found.GetString(),
        JsonValueKind.Number => found.GetRawText(),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => null,
    };

    private static JsonElement? At(JsonElement element, string path)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object when element.TryGetProperty(path, out var whole):
                return whole;
            case JsonValueKind.Array when int.TryParse(path, NumberStyles.None, CultureInfo.InvariantCulture, out int index) && index < element.GetArrayLength():
                return element[index];
        }

        int dot = path.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 && At(element, path[..dot]) is { } inner ? At(inner, path[(dot + 1)..]) : null;
    }
}
