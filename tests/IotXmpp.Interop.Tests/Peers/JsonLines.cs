using System.Text.Json;

namespace IotXmpp.Interop.Tests.Peers;

/// <summary>What our Python programs print: one JSON object a line, among whatever else the libraries say.</summary>
internal static class JsonLines
{
    /// <summary>The objects in order.</summary>
    public static IReadOnlyList<JsonElement> Of(string output) =>
        [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line.StartsWith('{')).Select(line => JsonDocument.Parse(line).RootElement)];
}
