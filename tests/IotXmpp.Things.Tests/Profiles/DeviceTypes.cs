using System.Xml;
using System.Xml.Linq;
using System.Xml.Schema;
using IotXmpp.Things.Model;
using IotXmpp.Things.Profiles;
using IotXmpp.Things.Schemas;
using IotXmpp.Xmpp.Schemas;

namespace IotXmpp.Things.Tests.Profiles;

/// <summary>Device types and readings of theirs.</summary>
internal static class DeviceTypes
{
    private static readonly Lazy<XmlSchemaSet> s_published = new(() => Set(XmppSchemas.All.Concat(ThingsSchemas.All).Select(schema => schema.Read())));

    /// <summary>A room sensor: three numbers, one decimal each.</summary>
    public static DeviceTypeDescription Climate { get; } = new()
    {
        Id = "climate",
        Nodes = ["board1"],
        SendsTo = ["things.localhost"],
        Fields =
        [
            new() { Name = "Temperature", Unit = "°C", Minimum = -40, Maximum = 85, Decimals = 1 },
            new() { Name = "Humidity", Unit = "%", Minimum = 0, Maximum = 100, Decimals = 1 },
            new() { Name = "Pressure", Unit = "hPa", Minimum = 850, Maximum = 1100, Decimals = 1 },
        ],
        Parameters =
        [
            new() { Name = "Interval", Kind = ControlParameterKind.Int, Minimum = 1, Maximum = 3600 },
            new() { Name = "Label", Kind = ControlParameterKind.String },
        ],
    };

    /// <summary>The same over everything the barometer can measure.</summary>
    public static DeviceTypeDescription WideClimate { get; } = Climate with
    {
        Id = "wide-climate",
        Fields = [Climate.Fields[0], Climate.Fields[1], Climate.Fields[2] with { Minimum = 300 }],
    };

    /// <summary>A thermometer.</summary>
    public static DeviceTypeDescription Thermometer { get; } = Climate with { Id = "thermometer", Fields = [Climate.Fields[0]] };

    /// <summary>Every kind of field, two nodes, fields with history.</summary>
    public static DeviceTypeDescription Everything { get; } = new()
    {
        Id = "everything",
        Nodes = ["left", "right"],
        SendsTo = ["things.localhost", "owner@example.org/phone"],
        Quality = FieldQuality.AutomaticReadout | FieldQuality.Signed,
        Fields =
        [
            new() { Name = "Energy", Unit = "kWh", Decimals = 3, FieldTypes = FieldTypes.Momentary | FieldTypes.HistoricalMinute },
            new() { Name = "Power", Unit = "W" },
            new() { Name = "Relay", Kind = FieldValueKind.Boolean },
            new() { Name = "Presses", Kind = FieldValueKind.Int, Minimum = 0.0m, Maximum = 4095.00m },
            new() { Name = "Total", Kind = FieldValueKind.Long, Minimum = -99999999999, Maximum = 99999999999 },
            new() { Name = "State", Kind = FieldValueKind.Enumeration, Values = ["on & off", "open"], DataType = "DoorState" },
            new() { Name = "Label", Kind = FieldValueKind.String, FieldTypes = FieldTypes.Identity },
            new() { Name = "Started", Kind = FieldValueKind.DateTime, FieldTypes = FieldTypes.Status },
            new() { Name = "Built", Kind = FieldValueKind.Date },
            new() { Name = "Alarm", Kind = FieldValueKind.Time },
            new() { Name = "Uptime", Kind = FieldValueKind.Duration },
        ],
        Parameters =
        [
            new() { Name = "Relay", Kind = ControlParameterKind.Boolean },
            new() { Name = "Brightness", Kind = ControlParameterKind.Int, Minimum = 0, Maximum = 100 },
            new() { Name = "Count", Kind = ControlParameterKind.Long },
            new() { Name = "Colour", Kind = ControlParameterKind.Color },
            new() { Name = "Gain", Kind = ControlParameterKind.Double },
        ],
    };

    /// <summary>A reading as firmware writes it.</summary>
    public static XElement Reading(params (string Name, string Value, string Unit)[] fields) => XElement.Parse(
        "<message xmlns='jabber:client' to='things.localhost'><fields xmlns='urn:xmpp:iot:sensordata' seqnr='7'><node nodeId='board1'>"
        + "<timestamp value='2026-02-03T04:05:06.789Z'>"
        + string.Concat(fields.Select(field =>
            $"<numeric automaticReadout='true' momentary='true' name='{field.Name}' unit='{field.Unit}' value='{field.Value}'/>"))
        + "</timestamp></node></fields></message>");

    /// <summary>Three fields.</summary>
    public static XElement ThreeFields { get; } = Reading(("Temperature", "21.5", "°C"), ("Humidity", "48.0", "%"), ("Pressure", "1013.2", "hPa"));

    /// <summary>What System.Xml.Schema says against a document by the published schemas; empty if it is valid.</summary>
    public static IReadOnlyList<string> FaultsByPublishedSchemas(XElement document) => Faults(s_published.Value, document);

    public static IReadOnlyList<string> Faults(XmlSchemaSet set, XElement document)
    {
        var faults = new List<string>();
        new XDocument(document).Validate(set, (_, fault) => faults.Add(fault.Message));
        return faults;
    }

    /// <summary>A set with every check that System.Xml.Schema has, unique particle attribution among them.</summary>
    public static XmlSchemaSet Set(IEnumerable<ReadOnlyMemory<byte>> documents)
    {
        var set = new XmlSchemaSet { XmlResolver = null };
        foreach (var document in documents)
        {
            using var reader = XmlReader.Create(new MemoryStream(document.ToArray()), new XmlReaderSettings { XmlResolver = null });
            set.Add(null, reader);
        }

        set.Compile();
        return set;
    }

    private static XmlSchemaSet Set(IEnumerable<byte[]> documents) => Set(documents.Select(document => new ReadOnlyMemory<byte>(document)));
}
