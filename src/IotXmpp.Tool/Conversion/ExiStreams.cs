using System.Buffers;
using System.Xml;
using IotXmpp.Exi;
using IotXmpp.Exi.Portable;
using IotXmpp.Exi.Xml;

namespace IotXmpp.Tool.Conversion;

/// <summary>The EXI side of a conversion.</summary>
internal static class ExiStreams
{
    /// <summary>A reader of a stream. An options document in its header counts instead of the options given.</summary>
    internal static ExiXmlReader Read(Stream stream, ExiOptions options, GrammarImage? grammar, bool hasHeader) => ExiXmlReader.Create(
        stream,
        new ExiXmlReaderSettings { Options = options, Grammar = grammar, HasHeader = hasHeader, Limits = ExiLimits.Trusted });

    /// <summary>Begins to read, so that the options in force are known: whether it is a fragment decides how XML may be written.</summary>
    internal static bool BeginsFragment(ExiXmlReader reader)
    {
        reader.Read();
        return reader.EffectiveOptions!.Fragment;
    }

    /// <summary>Reads one body after the other, as they follow each other behind <c>compressed</c> (XEP-0322 3.1), each into a line of XML.</summary>
    internal static void ReadBodies(byte[] bodies, ExiOptions options, GrammarImage? grammar, Stream output)
    {
        var reader = new ExiBodyReader(grammar, options, ExiLimits.Trusted);
        var rest = bodies.AsMemory();
        while (rest.Length > 0)
        {
            long consumed;
            using (XmlWriter writer = TextXml.Write(output, indent: false, fragment: true))
            {
                if (reader.Read(new ReadOnlySequence<byte>(rest), writer, out consumed) != ExiReadStatus.EndOfBody)
                    throw new ExiException("the stream ends inside a body", bodies.Length * 8L, "");
            }

            output.WriteByte((byte)'\n');
            rest = rest[(int)consumed..];
        }
    }
}
