using IotXmpp.Xmpp.Schemas;

namespace IotXmpp.Things.Schemas;

/// <summary>
/// The schemas whose image a board carries in flash (<c>firmware/Device/Generated/BoardGrammar.g.cs</c>): opening a stream, authenticating,
/// binding, resuming, and sensor data and control. As few as that needs, since each byte of the image is a byte of flash.
/// </summary>
public static class BoardSchemas
{
    /// <summary>Name of the set. Changing the set or a file in it needs another name: boards in the field keep the old one.</summary>
    public const string Id = "iot-board-1";

    /// <summary>Header of the generated source.</summary>
    public static IReadOnlyList<string> Remarks { get; } =
    [
        $"Grammars of the schema set {Id} (BoardSchemas). Made by:",
        "dotnet run --project src/IotXmpp.Tool -- exi compile --board --csharp firmware/Device/Generated/BoardGrammar.g.cs",
    ];

    private static readonly string[] s_xmpp =
    [
        "bind.xsd", "compress.xsd", "delay.xsd", "exi.xsd", "jabber-client.xsd", "jabber-server.xsd", "ping.xsd", "sasl.xsd", "session.xsd",
        "sm.xsd", "stanzaerror.xsd", "streamerror.xsd", "streams.xsd", "tls.xsd", "x-data.xsd", "xdata-layout.xsd", "xdata-validate.xsd", "xml.xsd",
    ];

    private static readonly string[] s_things = ["iot-control.xsd", "iot-sensordata.xsd"];

    /// <summary>The set, complete: everything that one of them imports is among them.</summary>
    public static IReadOnlyList<PublishedSchema> All { get; } =
    [
        .. XmppSchemas.All.Where(schema => s_xmpp.Contains(schema.FileName)),
        .. ThingsSchemas.All.Where(schema => s_things.Contains(schema.FileName)),
    ];
}
