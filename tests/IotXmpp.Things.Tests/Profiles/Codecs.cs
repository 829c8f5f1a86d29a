using System.Buffers;
using System.Xml.Linq;
using IotXmpp.Exi;
using IotXmpp.Exi.Portable;
using IotXmpp.Xmpp.Streams.Exi;

namespace IotXmpp.Things.Tests.Profiles;

/// <summary>One element as one body without header, through either codec.</summary>
internal static class Codecs
{
    public static ExiOptions Options(bool strict) => ExiConfiguration.DefaultOptions with { Strict = strict };

    public static byte[] Encode(ExiSchemaSet set, XElement element, bool strict = true)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var writer = new ExiBodyWriter(set.Grammar, Options(strict)).BeginBody(bytes))
            element.WriteTo(writer);
        return bytes.WrittenSpan.ToArray();
    }

    public static XElement Decode(ExiSchemaSet set, byte[] body, bool strict = true)
    {
        var document = new XDocument();
        using (var sink = document.CreateWriter())
        {
            new ExiBodyReader(set.Grammar, Options(strict), ExiLimits.Untrusted).Read(new ReadOnlySequence<byte>(body), sink, out long consumed)
                .Should().Be(ExiReadStatus.EndOfBody);
            consumed.Should().Be(body.Length);
        }

        return document.Root!;
    }

    public static byte[] CompactEncode(ExiSchemaSet set, XElement element, bool strict = true)
    {
        var writer = new CompactExiWriter(set.Grammar, new CompactExiOptions { Strict = strict });
        byte[] buffer = new byte[2048];
        writer.StartBody(buffer, 0);
        Write(writer, element);
        int length = writer.EndBody();
        length.Should().BePositive("error {0}", writer.ErrorCode);
        return buffer[..length];
    }

    /// <summary>Why the compact codec refuses an element: a constant of <see cref="CompactExiError"/>.</summary>
    public static int CompactError(ExiSchemaSet set, XElement element)
    {
        var writer = new CompactExiWriter(set.Grammar, new CompactExiOptions());
        writer.StartBody(new byte[2048], 0);
        Write(writer, element);
        writer.EndBody().Should().Be(0);
        return writer.ErrorCode;
    }

    public static XElement CompactDecode(ExiSchemaSet set, byte[] body, bool strict = true)
    {
        var reader = new CompactExiReader(set.Grammar, new CompactExiOptions { Strict = strict });
        reader.Start(body, 0, body.Length);
        var open = new Stack<XElement>();
        XElement? root = null;
        for (int found = reader.Read(); found != CompactExiEvent.EndDocument; found = reader.Read())
        {
            switch (found)
            {
                case CompactExiEvent.StartElement:
                    var element = new XElement(Name(reader));
                    if (open.TryPeek(out var parent))
                        parent.Add(element);
                    root ??= element;
                    open.Push(element);
                    break;
                case CompactExiEvent.Attribute:
                    open.Peek().SetAttributeValue(Name(reader), reader.GetString());
                    break;
                case CompactExiEvent.Characters:
                    open.Peek().Add(reader.GetString());
                    break;
                case CompactExiEvent.EndElement:
                    open.Pop();
                    break;
                case CompactExiEvent.StartDocument:
                    break;
                default:
                    throw new InvalidOperationException($"event {found}, error {reader.ErrorCode}");
            }
        }

        reader.Consumed.Should().Be(body.Length);
        return root!;
    }

    /// <summary>The same information, whatever the prefixes and the order of attributes.</summary>
    public static string Canonical(XElement element) => Sorted(element).ToString(SaveOptions.DisableFormatting);

    private static XElement Sorted(XElement element) => new(
        element.Name,
        element.Attributes().Where(attribute => !attribute.IsNamespaceDeclaration).OrderBy(attribute => attribute.Name.ToString(), StringComparer.Ordinal),
        element.Nodes().Select(node => node is XElement child ? Sorted(child) : node));

    private static XName Name(CompactExiReader reader) => XName.Get(reader.GetLocalName(reader.Name), reader.GetUri(reader.Name));

    private static void Write(CompactExiWriter writer, XElement element)
    {
        writer.StartElement(element.Name.NamespaceName, element.Name.LocalName);
        foreach (var attribute in element.Attributes().Where(attribute => !attribute.IsNamespaceDeclaration))
            writer.Attribute(writer.FindName(attribute.Name.NamespaceName, attribute.Name.LocalName), attribute.Value);
        foreach (var node in element.Nodes())
        {
            if (node is XElement child)
                Write(writer, child);
            else if (node is XText text)
                writer.Text(text.Value);
        }

        writer.EndElement();
    }
}
