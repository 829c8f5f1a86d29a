using System.Buffers;
using System.Text;
using System.Xml;

namespace IotXmpp.Exi.Tests.Bodies;

/// <summary>Runs bodies through an <see cref="ExiBodyReader"/> and shows the XML that came out.</summary>
internal static class BodyText
{
    private static readonly XmlWriterSettings Settings = new() { OmitXmlDeclaration = true, NewLineHandling = NewLineHandling.Entitize };

    /// <summary>Reads a whole body presented in one piece.</summary>
    public static string Read(ExiBodyReader reader, byte[] exi)
    {
        var text = new StringBuilder();
        using (var sink = XmlWriter.Create(text, Settings))
        {
            reader.Read(new ReadOnlySequence<byte>(exi), sink, out long consumed).Should().Be(ExiReadStatus.EndOfBody);
            consumed.Should().Be(exi.Length);
        }

        return text.ToString();
    }

    /// <summary>Reads a body that arrives in pieces of <paramref name="step"/> bytes, as a pipe presents it.</summary>
    public static string Drip(ExiBodyReader reader, byte[] exi, int step)
    {
        var text = new StringBuilder();
        int start = 0;
        using (var sink = XmlWriter.Create(text, Settings))
        {
            for (int end = Math.Min(step, exi.Length); ; end = Math.Min(end + step, exi.Length))
            {
                ExiReadStatus status = reader.Read(new ReadOnlySequence<byte>(exi, start, end - start), sink, out long consumed);
                start += (int)consumed;
                if (status == ExiReadStatus.EndOfBody)
                    break;
                end.Should().BeLessThan(exi.Length, "a body does not end before its last byte is there");
            }
        }

        start.Should().Be(exi.Length);
        return text.ToString();
    }
}
