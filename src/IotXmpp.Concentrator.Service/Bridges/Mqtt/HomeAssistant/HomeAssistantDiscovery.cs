using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using IotXmpp.Concentrator.Bridging;
using IotXmpp.Things.Model;

namespace IotXmpp.Concentrator.Service.Bridges.Mqtt.HomeAssistant;

/// <summary>
/// Boards as Home Assistant's devices: the device form of its MQTT discovery (home-assistant.io/integrations/mqtt, "Device discovery payload"), one message for a
/// board with all its entities.
/// </summary>
internal sealed class HomeAssistantDiscovery(string discoveryPrefix, string prefix, MqttTopics topics, string version)
{
    /// <summary>Longest text Home Assistant takes as a state.</summary>
    private const int MaxText = 255;

    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Where Home Assistant says that it has started: its birth message.</summary>
    public string StatusTopic => $"{discoveryPrefix}/status";

    /// <summary>All device announcements at the broker, of others too.</summary>
    public string Filter => $"{discoveryPrefix}/device/+/config";

    /// <summary>Where a board is announced.</summary>
    public string Topic(string board) => $"{discoveryPrefix}/device/{Id($"{prefix}_{board}")}/config";

    /// <summary>True for an announcement that this bridge has made: its availability is ours.</summary>
    public bool IsOurs(string topic, byte[] payload) =>
        topic.StartsWith($"{discoveryPrefix}/device/", StringComparison.Ordinal) && Parse(payload)?["avty"] is JsonArray { Count: > 0 } availability
        && availability[0] is JsonObject first && first["t"] is JsonValue value && value.TryGetValue(out string? status) && status == topics.Status;

    /// <summary>The announcement of a board.</summary>
    public JsonObject Build(BridgedBoard board)
    {
        string id = Id($"{prefix}_{board.Name}");
        var components = new JsonObject();
        foreach (var parameter in board.Description.Parameters)
            components[$"set_{Id(parameter.Name)}"] = Control(board, parameter, $"{id}_set_{Id(parameter.Name)}");
        foreach (var (nodeId, field) in Fields(board))
        {
            // A switch or number shows its state itself.
            bool own = nodeId == board.Name;
            if (own && board.Description.Parameters.Any(parameter => parameter.Name == field.Name))
                continue;
            string name = own ? field.Name : $"{nodeId[(board.Name.Length + 1)..]} {field.Name}";
            components[Id(name)] = Sensor(nodeId, name, field, $"{id}_{Id(name)}");
        }

        components["last_seen"] = new JsonObject
        {
            ["p"] = "sensor",
            ["name"] = "Last seen",
            ["uniq_id"] = $"{id}_last_seen",
            ["stat_t"] = topics.State(board.Name),
            ["val_tpl"] = "{{ value_json.time }}",
            ["dev_cla"] = "timestamp",
            ["ent_cat"] = "diagnostic",
        };
        var device = new JsonObject
        {
            ["ids"] = new JsonArray(id),
            ["name"] = board.Name,
            ["mf"] = "IotXmpp",
            ["mdl"] = board.Description.Title,
        };
        return new JsonObject
        {
            ["dev"] = device,
            ["o"] = new JsonObject { ["name"] = "IotXmpp", ["sw"] = version },
            ["cmps"] = components,
            ["avty"] = new JsonArray(Availability(topics.Status), Availability(topics.Availability(board.Name))),
            ["avty_mode"] = "all",
            ["qos"] = 1,
        };
    }

    /// <summary>
    /// The messages that bring Home Assistant from what it was told to what it is to know. A component that is gone is first announced with its platform
    /// alone, which removes it.
    /// </summary>
    public static IEnumerable<byte[]> Update(byte[]? told, JsonObject wanted)
    {
        if (told is not null && Parse(told)?["cmps"] is JsonObject before && wanted["cmps"] is JsonObject now)
        {
            var gone = before.Where(component => !now.ContainsKey(component.Key) && component.Value?["p"] is not null).ToList();
            if (gone.Count > 0)
            {
                var step = (JsonObject)wanted.DeepClone();
                foreach (var (key, component) in gone)
                    step["cmps"]![key] = new JsonObject { ["p"] = component!["p"]!.DeepClone() };
                yield return JsonSerializer.SerializeToUtf8Bytes(step, Readable);
            }
        }

        yield return JsonSerializer.SerializeToUtf8Bytes(wanted, Readable);
    }

