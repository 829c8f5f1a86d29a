using System.Xml;
using IotXmpp.Exi.Xml;

namespace IotXmpp.Exi.Fuzz.Targets;

/// <summary>
/// What was decoded can be encoded with the same options, and decoding and encoding that once more changes nothing: encoders choose the
/// shortest event codes, so they settle at once.
/// </summary>
internal sealed class RecodeTarget(Seeds seeds) : IFuzzTarget
{
    private string _last = "";

    public string Name => "recode";

    public IEnumerable<byte[]> Seeds => seeds.Streams();

    public IReadOnlyList<byte[]> Words => [];

    public void Run(byte[] input)
    {
        if (StreamInput.Parse(input, seeds) is not { Options.SelfContained: false } parsed || HasOptions(parsed.Stream) || Recode(parsed, parsed.Stream, isFirst: true) is not { } once)
            return;
        byte[] twice = Recode(parsed, once, isFirst: false)!;
        if (!once.AsSpan().SequenceEqual(twice))
            throw new FuzzFinding($"encoded twice: {Convert.ToHexString(once)} and {Convert.ToHexString(twice)}");
    }

    /// <summary>Then options are in force that the input does not name.</summary>
    private static bool HasOptions(byte[] stream) => (stream[0] & 0x20) != 0;

    private byte[]? Recode(StreamInput input, byte[] stream, bool isFirst)
    {
        var output = new MemoryStream();
        using ExiXmlReader reader = input.Read(stream);
        using ExiXmlWriter writer = ExiXmlWriter.Create(output, new ExiXmlWriterSettings { Options = input.Options, Grammar = input.Grammar });
        while (true)
        {
            try
            {
                if (!reader.Read())
                    break;
            }
            catch (ExiException) when (isFirst)
            {
                return null;
            }

            try
            {
                Copy(reader, writer);
            }
            catch (ExiException) when (isFirst && input.Options.Strict)
            {
                // Representations have room for more than values of their types, 30 February for one; strict grammars have no other place.
                return null;
            }
            catch (ExiException e)
            {
                throw new FuzzFinding($"what was read cannot be written: {e.Message}: {reader.NodeType} {reader.Name}=\"{reader.Value}\" after \"{_last}\" in {e.ElementPath}");
            }

            if (reader.HasValue)
                _last = reader.Value;
        }

        writer.Dispose();
        return output.ToArray();
    }

    private static void Copy(ExiXmlReader reader, XmlWriter writer)
    {
        switch (reader.NodeType)
        {
            case XmlNodeType.Element:
                bool isEmpty = reader.IsEmptyElement;
                writer.WriteStartElement(reader.Prefix, reader.LocalName, reader.NamespaceURI);
                while (reader.MoveToNextAttribute())
                    writer.WriteAttributeString(reader.Prefix, reader.LocalName, reader.NamespaceURI, reader.Value);
                reader.MoveToElement();
                if (isEmpty)
                    writer.WriteEndElement();
                break;
            case XmlNodeType.EndElement: writer.WriteEndElement(); break;
            case XmlNodeType.Text or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace or XmlNodeType.CDATA: writer.WriteString(reader.Value); break;
            case XmlNodeType.Comment: writer.WriteComment(reader.Value); break;
            case XmlNodeType.ProcessingInstruction: writer.WriteProcessingInstruction(reader.Name, reader.Value); break;
            case XmlNodeType.DocumentType: writer.WriteDocType(reader.Name, reader.GetAttribute("PUBLIC"), reader.GetAttribute("SYSTEM"), reader.Value); break;
            case XmlNodeType.EntityReference: writer.WriteEntityRef(reader.Name); break;
        }
    }
}
