using System.Xml.Linq;
using IotXmpp.Things.Model;
using IotXmpp.Things.Portable;
using IotXmpp.Things.SensorData;

namespace IotXmpp.Things.Profiles;

/// <summary>Writes <c>iot-sensordata.xsd</c> of a device type (XEP-0323).</summary>
internal sealed class SensorDataSchema(DeviceTypeDescription description)
{
    /// <summary>Group of what an iq carries.</summary>
    public const string Payload = "payload";

    /// <summary>Group of what a message carries.</summary>
    public const string Reading = "reading";

    // In the order of the published choice.
    private static readonly (FieldValueKind Kind, string Element)[] s_kinds =
    [
        (FieldValueKind.Boolean, SensorDataNames.Boolean),
        (FieldValueKind.Date, SensorDataNames.Date),
        (FieldValueKind.DateTime, SensorDataNames.DateTime),
        (FieldValueKind.Duration, SensorDataNames.Duration),
        (FieldValueKind.Enumeration, SensorDataNames.Enum),
        (FieldValueKind.Int, SensorDataNames.Int),
        (FieldValueKind.Long, SensorDataNames.Long),
        (FieldValueKind.Numeric, SensorDataNames.Numeric),
        (FieldValueKind.String, SensorDataNames.String),
        (FieldValueKind.Time, SensorDataNames.Time),
    ];

    /// <summary>A sequence number: never negative here, so that the first 128 of them take one byte and no sign.</summary>
    private static XElement SequenceNumber => Xsd.Required(SensorDataNames.SequenceNumber, Xsd.Between("xs:int", "0", null));

    private XElement NodeId => Xsd.Required(SensorDataNames.NodeId, Xsd.OneOf(description.Nodes));

    /// <summary>The groups of the document. Their elements are local: each global one would lengthen the event code of every stanza.</summary>
    public object[] Content() =>
    [
        Xsd.Group(Reading, Xsd.Sequence(Fields())),
        Xsd.Group(Payload, Xsd.Choice(Request(), Acknowledgement(SensorDataNames.Accepted, Xsd.Optional(SensorDataNames.Queued, "xs:boolean")),
            Acknowledgement(SensorDataNames.Cancel), Acknowledgement(SensorDataNames.Cancelled))),
    ];

    private XElement Fields() => Xsd.Element(
        SensorDataNames.Fields,
        Xsd.Sequence(Xsd.Occurs(Xsd.Element(SensorDataNames.Node, Xsd.Sequence(Xsd.Occurs(Timestamp(), 1, 0)), NodeId), 1, description.Nodes.Count)),
        SequenceNumber,
        Xsd.Optional(SensorDataNames.Done, "xs:boolean"));

    private XElement Timestamp()
    {
        XElement[] kinds = [.. s_kinds.Where(kind => description.Fields.Any(field => field.Kind == kind.Kind)).Select(kind => Kind(kind.Kind, kind.Element))];
        int most = description.Fields.Count;
        // As many fields as the board has: behind the last one the end costs no bit.
        XElement content = kinds.Length == 1 ? Xsd.Sequence(Xsd.Occurs(kinds[0], 1, most)) : Xsd.Occurs(Xsd.Choice(kinds), 1, most);
        return Xsd.Element(SensorDataNames.Timestamp, content, Xsd.Required(SensorDataNames.Value, "xs:dateTime"));
    }

    private XElement Kind(FieldValueKind kind, string element)
    {
        DeviceTypeField[] fields = [.. description.Fields.Where(field => field.Kind == kind)];
        return Xsd.Element(
            element,
            Xsd.Required(SensorDataNames.Name, Xsd.OneOf(fields.Select(field => field.Name))),
            Types(fields),
            FieldFlags.Qualities.Where(quality => description.Quality.HasFlag(quality.Flag)).Select(quality => Xsd.Required(quality.Name, True)),
            Xsd.Required(SensorDataNames.Value, Value(kind, fields)),
            kind == FieldValueKind.Numeric ? Xsd.Required(SensorDataNames.Unit, Xsd.OneOf(fields.Select(field => field.Unit).Distinct())) : null,
            kind == FieldValueKind.Enumeration ? Xsd.Required(SensorDataNames.DataType, Xsd.OneOf(fields.Select(field => field.DataType).Distinct())) : null);
    }

    private static IEnumerable<XElement> Types(DeviceTypeField[] fields)
    {
        FieldTypes all = fields.Aggregate(FieldTypes.None, (types, field) => types | field.FieldTypes);
        var flags = FieldFlags.Types.Where(type => all.HasFlag(type.Flag)).ToList();
        bool always = flags.Count == 1 && fields.All(field => field.FieldTypes == all);
        return flags.Select(flag => always ? Xsd.Required(flag.Name, True) : Xsd.Optional(flag.Name, True));
    }

    // A boolean has no enumeration facet (XML Schema 1.0, 3.2.2.1); false is said by leaving the attribute out.
    private static XElement True => Xsd.OneOf(["true"]);

    private static object Value(FieldValueKind kind, DeviceTypeField[] fields) => kind switch
    {
        FieldValueKind.Boolean => "xs:boolean",
        FieldValueKind.Date => "xs:date",
        FieldValueKind.DateTime => "xs:dateTime",
        FieldValueKind.Duration => "xs:duration",
        FieldValueKind.Enumeration => Xsd.OneOf(fields.SelectMany(field => field.Values).Distinct()),
        FieldValueKind.Int => NumericValues.Integer("xs:int", fields),
        FieldValueKind.Long => NumericValues.Integer("xs:long", fields),
        FieldValueKind.Numeric => NumericValues.Numeric(fields),
        FieldValueKind.Time => "xs:time",
        _ => "xs:string",
    };

    private XElement Request() => Xsd.Element(
        SensorDataNames.Request,
        Xsd.Occurs(
            Xsd.Choice(
                Xsd.Element(SensorDataNames.Node, NodeId),
                Xsd.Element(SensorDataNames.Field, Xsd.Required(SensorDataNames.Name, Xsd.OneOf(description.Fields.Select(field => field.Name))))),
            0,
            0),
        SequenceNumber,
        FieldFlags.Types.Select(type => Xsd.Optional(type.Name, "xs:boolean")),
        Xsd.Optional(SensorDataNames.All, "xs:boolean"),
        Xsd.Optional(SensorDataNames.Historical, "xs:boolean"),
        Xsd.Optional(SensorDataNames.From, "xs:dateTime"),
        Xsd.Optional(SensorDataNames.To, "xs:dateTime"),
        Xsd.Optional(SensorDataNames.When, "xs:dateTime"),
        Xsd.Optional(SensorDataNames.ServiceToken, "xs:string"),
        Xsd.Optional(SensorDataNames.DeviceToken, "xs:string"),
        Xsd.Optional(SensorDataNames.UserToken, "xs:string"));

    private static XElement Acknowledgement(string name, params XElement[] attributes) => Xsd.Element(name, SequenceNumber, attributes);
}