    private static IEnumerable<(string NodeId, FieldDescription Field)> Fields(BridgedBoard board)
    {
        foreach (var field in board.Description.Fields)
            yield return (board.Name, field);
        foreach (var (node, field) in board.LastValues)
        {
            // Of things behind a board, and what a board of an unknown kind has shown.
            if (node.NodeId != board.Name || board.Description.Field(field.Name) is null)
                yield return (node.NodeId, new FieldDescription(field.Name, field.Value.Kind, field.Unit, field.FieldTypes));
        }
    }

    private JsonObject Sensor(string nodeId, string name, FieldDescription field, string id)
    {
        var sensor = new JsonObject { ["p"] = field.Kind == FieldValueKind.Boolean ? "binary_sensor" : "sensor", ["name"] = name, ["uniq_id"] = id, ["stat_t"] = topics.Field(nodeId, field.Name) };
        if (field.Kind == FieldValueKind.Boolean)
        {
            sensor["pl_on"] = "true";
            sensor["pl_off"] = "false";
            return sensor;
        }

        var unit = HomeAssistantUnit.Of(field.Unit, field.Name, field.Kind);
        if (!string.IsNullOrEmpty(unit.Unit))
            sensor["unit_of_meas"] = unit.Unit;
        if (unit.DeviceClass is not null)
            sensor["dev_cla"] = unit.DeviceClass;
        if (unit.StateClass is not null)
            sensor["stat_cla"] = unit.StateClass;
        return sensor;
    }

    private JsonObject Control(BridgedBoard board, ControlParameter parameter, string id)
    {
        var control = new JsonObject { ["p"] = Platform(parameter), ["name"] = parameter.Label ?? parameter.Name, ["uniq_id"] = id, ["cmd_t"] = topics.Set(board.Name, parameter.Name) };
        if (board.Description.Field(parameter.Name) is not null)
            control["stat_t"] = topics.Field(board.Name, parameter.Name);
        switch (Platform(parameter))
        {
            case "switch":
                // The states are the payloads, unless others are given.
                control["pl_on"] = "true";
                control["pl_off"] = "false";
                break;
            case "number":
                control["min"] = parameter.Minimum ?? Smallest(parameter.Kind);
                control["max"] = parameter.Maximum ?? Largest(parameter.Kind);
                control["step"] = parameter.Kind == ControlParameterKind.Double ? 0.1 : 1;
                control["mode"] = "box";
                if (parameter.Unit.Length > 0)
                    control["unit_of_meas"] = parameter.Unit;
                break;
            case "select":
                control["ops"] = new JsonArray([.. parameter.Options.Select(option => JsonValue.Create(option))]);
                break;
            default:
                control["max"] = Math.Min(MaxText, parameter.MaxLength);
                break;
        }

        // Settings are not what a person wants on the first page; what a field shows is.
        if (!control.ContainsKey("stat_t"))
            control["ent_cat"] = "config";
        return control;
    }

    private static string Platform(ControlParameter parameter) => parameter.Kind switch
    {
        ControlParameterKind.Boolean => "switch",
        ControlParameterKind.Int or ControlParameterKind.Long or ControlParameterKind.Double => "number",
        ControlParameterKind.String when parameter.Options.Count > 0 => "select",
        _ => "text",
    };

    // Home Assistant's own bounds are 1 and 100.
    private static long Smallest(ControlParameterKind kind) => kind == ControlParameterKind.Int ? int.MinValue : -(1L << 53);

    private static long Largest(ControlParameterKind kind) => kind == ControlParameterKind.Int ? int.MaxValue : 1L << 53;

    private static JsonObject Availability(string topic) => new() { ["t"] = topic, ["pl_avail"] = MqttTopics.Online, ["pl_not_avail"] = MqttTopics.Offline };

    private static JsonObject? Parse(byte[] payload)
    {
        try
        {
            return JsonNode.Parse(payload, documentOptions: new JsonDocumentOptions { MaxDepth = 16 }) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Letters, digits, underscores and hyphens, as ids in discovery topics must be; told apart by a hash where a name has others.</summary>
    private static string Id(string name)
    {
        var builder = new StringBuilder(name.Length);
        foreach (char c in name)
            builder.Append(char.IsAsciiLetterOrDigit(c) || c is '_' or '-' ? c : '_');
        string id = builder.ToString();
        if (id == name && id.Length <= 100)
            return id;
        string hash = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(name)), 0, 4).ToLower(CultureInfo.InvariantCulture);
        return $"{id[..Math.Min(id.Length, 80)]}_{hash}";
    }
}
