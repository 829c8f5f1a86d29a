using System.Text.Json.Nodes;

namespace IotXmpp.Concentrator.Service.Bridges.AzureIotHub;

/// <summary>JSON merge patches (RFC 7396), as twins use them: null deletes, objects are merged, all else replaces.</summary>
internal static class JsonPatch
{
    /// <summary>What has to be said so that one object becomes the other; null if nothing has.</summary>
    public static JsonObject? Diff(JsonObject from, JsonObject to)
    {
        var patch = new JsonObject();
        foreach (var (name, value) in to)
        {
            var before = from[name];
            if (value is JsonObject inner)
            {
                // An object in place of something else is said in full.
                if (before is not JsonObject old)
                    patch[name] = inner.DeepClone();
                else if (Diff(old, inner) is { } change)
                    patch[name] = change;
            }
            else if (!JsonNode.DeepEquals(before, value))
                patch[name] = value?.DeepClone();
        }

        foreach (var (name, _) in from)
        {
            if (!to.ContainsKey(name))
                patch[name] = null;
        }

        return patch.Count == 0 ? null : patch;
    }

    /// <summary>Applies a patch in place.</summary>
    public static void Merge(JsonObject target, JsonObject patch)
    {
        foreach (var (name, value) in patch)
        {
            if (value is null)
                target.Remove(name);
            else if (value is JsonObject inner)
            {
                if (target[name] is not JsonObject)
                    target[name] = new JsonObject();
                Merge((JsonObject)target[name]!, inner);
            }
            else
                target[name] = value.DeepClone();
        }
    }
}
