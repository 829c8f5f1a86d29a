using System.Runtime.CompilerServices;
using System.Text;
using IotXmpp.Concentrator.Service.Bridges.Mqtt.Options;
using IotXmpp.Concentrator.Service.Options;
using Microsoft.Extensions.Configuration;

namespace IotXmpp.Service.Tests.Bridges.Mqtt;

/// <summary>The topic maps of the bridge's README, read as the service reads them.</summary>
internal static class WorkedExamples
{
    public static MqttDeviceOptions TasmotaPlug => Device("### Tasmota", "plug1");

    public static MqttDeviceOptions ZigbeeThermometer => Device("### Zigbee2MQTT", "bedroom");

    public static MqttDeviceOptions ZigbeeLamp => Device("### Zigbee2MQTT", "lamp");

    private static MqttDeviceOptions Device(string heading, string name)
    {
        string text = File.ReadAllText(Path.Combine(Folder(), "..", "..", "..", "..", "src", "IotXmpp.Concentrator.Service", "Bridges", "Mqtt", "README.md"));
        int start = text.IndexOf("```json", text.IndexOf(heading, StringComparison.Ordinal), StringComparison.Ordinal) + 7;
        string json = text[start..text.IndexOf("```", start, StringComparison.Ordinal)];
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(json));
        var options = ServiceOptionsReader.Read(new ConfigurationBuilder().AddJsonStream(stream).Build());
        return options.Mqtt.Devices.Single(device => device.Name == name);
    }

    private static string Folder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
