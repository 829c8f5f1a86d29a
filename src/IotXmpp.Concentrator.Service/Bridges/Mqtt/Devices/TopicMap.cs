using System.Globalization;
using System.Text;
using System.Text.Json;
using IotXmpp.Concentrator.Service.Bridges.Mqtt.Options;
using IotXmpp.Things.Model;

namespace IotXmpp.Concentrator.Service.Bridges.Mqtt.Devices;

/// <summary>What a device's payloads mean, by its topic map. Nothing of it remembers anything.</summary>
internal sealed class TopicMap(MqttDeviceOptions device)
{
    private static readonly JsonDocumentOptions Bounded = new() { MaxDepth = 16 };

    /// <summary>The topics to subscribe to.</summary>
    public IReadOnlyList<string> Topics { get; } =
        [.. device.Fields.Select(field => field.Topic).Concat(device.Availability is { } availability ? [availability.Topic] : []).Distinct(StringComparer.Ordinal)];

    /// <summary>The fields in a payload. What cannot be read as its kind is left out.</summary>
    /// <param name="topic">Topic it came on.</param>
    /// <param name="payload">The payload.</param>
    /// <param name="isRetained">Whether the broker had kept it: then only values with a time of their own count, since nobody knows how old the others are.</param>
    /// <param name="now">When it arrived.</param>
    public IReadOnlyList<Field> Read(string topic, ReadOnlySpan<byte> payload, bool isRetained, DateTimeOffset now)
    {
        var fields = new List<Field>();
        using var json = Parse(payload);
        foreach (var map in device.Fields.Where(field => field.Topic == topic))
        {
            if (Text(map.Path, payload, json) is not { } text || Value(map, text) is not { } value)
                continue;
            var at = map.TimePath is { } path && json is not null && PayloadPath.Find(json.RootElement, path) is { } time ? Time(time) : null;
            if (at is null && isRetained)
                continue;
            fields.Add(new Field
            {
                Name = map.Name,
                Value = value,
                Unit = map.Unit,
                Timestamp = at ?? now,
                FieldTypes = FieldTypes.Momentary,
                Quality = FieldQuality.AutomaticReadout,
                Writable = device.Parameters.Any(parameter => parameter.Parameter.Name == map.Name),
            });
        }

        return fields;
    }

    /// <summary>Whether the device says it is there; null if this says nothing of it.</summary>
    public bool? ReadAvailability(string topic, ReadOnlySpan<byte> payload)
    {
        if (device.Availability is not { } availability || availability.Topic != topic)
            return null;
        using var json = Parse(payload);
        string? text = Text(availability.Path, payload, json);
        if (availability.Online.Equals(text, StringComparison.OrdinalIgnoreCase))
            return true;
        return availability.Offline.Equals(text, StringComparison.OrdinalIgnoreCase) ? false : null;
    }

    /// <summary>The payload of a command.</summary>
    public static byte[] Write(MqttParameterOptions map, ControlValue value)
    {
        string text = map.Parameter.Kind == ControlParameterKind.Boolean ? (value.Text == "true" ? map.On : map.Off) : value.Text;
        if (map.Template.AsSpan().TrimStart() is ['{' or '[', ..] && map.Template != MqttParameterOptions.Placeholder)
            text = JsonEncodedText.Encode(text).ToString();
        return Encoding.UTF8.GetBytes(map.Template.Replace(MqttParameterOptions.Placeholder, text, StringComparison.Ordinal));
    }

    /// <summary>True if a field shows that a command was carried out.</summary>
    public static bool Confirms(Field field, ControlValue value)
    {
        if (field.Value.TryGetNumber(out double shown) && (value.Text is "true" or "false"
            ? (value.Text == "true" ? 1.0 : 0.0)
            : double.TryParse(value.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : double.NaN) is var wanted)
            return Math.Abs(shown - wanted) <= 1e-6 * Math.Max(1, Math.Abs(wanted));
        return field.Value.Text.Equals(value.Text, StringComparison.OrdinalIgnoreCase);
    }

    private static string? Text(string? path, ReadOnlySpan<byte> payload, JsonDocument? json)
    {
        if (path is not null)
            return json is null ? null : PayloadPath.Find(json.RootElement, path);
        string text = Encoding.UTF8.GetString(payload).Trim();
        return text.Length > 0 ? text : null;
    }

    private static FieldValue? Value(MqttFieldOptions map, string text)
    {
        if (map.Kind == FieldValueKind.Boolean)
        {
            if (text.Equals(map.On, StringComparison.OrdinalIgnoreCase) || text.Equals("true", StringComparison.OrdinalIgnoreCase))
                return FieldValue.Boolean(true);
            return text.Equals(map.Off, StringComparison.OrdinalIgnoreCase) || text.Equals("false", StringComparison.OrdinalIgnoreCase) ? FieldValue.Boolean(false) : null;
        }

        if (map.Scale != 1 && map.Kind == FieldValueKind.Numeric)
        {
            if (!decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number))
                return null;
            try
            {
                text = (number * map.Scale).ToString(CultureInfo.InvariantCulture);
            }
            catch (OverflowException)
            {
                return null;
            }
        }

        return FieldValue.TryCreate(map.Kind, text, null, out var value) ? value : null;
    }

    /// <summary>A time of a payload: xs:dateTime, or seconds or milliseconds since 1970.</summary>
    private static DateTimeOffset? Time(string text)
    {
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number))
        {
            // Seconds reach this in the year 5138, milliseconds did in 1973.
            const long Milliseconds = 100_000_000_000;
            long milliseconds = number < Milliseconds ? number * 1_000 : number;
            return milliseconds <= 253_402_300_799_999 ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : null;
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal, out var time) ? time : null;
    }

    private static JsonDocument? Parse(ReadOnlySpan<byte> payload)
    {
        if (payload.IsEmpty || (payload[0] is not ((byte)'{' or (byte)'[') && !char.IsWhiteSpace((char)payload[0])))
            return null;
        try
        {
            return JsonDocument.Parse(payload.ToArray(), Bounded);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
