using System.Buffers;
using IotXmpp.Exi.Portable;

namespace IotXmpp.Exi.Tests.Writing;

/// <summary>Writes a reading of XEP-0323 by the numbers of its names, as a program that sends many would.</summary>
internal sealed class ReadingWriter(GrammarImage image)
{
    private const string SensorData = "urn:xmpp:iot:sensordata";

    private readonly int _message = image.FindQName(image.FindUri("jabber:client"), "message");
    private readonly int _from = image.FindQName(image.FindUri(""), "from");
    private readonly int _to = image.FindQName(image.FindUri(""), "to");
    private readonly int _fields = image.FindQName(image.FindUri(SensorData), "fields");
    private readonly int _seqnr = image.FindQName(image.FindUri(""), "seqnr");
    private readonly int _node = image.FindQName(image.FindUri(SensorData), "node");
    private readonly int _nodeId = image.FindQName(image.FindUri(""), "nodeId");
    private readonly int _timestamp = image.FindQName(image.FindUri(SensorData), "timestamp");
    private readonly int _value = image.FindQName(image.FindUri(""), "value");
    private readonly int _numeric = image.FindQName(image.FindUri(SensorData), "numeric");
    private readonly int _name = image.FindQName(image.FindUri(""), "name");
    private readonly int _unit = image.FindQName(image.FindUri(""), "unit");
    private readonly int _momentary = image.FindQName(image.FindUri(""), "momentary");

    public void Write(IBufferWriter<byte> output, ExiWriterState state, long sequence)
    {
        var writer = new ExiWriter(output, state);
        writer.WriteStartElement(_message);
        writer.WriteAttribute(_from, "device@example.org");
        writer.WriteAttribute(_to, "client@example.org/amr"u8);
        writer.WriteStartElement(_fields);
        writer.WriteAttribute(_seqnr, sequence);
        writer.WriteStartElement(_node);
        writer.WriteAttribute(_nodeId, "Device01");
        writer.WriteStartElement(_timestamp);
        writer.WriteAttribute(_value, ExiDateTime.FromDateTimeOffset(new DateTimeOffset(2026, 11, 22, 21, 5, 7, 250, TimeSpan.Zero)));
        writer.WriteStartElement(_numeric);
        writer.WriteAttribute(_name, "Temperature");
        writer.WriteAttribute(_momentary, true);
        writer.WriteAttribute(_value, ExiFloat.FromDouble(23.45));
        writer.WriteAttribute(_unit, "°C"u8);
        for (int open = 5; open > 0; open--)
            writer.WriteEndElement();
        writer.WriteEndDocument();
    }
}
