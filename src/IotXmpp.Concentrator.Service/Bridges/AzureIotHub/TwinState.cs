using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using IotXmpp.Concentrator.Bridging;

namespace IotXmpp.Concentrator.Service.Bridges.AzureIotHub;

/// <summary>
/// What is reported of boards: <c>{"connected":true,"fields":{"Temperature":{"value":21.5,...}},"control":{"Relay":{"value":true,"ac":200,"av":4,"ad":"done"}}}</c>. In
/// the twin of a gateway each board's object stands below <c>boards</c>, and has no fields: 32 KB are for all boards together, and the readings are in the messages.
/// </summary>
internal static class TwinState
{
    private const string Boards = "boards";

    /// <summary>The state of the boards of a device.</summary>
    /// <param name="identity">The device.</param>
    /// <param name="boards">Its boards.</param>
    /// <param name="acknowledged">What became of wishes, by board and parameter.</param>
    public static JsonObject Render(HubIdentity identity, IReadOnlyList<BridgedBoard> boards, IReadOnlyDictionary<(string Board, string Parameter), JsonObject> acknowledged)
    {
        if (identity.Board is not null)
            return boards.Count > 0 ? Render(boards[0], withFields: true, acknowledged) : [];
        var all = new JsonObject();
        foreach (var board in boards.Where(board => CanBeKey(board.Name)))
            all[Key(board.Name)] = Render(board, withFields: false, acknowledged);
        return new JsonObject { [Boards] = all };
    }

    /// <summary>The part of a twin's side that is about a board; null if there is none.</summary>
    public static JsonObject? Of(HubIdentity identity, JsonObject side, string board) => identity.Board is not null ? side : (side[Boards] as JsonObject)?[Key(board)] as JsonObject;

    /// <summary>The boards a twin's side speaks of.</summary>
    public static IEnumerable<string> BoardsOf(HubIdentity identity, JsonObject side) =>
        identity.Board is { } own ? [own] : side[Boards] is JsonObject boards ? boards.Select(board => Name(board.Key)) : [];

    /// <summary>A name as a key of a twin: those may have no dots, dollar signs, blanks and control characters.</summary>
    public static string Key(string name) => Uri.EscapeDataString(name).Replace(".", "%2E", StringComparison.Ordinal);

    /// <summary>The name behind a key.</summary>
    public static string Name(string key) => Uri.UnescapeDataString(key);

    private static bool CanBeKey(string name) => Key(name).Length <= 1024;

    private static JsonObject Render(BridgedBoard board, bool withFields, IReadOnlyDictionary<(string Board, string Parameter), JsonObject> acknowledged)
    {
        var state = new JsonObject { ["connected"] = board.IsUp };
        if (withFields)
        {
            var fields = new JsonObject();
            foreach (var (node, field) in board.LastValues.Where(value => value.Node.NodeId == board.Name && CanBeKey(value.Field.Name)))
            {
                _ = node;
                var buffer = new ArrayBufferWriter<byte>();
                using (var json = new Utf8JsonWriter(buffer))
                {
                    json.WriteStartObject();
                    BoardJson.WriteValue(json, field);
                    json.WriteEndObject();
                }

                fields[Key(field.Name)] = JsonNode.Parse(buffer.WrittenSpan);
            }

            state["fields"] = fields;
        }

        var control = new JsonObject();
        foreach (var ((_, parameter), outcome) in acknowledged.Where(pair => pair.Key.Board == board.Name))
            control[Key(parameter)] = outcome.DeepClone();
        state["control"] = control;
        return state;
    }
}
