using System.Text;
using System.Xml;
using CsCheck;
using IotXmpp.Xmpp.Stanzas;
using IotXmpp.Xmpp.Streams;
using IotXmpp.Xmpp.Streams.Xml;
using static IotXmpp.Xmpp.Tests.Streams.Xml.XmlStreamReading;

namespace IotXmpp.Xmpp.Tests.Streams.Xml;

/// <summary>Our reader against <see cref="XmlReader"/>: the same documents accepted, with the same content.</summary>
public sealed class XmlStreamReaderDifferentialTests
{
    private const string End = "</stream:stream>";

    private static readonly Gen<string> s_text = OneOf("a", " ", "\n", "\r\n", "\t", "é", "€", "\U0001F600", "&amp;", "&lt;", "&#65;", "&#x20AC;", "&#13;", "&quot;", "]", "]]", ">", "<![CDATA[x<&]]>", "<![CDATA[]]]]>", "\uFFFD")
        .Array[0, 6].Select(string.Concat).Where(text => !text.Contains("]]>") || text.Contains("CDATA"));

    private static readonly Gen<string> s_value = OneOf("a", " ", "\n", "\r\n", "\t", "é", "\U0001F600", "&amp;", "&lt;", "&#10;", "&apos;", "&quot;", ">", "]]>").Array[0, 5].Select(string.Concat);

    private static readonly Gen<string> s_space = OneOf(" ", "  ", "\n", "\t ", "\r\n");

    private static readonly Gen<string> s_attribute = Gen.Select(
        s_space,
        OneOf("b", "c", "p:b", "q:b", "xml:lang", "xmlns", "xmlns:p", "xmlns:q", "type", "_", "é-.1"),
        OneOf("=", " = ", "\n="),
        OneOf("'", "\""),
        s_value,
        (space, name, equals, quote, value) => space + name + equals + quote + value + quote);

    private static readonly Gen<string> s_element = Gen.Recursive<string>((depth, inner) => Gen.Select(
        OneOf("a", "b", "p:a", "q:c", "message", "x-1.é"),
        s_attribute.Array[0, 3],
        OneOf("", " ", "\n"),
        (depth > 3 ? s_text : Gen.Frequency((2, s_text), (2, inner))).Array[0, 4],
        Gen.Bool,
        (name, attributes, space, content, isEmpty) => isEmpty && content.Length == 0
            ? $"<{name}{string.Concat(attributes)}{space}/>"
            : $"<{name}{string.Concat(attributes)}{space}>{string.Concat(content)}</{name}{space}>"));

    private static readonly Gen<string> s_stream = s_element.Array[0, 3].Select(elements =>
        Header.Replace(" to=", " xmlns:p='urn:p' to=") + string.Join("\n", elements) + End);

    private static Gen<string> OneOf(params string[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    [Fact]
    public void Random_documents_read_like_XmlReader_at_random_splits() =>
        Gen.Select(s_stream, Gen.Int[0, int.MaxValue].Array[0, 4]).Sample((xml, splits) =>
        {
            byte[] bytes = Bytes(xml);
            int[] at = [.. splits.Select(split => split % (bytes.Length + 1)).Order()];
            Compare(bytes, Split(bytes, at));
        }, iter: 5_000);

    [Fact]
    public void Mutated_documents_are_accepted_or_refused_like_by_XmlReader() =>
        Gen.Select(s_stream, Gen.Int[0, int.MaxValue], OneOf("<", ">", "&", ";", "'", "\"", "=", "/", ":", " ", "x", "]", "]]>", "\0", "\u0007", "\uFFFE", "<a>", "</a>", "<a/>", "xmlns:p=''", "&#0;", "&x;", "<![CDATA[", "1", "-"), Gen.Int[0, 3])
            .Sample((xml, position, insert, delete) =>
            {
                int start = xml.IndexOf("'1.0'>", StringComparison.Ordinal) + 6;
                int at = start + position % (xml.Length - End.Length - start + 1);
                string mutated = xml[..at] + insert + xml[Math.Min(xml.Length, at + delete)..];
                if (mutated.Any(char.IsSurrogate))
                    mutated = string.Concat(mutated.EnumerateRunes());
                byte[] bytes = Bytes(mutated);
                Compare(bytes, [bytes]);
            }, iter: 20_000);

    private static void Compare(byte[] bytes, IEnumerable<byte[]> pieces)
    {
        var expected = Oracle(bytes);
        List<string>? found = null;
        try
        {
            found = new XmlStreamReader(XmlStreamLimits.Default).ReadAll(pieces);
            if (found.Count < 2 || found[^1] != "StreamEnd")
                found = null;
        }
        catch (StreamException)
        {
        }

        string document = Encoding.UTF8.GetString(bytes);
        if (expected is null)
            found.Should().BeNull("XmlReader refuses {0}", document);
        else
            (found?[1..^1]).Should().Equal(expected, "XmlReader reads {0}", document);
    }

    /// <summary>The first-level elements as XmlReader finds them; null for a document it refuses, or that has text between them.</summary>
    private static List<string>? Oracle(byte[] bytes)
    {
        var elements = new List<string>();
        try
        {
            using var reader = XmlReader.Create(new MemoryStream(bytes), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit });
            reader.MoveToContent();
            if (reader.IsEmptyElement || reader.LocalName != "stream")
                return null;
            reader.Read();
            while (reader.NodeType != XmlNodeType.EndElement)
            {
                if (reader.NodeType == XmlNodeType.Element)
                    elements.Add(XmppElement.Read(reader).ToString());
                else if (reader.NodeType is XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace)
                {
                    // A reference to white space is text between stanzas for us, and white space for XmlReader.
                    reader.Read();
                }
                else
                    return null;
            }

            while (reader.Read())
            {
            }

            return elements;
        }
        catch (XmlException)
        {
            return null;
        }
    }
}
