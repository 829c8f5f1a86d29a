using System.Xml.Linq;
using IotXmpp.Things.Model;
using IotXmpp.Things.Portable;

namespace IotXmpp.Things.Profiles;

/// <summary>Writes <c>iot-control.xsd</c> of a device type (XEP-0325).</summary>
internal sealed class ControlSchema(DeviceTypeDescription description)
{
    /// <summary>Group of what an iq carries.</summary>
    public const string Payload = "payload";

    /// <summary>Group of what may stand in an error.</summary>
    public const string Error = "error";

    private static readonly (ControlParameterKind Kind, string Element)[] s_kinds =
    [
        (ControlParameterKind.Boolean, ControlNames.Boolean),
        (ControlParameterKind.Color, ControlNames.Color),
        (ControlParameterKind.Date, ControlNames.Date),
        (ControlParameterKind.DateTime, ControlNames.DateTime),
        (ControlParameterKind.Double, ControlNames.Double),
        (ControlParameterKind.Duration, ControlNames.Duration),
        (ControlParameterKind.Int, ControlNames.Int),
        (ControlParameterKind.Long, ControlNames.Long),
        (ControlParameterKind.String, ControlNames.String),
        (ControlParameterKind.Time, ControlNames.Time),
    ];

    /// <summary>The groups of the document.</summary>
    public object[] Content() =>
    [
        Xsd.Group(Payload, Xsd.Choice(Set(), Xsd.Element(ControlNames.SetResponse, Xsd.Occurs(Xsd.Choice(Node(), Named(ControlNames.Parameter, ControlNames.Name)), 0, 0)))),
        Xsd.Group(Error, Xsd.Sequence(Xsd.Occurs(Xsd.Element(ControlNames.ParamError, Xsd.Text("xs:string", Xsd.Required(ControlNames.Var, Names))), 0, 1))),
    ];

    // A fault may be in a parameter that the board does not have.
    private static string Names => "xs:string";

    private XElement Set() => Xsd.Element(
        ControlNames.Set,
        Xsd.Occurs(
            Xsd.Choice(Node(), s_kinds.Where(kind => description.Parameters.Any(parameter => parameter.Kind == kind.Kind)).Select(kind => Kind(kind.Kind, kind.Element))),
            1,
            0),
        Xsd.OptionalRef("xml:lang"),
        Xsd.Optional(SensorDataNames.ServiceToken, "xs:string"),
        Xsd.Optional(SensorDataNames.DeviceToken, "xs:string"),
        Xsd.Optional(SensorDataNames.UserToken, "xs:string"));

    private XElement Kind(ControlParameterKind kind, string element)
    {
        ControlParameter[] parameters = [.. description.Parameters.Where(parameter => parameter.Kind == kind)];
        return Xsd.Element(
            element,
            Xsd.Required(ControlNames.Name, Xsd.OneOf(parameters.Select(parameter => parameter.Name))),
            Xsd.Required(ControlNames.Value, Value(kind, parameters)));
    }

    private static object Value(ControlParameterKind kind, ControlParameter[] parameters) => kind switch
    {
        ControlParameterKind.Boolean => "xs:boolean",
        ControlParameterKind.Color => Xsd.Restriction("xs:string", Xsd.Facet("pattern", "[0-9a-fA-F]{6}([0-9a-fA-F]{2})?")),
        ControlParameterKind.Date => "xs:date",
        ControlParameterKind.DateTime => "xs:dateTime",
        ControlParameterKind.Double => "xs:double",
        ControlParameterKind.Duration => "xs:duration",
        ControlParameterKind.Int => NumericValues.Integer("xs:int", parameters),
        ControlParameterKind.Long => NumericValues.Integer("xs:long", parameters),
        ControlParameterKind.Time => "xs:time",
        _ => "xs:string",
    };

    private static XElement Named(string element, string attribute) => Xsd.Element(element, Xsd.Required(attribute, Names));

    private XElement Node() => Xsd.Element(ControlNames.Node, Xsd.Required(ControlNames.NodeId, Xsd.OneOf(description.Nodes)));
}
