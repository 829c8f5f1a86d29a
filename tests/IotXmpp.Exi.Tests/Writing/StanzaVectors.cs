using IotXmpp.Exi.Portable;
using IotXmpp.Exi.Tests.Vectors;

namespace IotXmpp.Exi.Tests.Writing;

/// <summary>The XMPP stanzas of the vectors as text.</summary>
internal static class StanzaVectors
{
    public static GrammarImage Grammar => VectorFiles.Grammar("xmpp/schemas/cs.xsd");

    public static ExiOptions Strict { get; } = new() { Strict = true };

    public static byte[][] Texts { get; } =
        [.. VectorFiles.Read("xmpp.jsonl").Where(static record => record.Group == "strict").Select(static record => VectorFiles.ReadBytes(record.Xml!))];
}
