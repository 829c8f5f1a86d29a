using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using IotXmpp.Concentrator.Bridging;
using IotXmpp.Things.Model;

namespace IotXmpp.Concentrator.Service.Bridges.AzureIotHub;

/// <summary>
/// What a back end may ask of the boards, by direct method or by message. <c>read</c> takes <c>{"board":"board1","fields":["Temperature"]}</c>, <c>set</c>
/// <c>{"board":"board1","values":{"Relay":true}}</c>; <c>board</c> is left out where the hub's device is the board.
/// </summary>
internal sealed class BoardMethods(IBridge bridge, IBoardGateway gateway)
{
    /// <summary>Values of one command. More is a mistake.</summary>
    private const int MaxValues = 100;

    /// <summary>Largest answer to a method, octets.</summary>
    private const int MaxAnswer = 128 * 1024;

    private static readonly JsonDocumentOptions Parsing = new() { MaxDepth = 8 };

    /// <summary>Carries out a method.</summary>
    /// <param name="identity">The device of the hub that was called.</param>
    /// <param name="method">Name of the method.</param>
    /// <param name="body">Its payload, empty for none.</param>
    /// <param name="ct">Cancels.</param>
    public async ValueTask<MethodAnswer> InvokeAsync(HubIdentity identity, string method, ReadOnlyMemory<byte> body, CancellationToken ct)
    {
        if (method is not ("read" or "set"))
            return MethodAnswer.Fail(HubStatus.NotImplemented, "There are the methods read and set.");
        try
        {
            using var document = JsonDocument.Parse(body.IsEmpty ? "null"u8.ToArray() : body, Parsing);
            var arguments = document.RootElement;
            if (arguments.ValueKind is not (JsonValueKind.Object or JsonValueKind.Null))
                return MethodAnswer.Fail(HubStatus.BadRequest, "The payload is a JSON object.");
            if (BoardOf(identity, arguments) is not { } board)
                return MethodAnswer.Fail(HubStatus.BadRequest, identity.Board is { } own ? $"This is the device of {own}." : "Name the board: {\"board\":\"board1\"}.");
            return method == "read" ? await ReadAsync(board, arguments, ct) : await SetAsync(board, Member(arguments, "values"), ct);
        }
        catch (JsonException)
        {
            return MethodAnswer.Fail(HubStatus.BadRequest, "The payload is no JSON.");
        }
    }

    /// <summary>Sets parameters of a board, all or none, now or never.</summary>
    public async ValueTask<MethodAnswer> SetAsync(string board, JsonElement? wanted, CancellationToken ct)
    {
        var values = new List<ControlValue>();
        if (wanted is { ValueKind: JsonValueKind.Object } members)
        {
            foreach (var member in members.EnumerateObject())
            {
                if (BoardJson.ReadParameter(member.Name, member.Value) is not { } value)
                    return MethodAnswer.Fail(HubStatus.BadRequest, $"The value of {member.Name} is true, false, a number or a text.");
                values.Add(value);
            }
        }

        if (values.Count is 0 or > MaxValues)
            return MethodAnswer.Fail(HubStatus.BadRequest, "Say what to set: {\"values\":{\"Relay\":true}}.");
        var result = await gateway.SetAsync(bridge, board, values, ct);
        return result.Error is { } error
            ? MethodAnswer.Fail(HubStatus.Of(error), error.Text ?? error.Condition)
            : new MethodAnswer(HubStatus.Done, new JsonObject { ["board"] = board });
    }

    private static string? BoardOf(HubIdentity identity, JsonElement arguments)
    {
        string? named = Member(arguments, "board") is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;
        return identity.Board is { } own ? (named is null || named == own ? own : null) : named;
    }

    private static JsonElement? Member(JsonElement arguments, string name) =>
        arguments.ValueKind == JsonValueKind.Object && arguments.TryGetProperty(name, out var member) ? member : null;

    private async ValueTask<MethodAnswer> ReadAsync(string board, JsonElement arguments, CancellationToken ct)
    {
        var fields = new List<string>();
        if (Member(arguments, "fields") is { } wanted)
        {
            if (wanted.ValueKind != JsonValueKind.Array || wanted.GetArrayLength() > MaxValues || wanted.EnumerateArray().Any(field => field.ValueKind != JsonValueKind.String))
                return MethodAnswer.Fail(HubStatus.BadRequest, "fields is an array of names.");
            fields.AddRange(wanted.EnumerateArray().Select(field => field.GetString()!));
        }

        if (await gateway.FindAsync(bridge, board, ct) is not { } found)
            return MethodAnswer.Fail(HubStatus.NotFound, "There is no such board here.");
        if (await gateway.ReadAsync(bridge, board, fields, ct) is not { } reading)
            return MethodAnswer.Fail(HubStatus.Forbidden, "That may not be read.");
        if (reading.Values.Count == 0)
            return MethodAnswer.Fail(found.IsUp ? HubStatus.TimedOut : HubStatus.NotFound, reading.Error ?? (found.IsUp ? "The board did not answer." : "The board is away."));
        var payload = Render(board, reading);
        return payload.ToJsonString().Length > MaxAnswer ? MethodAnswer.Fail(HubStatus.TooLarge, "Name fewer fields.") : new MethodAnswer(HubStatus.Done, payload);
    }

    private static JsonObject Render(string board, BridgedReading reading)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("board", board);
            json.WriteBoolean("live", reading.IsLive);
            if (reading.Error is { } error)
                json.WriteString("error", error);
            json.WriteStartArray("readings");
            foreach (var (node, field) in reading.Values)
                BoardJson.Write(json, board, node, field);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return (JsonObject)JsonNode.Parse(buffer.WrittenSpan)!;
    }
}
