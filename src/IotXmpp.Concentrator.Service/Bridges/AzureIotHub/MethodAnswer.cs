using System.Text.Json.Nodes;

namespace IotXmpp.Concentrator.Service.Bridges.AzureIotHub;

/// <summary>Answer to a direct method.</summary>
/// <param name="Status">See <see cref="HubStatus"/>.</param>
/// <param name="Payload">JSON.</param>
internal sealed record MethodAnswer(int Status, JsonObject Payload)
{
    /// <summary>An answer that says why not.</summary>
    public static MethodAnswer Fail(int status, string error) => new(status, new JsonObject { ["error"] = error });
}
