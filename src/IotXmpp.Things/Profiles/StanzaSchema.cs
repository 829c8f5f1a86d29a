using System.Xml.Linq;

namespace IotXmpp.Things.Profiles;

/// <summary>Writes <c>jabber-client.xsd</c> of a device type (RFC 6120 A.5): a message is a reading, an iq is a request or an answer of the
/// extensions that a board has.</summary>
internal sealed class StanzaSchema(DeviceTypeDescription description)
{
    private static readonly string[] s_errorTypes = ["auth", "cancel", "continue", "modify", "wait"];
    private static readonly string[] s_iqTypes = ["error", "get", "result", "set"];
    private static readonly string[] s_presenceTypes = ["error", "probe", "subscribe", "subscribed", "unavailable", "unsubscribe", "unsubscribed"];
    private static readonly string[] s_shows = ["away", "chat", "dnd", "xa"];

    /// <summary>The three stanzas.</summary>
    public object[] Content() =>
    [
        Xsd.Element(
            "message",
            Xsd.Sequence(Xsd.GroupRef("sn:" + SensorDataSchema.Reading)),
            description.SendsTo.Count == 0 ? null : Xsd.Required("to", Xsd.OneOf(description.SendsTo))),
        Xsd.Element(
            "presence",
            Xsd.Occurs(Xsd.Choice(Xsd.SimpleElement("show", Xsd.OneOf(s_shows, "xs:NMTOKEN")), Status(), Xsd.SimpleElement("priority", "xs:byte")), 0, 0),
            Address("from"),
            Xsd.Optional("id", "xs:NMTOKEN"),
            Address("to"),
            Xsd.Optional("type", Xsd.OneOf(s_presenceTypes, "xs:NMTOKEN")),
            Xsd.OptionalRef("xml:lang")),
        Xsd.Element(
            "iq",
            Xsd.Sequence(
                Xsd.Occurs(
                    Xsd.Choice(
                        Xsd.ElementRef("bind:bind"),
                        Xsd.GroupRef("ct:" + ControlSchema.Payload),
                        Xsd.ElementRef("ping:ping"),
                        Xsd.GroupRef("sn:" + SensorDataSchema.Payload)),
                    0,
                    1),
                Xsd.Occurs(Error(), 0, 1)),
            Address("from"),
            Xsd.Required("id", "xs:NMTOKEN"),
            Address("to"),
            Xsd.Required("type", Xsd.OneOf(s_iqTypes, "xs:NMTOKEN")),
            Xsd.OptionalRef("xml:lang")),
    ];

    private static XElement Address(string name) => Xsd.Optional(name, "xs:string");

    private static XElement Status() => Xsd.Element("status", Xsd.Text("xs:string", Xsd.OptionalRef("xml:lang")));

    private static XElement Error() => Xsd.Element(
        "error",
        Xsd.Sequence(Xsd.GroupRef("err:stanzaErrorGroup"), Xsd.GroupRef("err:stanzaErrorText"), Xsd.GroupRef("ct:" + ControlSchema.Error)),
        Address("by"),
        Xsd.Required("type", Xsd.OneOf(s_errorTypes, "xs:NMTOKEN")));
}
