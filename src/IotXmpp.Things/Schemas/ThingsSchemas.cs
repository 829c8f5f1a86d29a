using IotXmpp.Xmpp.Schemas;

namespace IotXmpp.Things.Schemas;

/// <summary>The schemas of the Internet of Things extensions; see README.md beside them for origin and repairs.</summary>
public static class ThingsSchemas
{
    /// <summary>All of them, by file name.</summary>
    public static IReadOnlyList<PublishedSchema> All { get; } =
    [
        Embedded("iot-concentrators.xsd", "urn:xmpp:iot:concentrators"),
        Embedded("iot-control.xsd", "urn:xmpp:iot:control"),
        Embedded("iot-discovery.xsd", "urn:xmpp:iot:discovery"),
        Embedded("iot-provisioning.xsd", "urn:xmpp:iot:provisioning"),
        Embedded("iot-sensordata.xsd", "urn:xmpp:iot:sensordata"),
    ];

    private static PublishedSchema Embedded(string fileName, string ns) =>
        new(fileName, ns, typeof(ThingsSchemas).Assembly, "IotXmpp.Things.Schemas." + fileName);
}
