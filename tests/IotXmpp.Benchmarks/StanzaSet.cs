using System.Buffers;
using System.Text.Json;
using System.Xml;
using IotXmpp.Exi;
using IotXmpp.Exi.Portable;
using IotXmpp.Exi.Tests.Vectors;

namespace IotXmpp.Benchmarks;

/// <summary>The XMPP and IoT stanzas of tests/vectors/exi/xmpp.jsonl and the options they are measured with.</summary>
internal static class StanzaSet
{
    private const string Schema = "xmpp/schemas/cs.xsd";

    public static ExiOptions Strict { get; } = new() { Strict = true };

    public static GrammarImage Grammar { get; } = VectorFiles.Grammar(Schema);

    public static IReadOnlyList<Stanza> All { get; } = Read();

    /// <summary>XEP-0323, three fields, as a device sends them: 481 bytes of XML or near it.</summary>
    public static Stanza Reading { get; } = All.Where(stanza => stanza.Name.Contains("sd-", StringComparison.Ordinal)).MinBy(stanza => Math.Abs(stanza.Text.Length - 481))!;

    public static double MeanTextBytes => All.Average(stanza => stanza.Text.Length);

    public static byte[] Encode(byte[] text, GrammarImage? grammar, ExiOptions options)
    {
        var output = new ArrayBufferWriter<byte>();
        using (XmlWriter writer = new ExiBodyWriter(grammar, options).BeginBody(output))
            XmlNodes.Parse(text).WriteTo(writer);
        return output.WrittenSpan.ToArray();
    }

    private static List<Stanza> Read()
    {
        var stanzas = new List<Stanza>();
        foreach (string line in File.ReadLines(Path.Combine(VectorFiles.Root, "xmpp.jsonl")))
        {
            using var document = JsonDocument.Parse(line);
            JsonElement record = document.RootElement;
            if (record.GetProperty("group").GetString() != "strict")
                continue;
            byte[] text = VectorFiles.ReadBytes(record.GetProperty("xml").GetString()!);
            stanzas.Add(new Stanza(record.GetProperty("name").GetString()!, text, XmlNodes.Parse(text), Encode(text, Grammar, Strict), Encode(text, null, ExiOptions.Default)));
        }

        return stanzas;
    }
}
