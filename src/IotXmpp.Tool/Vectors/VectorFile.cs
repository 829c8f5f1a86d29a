using System.Text;
using System.Text.Json;

namespace IotXmpp.Tool.Vectors;

/// <summary>A <c>*.jsonl</c> file of vectors, with the event dumps of the <c>events.jsonl</c> beside it.</summary>
public sealed class VectorFile
{
    /// <summary>The file of event dumps, which holds no vectors itself.</summary>
    public const string EventsFile = "events.jsonl";

    private readonly string _folder;
    private readonly Dictionary<string, string> _events;
    private readonly List<VectorRecord> _records = [];
    private readonly List<VectorSession> _sessions = [];

    private VectorFile(string folder, Dictionary<string, string> events)
    {
        _folder = folder;
        _events = events;
    }

    public IReadOnlyList<VectorRecord> Records => _records;

    public IReadOnlyList<VectorSession> Sessions => _sessions;

    /// <summary>Reads every record of <paramref name="path"/>.</summary>
    /// <exception cref="FormatException">A line is not a record; the message names the file and line.</exception>
    public static VectorFile Load(string path)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var file = new VectorFile(folder, LoadEvents(Path.Combine(folder, EventsFile)));
        var number = 0;
        foreach (var line in File.ReadLines(path, Encoding.UTF8))
        {
            number++;
            if (string.IsNullOrWhiteSpace(line))
                continue;
            try
            {
                using var json = JsonDocument.Parse(line);
                file.Add(json.RootElement);
            }
            catch (Exception e) when (e is JsonException or FormatException or KeyNotFoundException or InvalidOperationException)
            {
                throw new FormatException($"{path}:{number}: {e.Message}", e);
            }
        }

        return file;
    }

    private static Dictionary<string, string> LoadEvents(string path)
    {
        var events = new Dictionary<string, string>(StringComparer.Ordinal);
        if (!File.Exists(path))
            return events;
        foreach (var line in File.ReadLines(path, Encoding.UTF8))
        {
            using var json = JsonDocument.Parse(line);
            events.Add(json.RootElement.GetProperty("id").GetString()!, json.RootElement.GetProperty("events").GetString()!);
        }

        return events;
    }

    private void Add(JsonElement json)
    {
        if (json.TryGetProperty("bodies", out var bodies))
            _sessions.Add(ParseSession(json, bodies));
        else
            _records.Add(ParseRecord(json));
    }

    private VectorSession ParseSession(JsonElement json, JsonElement bodies) => new()
    {
        Id = json.GetProperty("id").GetString()!,
        Folder = _folder,
        Xsd = Text(json, "xsd"),
        Options = VectorOptions.Parse(json.GetProperty("opt")),
        Keep = (VectorKeep)json.GetProperty("keep").GetInt32(),
        Bodies = [.. bodies.EnumerateArray().Select(body => new VectorBody(body.GetProperty("xml").GetString()!, Bytes(body)))],
    };

    private VectorRecord ParseRecord(JsonElement json)
    {
        // disagreements.jsonl: only the streams that the specification says are right count.
        string[]? right = json.TryGetProperty("rightBySpec", out var names)
            ? [.. names.EnumerateArray().Select(name => name.GetString()!)]
            : null;
        return new VectorRecord
        {
            Id = json.GetProperty("id").GetString()!,
            Group = Text(json, "group") ?? "",
            Folder = _folder,
            Xml = json.GetProperty("xml").GetString()!,
            Xsd = Text(json, "xsd"),
            SchemaTypesOnly = Flag(json, "schemaTypesOnly"),
            Options = VectorOptions.Parse(json.GetProperty("opt")),
            Streams = [.. Items(json, "enc")
                .Where(stream => stream.TryGetProperty("exi", out _) && (right == null || IsBy(stream, right)))
                .Select(ParseStream)],
            Settled = right != null,
            ByteExact = Flag(json, "byteExact"),
            // True, or why.
            Disputed = json.TryGetProperty("disputed", out var disputed) && disputed.ValueKind is not (JsonValueKind.False or JsonValueKind.Null),
        };
    }

    private VectorStream ParseStream(JsonElement json)
    {
        var by = By(json);
        string? events = null;
        if (Text(json, "events") is { } id)
            events = _events.TryGetValue(id, out var known) ? known : throw new FormatException($"no events \"{id}\" in {EventsFile}");
        else if (by.Select(name => Text(json, "readBy_" + Family(name))).FirstOrDefault(text => text != null) is { } read)
            events = read.StartsWith("ERROR", StringComparison.Ordinal) ? null : read;
        return new VectorStream(by, Bytes(json), events, !json.TryGetProperty("matchesXml", out var matches) || matches.GetBoolean());
    }

    private static bool IsBy(JsonElement stream, string[] right) => By(stream).Any(name => right.Contains(Family(name)));

    private static string[] By(JsonElement stream) => [.. Items(stream, "by").Select(name => name.GetString()!)];

    /// <summary>"exificient-1.0.8" -> "exificient".</summary>
    private static string Family(string encoder) => encoder.Split('-')[0];

    private static byte[] Bytes(JsonElement json)
    {
        // Some records leave the padding of base64 out.
        var text = json.GetProperty("exi").GetString()!;
        return Convert.FromBase64String(text.PadRight((text.Length + 3) / 4 * 4, '='));
    }

    private static IEnumerable<JsonElement> Items(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : [];

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static bool Flag(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;
}
