using System.Text.Encodings.Web;
using System.Text.Json;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Concentrator.Service.Bridges.Mqtt;

/// <summary>What is said about a command.</summary>
/// <param name="Status"><c>done</c>, <c>refused</c>, <c>away</c>, <c>timeout</c>, <c>expired</c> or <c>busy</c>.</param>
/// <param name="Error">Condition of RFC 6120 8.3.3; null if it was done.</param>
/// <param name="Reason">Why not, for people; null if it was done.</param>
internal sealed record CommandAnswer(string Status, string? Error, string? Reason)
{
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The board has said that it did it.</summary>
    public static CommandAnswer Done { get; } = new("done", null, null);

    /// <summary>Its time passed before it was its turn: nothing was done.</summary>
    public static CommandAnswer Expired { get; } = new("expired", "recipient-unavailable", "Its time passed before it was its turn. Nothing was done, and nothing will be done later.");

    /// <summary>Too many commands are under way: nothing was done.</summary>
    public static CommandAnswer Busy { get; } = new("busy", "resource-constraint", "Too many commands are under way. Nothing was done.");

    /// <summary>It could not be read: nothing was done.</summary>
    public static CommandAnswer Bad(string reason) => new("refused", "bad-request", reason);

    /// <summary>What an error of a command means.</summary>
    public static CommandAnswer Of(StanzaError? error) => error switch
    {
        null => Done,
        { Condition: "recipient-unavailable" } => new("away", error.Condition, error.Text),
        { Condition: "remote-server-timeout" } => new("timeout", error.Condition, error.Text),
        _ => new("refused", error.Condition, error.Text),
    };

    /// <summary>The answer as JSON.</summary>
    /// <param name="transaction">What the command carried to tell its answer apart, as it stood; null for nothing.</param>
    /// <param name="values">The values that were asked for, as they were said.</param>
    public byte[] ToJson(JsonElement? transaction, IReadOnlyList<(string Name, JsonElement Value)> values)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Readable))
        {
            writer.WriteStartObject();
            if (transaction is { } id)
            {
                writer.WritePropertyName("transaction");
                id.WriteTo(writer);
            }

            writer.WriteString("status", Status);
            if (Error is not null)
                writer.WriteString("error", Error);
            if (Reason is not null)
                writer.WriteString("reason", Reason);
            writer.WriteStartObject("values");
            foreach (var (name, value) in values)
            {
                writer.WritePropertyName(name);
                value.WriteTo(writer);
            }

            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return buffer.ToArray();
    }
}
