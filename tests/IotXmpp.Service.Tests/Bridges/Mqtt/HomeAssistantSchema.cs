using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace IotXmpp.Service.Tests.Bridges.Mqtt;

/// <summary>What Home Assistant takes as an announcement, by the facts in <c>home-assistant-schema.json</c>; unlike Home Assistant it refuses unknown keys, which would be ours misspelt.</summary>
internal static class HomeAssistantSchema
{
    private static readonly JsonObject Facts = JsonNode.Parse(File.ReadAllText(Path.Combine(Folder(), "home-assistant-schema.json")))!.AsObject();

    /// <summary>What is wrong with an announcement; empty if nothing is.</summary>
    public static List<string> Check(string topic, JsonObject payload)
    {
        var problems = new List<string>();
        string[] parts = topic.Split('/');
        if (parts.Length != 4 || parts[1] != "device" || parts[3] != "config" || !Regex.IsMatch(parts[2], (string)Facts["objectId"]!))
            problems.Add($"{topic} is no discovery topic of a device");
        // As it stands on the wire.
        var root = Expand(JsonNode.Parse(payload.ToJsonString())!.AsObject(), "abbreviations");
        Keys(problems, "root", root, Facts["root"]!);
        Device(problems, root["device"] as JsonObject);
        Keys(problems, "origin", Expand(root["origin"] as JsonObject ?? [], "originAbbreviations"), Facts["deviceOrigin"]!);
        foreach (var availability in root["availability"] as JsonArray ?? [])
            Keys(problems, "availability", Expand(availability!.AsObject(), "abbreviations"), Facts["availability"]!);
        if (root["availability_mode"] is { } mode && !Texts(Facts["availability"]!["modes"]).Contains((string)mode!))
            problems.Add($"availability_mode {mode}");
        var ids = new HashSet<string>();
        foreach (var (key, component) in root["components"] as JsonObject ?? [])
        {
            var entity = Expand(component!.AsObject(), "abbreviations");
            Entity(problems, key, entity);
            if (!ids.Add((string?)entity["unique_id"] ?? ""))
                problems.Add($"{key}: its unique_id is another's too");
        }

        return problems;
    }

    private static void Device(List<string> problems, JsonObject? device)
    {
        var expanded = Expand(device ?? [], "deviceAbbreviations");
        var identifying = Texts(Facts["device"]!["anyOf"]);
        if (!identifying.Any(key => expanded[key] is JsonArray { Count: > 0 } or JsonValue))
            problems.Add("device: nothing identifies it");
        problems.AddRange(expanded.Select(pair => pair.Key).Except(identifying).Except(Texts(Facts["device"]!["optional"])).Select(key => $"device: {key} is unknown"));
    }

    private static void Entity(List<string> problems, string key, JsonObject entity)
    {
        string platform = (string?)entity["platform"] ?? "";
        if (Facts["platforms"]![platform] is not { } facts)
        {
            problems.Add($"{key}: platform '{platform}'");
            return;
        }

        Keys(problems, key, entity, facts, Facts["entity"]);
        foreach (string name in new[] { "state_topic", "command_topic" })
        {
            if (entity[name] is { } topic && ((string)topic!).AsSpan().IndexOfAny('+', '#') >= 0)
                problems.Add($"{key}: {name} has a wildcard");
        }

        if (entity["entity_category"] is { } category && !Texts(Facts["entityCategories"]).Contains((string)category!))
            problems.Add($"{key}: entity_category {category}");
        // Home Assistant refuses it: a sensor cannot belong to the configuration.
        if (platform is "sensor" or "binary_sensor" && (string?)entity["entity_category"] == "config")
            problems.Add($"{key}: a sensor is not configuration");
        if (platform == "number" && (double)(entity["min"] ?? 1) >= (double)(entity["max"] ?? 100))
            problems.Add($"{key}: min is not below max");
        if (platform == "text" && (double)(entity["max"] ?? 255) > 255)
            problems.Add($"{key}: max is above 255");
        if (platform != "sensor" || entity["device_class"] is not { } deviceClass)
            return;
        if (Facts["deviceClasses"]![(string)deviceClass!] is not { } known)
        {
            problems.Add($"{key}: device_class {deviceClass}");
            return;
        }

        var units = Texts(known["units"]);
        string unit = (string?)entity["unit_of_measurement"] ?? "";
        if (units.Count == 0 ? unit.Length > 0 : !units.Contains(unit))
            problems.Add($"{key}: unit '{unit}' does not go with {deviceClass}");
        if (entity["state_class"] is { } state && !Texts(known["states"]).Contains((string)state!))
            problems.Add($"{key}: state_class {state} does not go with {deviceClass}");
    }

    private static void Keys(List<string> problems, string where, JsonObject found, params JsonNode?[] facts)
    {
        var required = facts.SelectMany(each => Texts(each!["required"])).ToList();
        problems.AddRange(required.Where(key => found[key] is null).Select(key => $"{where}: {key} is missing"));
        problems.AddRange(found.Select(pair => pair.Key).Except(required).Except(facts.SelectMany(each => Texts(each!["optional"]))).Select(key => $"{where}: {key} is unknown"));
    }

    private static JsonObject Expand(JsonObject found, string table) =>
        new(found.Select(pair => new KeyValuePair<string, JsonNode?>((string?)Facts[table]![pair.Key] ?? pair.Key, pair.Value?.DeepClone())));

    private static List<string> Texts(JsonNode? array) => [.. array!.AsArray().Select(each => (string)each!)];

    private static string Folder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
