using System.Text.Json;
using IotXmpp.Things.Model;

namespace IotXmpp.Concentrator.Service.Bridges.Mqtt;

/// <summary>The newest published value of each field of one node, and the JSON of them.</summary>
internal sealed class NodeValues
{
    private static readonly JsonWriterOptions Readable = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly SortedDictionary<string, Field> _fields = new(StringComparer.Ordinal);

    /// <summary>Names of the fields.</summary>
    public IReadOnlyCollection<string> Names => _fields.Keys;

    /// <summary>The newest value of a field; null if none was published.</summary>
    public Field? Find(string field) => _fields.GetValueOrDefault(field);

    /// <summary>How a value stands to what was published.</summary>
    public Standing StandingOf(Field field)
    {
        if (!_fields.TryGetValue(field.Name, out var last) || field.Timestamp > last.Timestamp)
            return Standing.News;
        if (field.Timestamp < last.Timestamp)
            return Standing.Late;
        return field.Value == last.Value && field.Quality == last.Quality ? Standing.Known : Standing.News;
    }

    /// <summary>A value is published.</summary>
    public void Set(Field field) => _fields[field.Name] = field;

    /// <summary>A field does not cross any more.</summary>
    public void Remove(string field) => _fields.Remove(field);

    /// <summary>
    /// All values: <c>time</c> is that of the newest, fields that are older stand in <c>older</c> with their own time. Names are as the board says them.
    /// </summary>
    public byte[] ToJson(bool withUnits) => Json(_fields.Values, withUnits);

    /// <summary>Some values as JSON; empty if there are none.</summary>
    public static byte[] Json(IReadOnlyCollection<Field> fields, bool withUnits)
    {
        if (fields.Count == 0)
            return [];
        var newest = fields.Max(field => field.Timestamp);
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Readable))
        {
            writer.WriteStartObject();
            writer.WriteString("time", PayloadText.Time(newest));
            writer.WriteStartObject("values");
            foreach (var field in fields)
            {
                writer.WritePropertyName(field.Name);
                PayloadText.Write(writer, field);
            }

            writer.WriteEndObject();
            if (fields.Any(field => field.Timestamp != newest))
            {
                writer.WriteStartObject("older");
                foreach (var field in fields.Where(field => field.Timestamp != newest))
                    writer.WriteString(field.Name, PayloadText.Time(field.Timestamp));
                writer.WriteEndObject();
            }

            if (withUnits)
            {
                writer.WriteStartObject("units");
                foreach (var field in fields.Where(field => field.Unit.Length > 0))
                    writer.WriteString(field.Name, field.Unit);
                writer.WriteEndObject();
            }

            writer.WriteEndObject();
        }

        return buffer.ToArray();
    }

    /// <summary>How a value stands to what was published.</summary>
    internal enum Standing
    {
        /// <summary>To be published.</summary>
        News,

        /// <summary>Published already.</summary>
        Known,

        /// <summary>Something newer was published.</summary>
        Late,
    }
}
