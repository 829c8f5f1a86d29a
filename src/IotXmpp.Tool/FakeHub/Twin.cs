using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace IotXmpp.Tool.FakeHub;

/// <summary>A device twin: what the back end wishes and what the device reports, each with a version.</summary>
internal sealed class Twin
{
    /// <summary>Largest size of either side, octets of JSON.</summary>
    public const int MaxSize = 32 * 1024;

    /// <summary>Objects in objects.</summary>
    private const int MaxDepth = 10;

    /// <summary>Longest name, octets.</summary>
    private const int MaxName = 1024;

    /// <summary>Longest text, octets.</summary>
    private const int MaxText = 4096;

    private const string Version = "$version";

    private JsonObject _desired = [];
    private JsonObject _reported = [];
    private int _desiredVersion = 1;
    private int _reportedVersion = 1;

    /// <summary>The document a device gets.</summary>
    public string Document => new JsonObject { ["desired"] = With(_desired, _desiredVersion), ["reported"] = With(_reported, _reportedVersion) }.ToJsonString();

    /// <summary>A copy of what the device reported.</summary>
    public JsonObject Reported => (JsonObject)_reported.DeepClone();

    /// <summary>Merges a wish of the back end.</summary>
    /// <returns>The patch as the device gets it, with the new version.</returns>
    public (string Patch, int Version) MergeDesired(JsonObject patch)
    {
        _desired = Merge(_desired, patch);
        return (With(patch, ++_desiredVersion).ToJsonString(), _desiredVersion);
    }

    /// <summary>Merges a report of the device.</summary>
    /// <returns>The new version, or null if the patch is no JSON object or the result too large; then nothing has changed.</returns>
    public int? MergeReported(ReadOnlySpan<byte> patch)
    {
        try
        {
            if (JsonNode.Parse(patch) is not JsonObject parsed || !IsAllowed(parsed, MaxDepth))
                return null;
            var merged = Merge(_reported, parsed);
            if (Encoding.UTF8.GetByteCount(merged.ToJsonString()) > MaxSize)
                return null;
            _reported = merged;
            return ++_reportedVersion;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Names have no dots, dollar signs, blanks and control characters; texts, names and depth have bounds.</summary>
    private static bool IsAllowed(JsonNode? node, int depth) => node switch
    {
        JsonObject properties => depth > 0 && properties.All(property => property.Key.Length > 0 && Encoding.UTF8.GetByteCount(property.Key) <= MaxName
            && !property.Key.Any(c => c is '.' or '$' or ' ' || char.IsControl(c)) && IsAllowed(property.Value, depth - 1)),
        JsonArray items => depth > 0 && items.All(item => IsAllowed(item, depth - 1)),
        JsonValue value when value.TryGetValue(out string? text) => Encoding.UTF8.GetByteCount(text) <= MaxText,
        _ => true,
    };

    private static JsonObject With(JsonObject properties, int version)
    {
        var copy = (JsonObject)properties.DeepClone();
        copy[Version] = version;
        return copy;
    }

    /// <summary>RFC 7396: null deletes, objects merge, all else replaces.</summary>
    private static JsonObject Merge(JsonObject target, JsonObject patch)
    {
        var result = (JsonObject)target.DeepClone();
        foreach (var (name, value) in patch)
        {
            if (name == Version)
                continue;
            if (value is null)
                result.Remove(name);
            else if (value is JsonObject inner)
                result[name] = Merge(result[name] as JsonObject ?? [], inner);
            else
                result[name] = value.DeepClone();
        }

        return result;
    }
}
