using System.Collections;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using IotXmpp.Things.Model;

namespace IotXmpp.Things.Profiles;

/// <summary>
/// What the service knows of a type of board: names, units, ranges and forms, and the EXI configuration that its firmware has in flash. One revision of it is
/// one file, <c>hardware/&lt;board&gt;/&lt;board&gt;-&lt;revision&gt;.json</c>, made from the board's <c>thing.yaml</c> by <c>iotxmpp board generate</c>.
/// </summary>
public sealed record BoardType
{
    /// <summary>Longest file, octets: 64 fields and parameters are 20 KB.</summary>
    private const int MaxLength = 256 * 1024;

    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NewLine = "\n",
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { LeaveOutWhatIsEmpty } },
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        WriteIndented = true,
    };

    /// <summary>Name of the kind as stored with a device: 1 to 31 letters, digits and hyphens, such as <c>climate-devkit</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Counts the schemas a type has had, from 1: boards in the field keep those they were built with.</summary>
    public required int Revision { get; init; }

    /// <summary><see cref="DeviceTypeSchema.Id"/> of its schemas, so that a changed description does not pass under an old name.</summary>
    public required string Schemas { get; init; }

    /// <summary>For people, such as <c>climate sensor</c>.</summary>
    public required string Title { get; init; }

    /// <summary>Type of its service discovery identity, category <c>device</c>.</summary>
    public string DeviceType { get; init; } = "thing";

    /// <summary>What it measures.</summary>
    public required IReadOnlyList<DeviceTypeField> Fields { get; init; }

    /// <summary>What may be set on it.</summary>
    public IReadOnlyList<ControlParameter> Parameters { get; init; } = [];

    /// <summary>The configurationId its firmware names (XEP-0322 2.2.6): <c>iot-</c>, kind, hyphen, revision.</summary>
    public string ConfigurationId => $"iot-{Kind}-{Revision}";

    /// <summary>What people and programs are told of it.</summary>
    public ThingDescription Description => new()
    {
        Kind = Kind,
        Title = Title,
        DeviceType = DeviceType,
        Fields = [.. Fields.Select(each => new FieldDescription(each.Name, each.Kind, each.Unit, each.FieldTypes))],
        Parameters = Parameters,
    };

    /// <summary>Its schemas.</summary>
    /// <exception cref="DeviceTypeException">It has a fault.</exception>
    public DeviceTypeSchema CreateSchema() => DeviceTypeSchema.Create(new DeviceTypeDescription { Id = Kind, Fields = Fields, Parameters = Parameters });

    /// <summary>Reads a file and checks that its schemas are those it was made with.</summary>
    /// <exception cref="DeviceTypeException">It has a fault, or its schemas have changed.</exception>
    /// <exception cref="FormatException">It is no such file.</exception>
    public static BoardType Read(Stream json)
    {
        if (json.Length > MaxLength)
            throw new FormatException($"the file is longer than {MaxLength} octets");
        BoardType type;
        try
        {
            type = JsonSerializer.Deserialize<BoardType>(json, s_json) ?? throw new FormatException("the file says null");
        }
        catch (JsonException e)
        {
            throw new FormatException($"line {e.LineNumber + 1}: {e.Message}", e);
        }

        if (type.Revision < 1)
            throw new DeviceTypeException(nameof(Revision), "must be 1 or more");
        string made = type.CreateSchema().Id;
        return made == type.Schemas ? type : throw new DeviceTypeException(nameof(Schemas), $"the schemas are {made} now, not {type.Schemas}: that is another revision");
    }

    /// <summary>The file.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, s_json) + "\n";

    private static void LeaveOutWhatIsEmpty(JsonTypeInfo type)
    {
        foreach (var property in type.Properties.Where(property => !property.IsRequired))
            property.ShouldSerialize = property.Set is null ? (_, _) => false : (_, value) => value is not (null or "" or 0 or false or ICollection { Count: 0 });
    }
}
