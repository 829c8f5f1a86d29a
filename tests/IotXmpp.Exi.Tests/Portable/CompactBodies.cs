using IotXmpp.Exi.Portable;
using IotXmpp.Tool.Vectors;

namespace IotXmpp.Exi.Tests.Portable;

/// <summary>Bodies and names of the XMPP schema set, for tests that drive the compact codec directly.</summary>
internal static class CompactBodies
{
    public const string Client = "jabber:client";
    public const string SensorData = "urn:xmpp:iot:sensordata";

    /// <summary>14:30:00.250 UTC on 2 November 2025.</summary>
    public const long ReadingTime = 1_762_093_800_250;

    public static GrammarImage Image { get; } = VectorFolder.Schemas.Find(Path.Combine(VectorFolder.Root, "xmpp", "schemas", "cs.xsd"));

    /// <summary>Memory of a board: nothing built-in, small tables.</summary>
    public static CompactExiOptions Board(bool strict = true) => new() { Strict = strict };

    /// <summary>Header-less bodies of the XMPP stanzas, by one of the vectors' option groups.</summary>
    public static IEnumerable<(string Id, VectorOptions Options, byte[] Body, string Events)> Stanzas(string group) =>
        VectorFolder.Load("xmpp").Records
            .Where(record => record.Group == group && !record.Disputed)
            .Select(record => (record.Id, record.Options, record.Streams[0].Exi[1..], record.Streams[0].Events!));

    /// <summary>A message with three fields of a sensor.</summary>
    public sealed class Reading(CompactExiWriter writer)
    {
        private readonly int _message = writer.FindName(Client, "message");
        private readonly int _from = writer.FindName("", "from");
        private readonly int _to = writer.FindName("", "to");
        private readonly int _fields = writer.FindName(SensorData, "fields");
        private readonly int _seqnr = writer.FindName("", "seqnr");
        private readonly int _done = writer.FindName("", "done");
        private readonly int _node = writer.FindName(SensorData, "node");
        private readonly int _nodeId = writer.FindName("", "nodeId");
        private readonly int _timestamp = writer.FindName(SensorData, "timestamp");
        private readonly int _value = writer.FindName("", "value");
        private readonly int _numeric = writer.FindName(SensorData, "numeric");
        private readonly int _name = writer.FindName("", "name");
        private readonly int _unit = writer.FindName("", "unit");
        private readonly int _momentary = writer.FindName("", "momentary");
        private readonly int _automatic = writer.FindName("", "automaticReadout");

        public int Write(byte[] buffer, int offset)
        {
            writer.StartBody(buffer, offset);
            writer.StartElement(_message);
            writer.Attribute(_to, "concentrator@example.org");
            writer.Attribute(_from, "board1@things.localhost/dev");
            writer.StartElement(_fields);
            writer.Attribute(_seqnr, 17);
            writer.Attribute(_done, true);
            writer.StartElement(_node);
            writer.Attribute(_nodeId, "board1");
            writer.StartElement(_timestamp);
            writer.TimeAttribute(_value, ReadingTime);
            Numeric("Temperature", 225, 1, "°C");
            Numeric("Humidity", 47, 0, "%");
            Numeric("Pressure", 101325, 2, "hPa");
            writer.EndElement();
            writer.EndElement();
            writer.EndElement();
            writer.EndElement();
            return writer.EndBody();
        }

        private void Numeric(string name, long mantissa, int decimals, string unit)
        {
            writer.StartElement(_numeric);
            writer.Attribute(_name, name);
            writer.ScaledAttribute(_value, mantissa, decimals);
            writer.Attribute(_unit, unit);
            writer.Attribute(_momentary, true);
            writer.Attribute(_automatic, true);
            writer.EndElement();
        }
    }

    /// <summary>Events until the body ends, or the code it stops with.</summary>
    public static int ReadAll(CompactExiReader reader)
    {
        int found;
        do
        {
            found = reader.Read();
        }
        while (found is > CompactExiEvent.NeedMore and not CompactExiEvent.EndDocument);
        return found;
    }
}
