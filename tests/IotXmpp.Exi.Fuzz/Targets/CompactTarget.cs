using System.Text;
using System.Xml;
using IotXmpp.Exi.Portable;
using IotXmpp.Exi.Xml;

namespace IotXmpp.Exi.Fuzz.Targets;

/// <summary>Where both codecs accept a stream, they read the same in it. The compact one never throws.</summary>
internal sealed class CompactTarget(Seeds seeds) : IFuzzTarget
{
    private const string XsiUri = "http://www.w3.org/2001/XMLSchema-instance";

    public string Name => "compact";

    public IEnumerable<byte[]> Seeds => seeds.Streams().Where(static input => (input[0] & 0b1101_1011) == 0 && (input[1] & 31) == 0);

    public IReadOnlyList<byte[]> Words => [];

    public void Run(byte[] input)
    {
        if (StreamInput.Parse(input, seeds) is not { Options: { IsByteAligned: false, Fragment: false, SelfContained: false, Preserve: ExiPreserve.None } } parsed
            || parsed.Grammar is null)
            return;
        string? compact = ReadCompact(parsed);
        if (compact is null)
            return;
        string? full = ReadFull(parsed);
        if (full is not null && full != compact)
            throw new FuzzFinding($"the codecs differ: full \"{full}\", compact \"{compact}\"");
    }

    private static string? ReadCompact(StreamInput input)
    {
        var reader = new CompactExiReader(input.Grammar, new CompactExiOptions
        {
            Strict = input.Options.Strict,
            ValueMaxLength = input.Options.ValueMaxLength ?? CompactExiOptions.Unbounded,
            ValuePartitionCapacity = input.Options.ValuePartitionCapacity ?? CompactExiOptions.Unbounded,
            LocalValuePartitions = input.Options.LocalValuePartitions,
            MaxBuiltInGrammars = 100,
            MaxBuiltInProductions = 1000,
            MaxDepth = 64,
            MaxStringBytes = 4096,
            MaxValues = 1000,
            MaxValueBytes = 16 * 1024,
            MaxNames = 100,
            MaxNameBytes = 4096,
            MaxAttributes = 64,
        });
        if (reader.StartStream(input.Stream, 0, input.Stream.Length) != CompactExiEvent.StartDocument || reader.SchemaId is not null)
            return null;
        var text = new StringBuilder();
        for (int events = 0; events < StreamInput.Limits.MaxElements; events++)
        {
            switch (reader.Read())
            {
                case CompactExiEvent.StartElement:
                    text.Append('<').Append(reader.GetUri(reader.Name)).Append('#').Append(reader.GetLocalName(reader.Name)).Append('>');
                    break;
                case CompactExiEvent.Attribute when reader.ValueName >= 0:
                    text.Append("@type=").Append(reader.GetUri(reader.ValueName)).Append('#').Append(reader.GetLocalName(reader.ValueName)).Append(' ');
                    break;
                case CompactExiEvent.Attribute:
                    text.Append('@').Append(reader.GetUri(reader.Name)).Append('#').Append(reader.GetLocalName(reader.Name)).Append('=').Append(reader.GetString()).Append(' ');
                    break;
                case CompactExiEvent.Characters:
                    text.Append(reader.GetString());
                    break;
                case CompactExiEvent.EndElement:
                    text.Append("</>");
                    break;
                case CompactExiEvent.EndDocument:
                    return text.ToString();
                default:
                    return null;
            }
        }

        return null;
    }

    private static string? ReadFull(StreamInput input)
    {
        var text = new StringBuilder();
        try
        {
            using ExiXmlReader reader = input.Read(input.Stream);
            while (reader.Read())
            {
                switch (reader.NodeType)
                {
                    case XmlNodeType.Element:
                        bool isEmpty = reader.IsEmptyElement;
                        text.Append('<').Append(reader.NamespaceURI).Append('#').Append(reader.LocalName).Append('>');
                        while (reader.MoveToNextAttribute())
                            Attribute(reader, text);
                        if (isEmpty)
                            text.Append("</>");
                        break;
                    case XmlNodeType.EndElement:
                        text.Append("</>");
                        break;
                    case XmlNodeType.Text or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace:
                        text.Append(reader.Value);
                        break;
                }
            }
        }
        catch (ExiException)
        {
            // The full codec also checks what only XML demands: names, characters, namespaces.
            return null;
        }

        return text.ToString();
    }

    private static void Attribute(ExiXmlReader reader, StringBuilder text)
    {
        if (reader.NamespaceURI == "http://www.w3.org/2000/xmlns/")
            return;
        if (reader.LocalName != "type" || reader.NamespaceURI != XsiUri)
        {
            text.Append('@').Append(reader.NamespaceURI).Append('#').Append(reader.LocalName).Append('=').Append(reader.Value).Append(' ');
            return;
        }

        int colon = reader.Value.IndexOf(':', StringComparison.Ordinal);
        string? uri = reader.LookupNamespace(colon < 0 ? "" : reader.Value[..colon]);
        // Without a declaration in scope the whole value is a local name in no namespace.
        text.Append("@type=").Append(uri).Append('#').Append(uri is null ? reader.Value : reader.Value.AsSpan(colon + 1)).Append(' ');
    }
}
