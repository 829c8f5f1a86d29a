using System.Xml;
using IotXmpp.Tool.Vectors;

namespace IotXmpp.Exi.Tests.Vectors;

/// <summary>Prints what an XmlReader reads in the form of events.jsonl, as <c>iotxmpp exi vectors</c> does.</summary>
internal static class EventText
{
    public static string Of(XmlReader reader, bool prefixes) => VectorDocument.Events(reader, new VectorOptions { PreservePrefixes = prefixes, PreserveDtd = true });
}
