using System.Buffers;
using System.Xml;
using System.Xml.Linq;
using System.Xml.Schema;
using IotXmpp.Exi;
using IotXmpp.Things.Schemas;
using IotXmpp.Xmpp.Schemas;
using IotXmpp.Xmpp.Streams.Exi;

namespace IotXmpp.Service.Tests.Boards;

/// <summary>What a board has sent by the binary binding, decoded by the full codec.</summary>
internal static class SentExi
{
    private static readonly Lazy<XmlSchemaSet> Published = new(() =>
    {
        var set = new XmlSchemaSet { XmlResolver = null };
        foreach (var schema in XmppSchemas.All.Concat(ThingsSchemas.All))
        {
            using var reader = XmlReader.Create(new MemoryStream(schema.Read()), new XmlReaderSettings { XmlResolver = null });
            set.Add(null, reader);
        }

        set.Compile();
        return set;
    });

    /// <summary>The elements, and the bytes of each without the header of a stream.</summary>
    public static IReadOnlyList<(XElement Element, int Bytes)> Decode(ExiConfiguration configuration, ReadOnlySequence<byte> sent)
    {
        var elements = new List<(XElement, int)>();
        ExiBodyReader? reader = null;
        while (!sent.IsEmpty)
        {
            if (sent.FirstSpan[0] == '$')
            {
                ExiHeader.TryRead(sent, out var header, out long bits).Should().BeTrue();
                header!.Options!.SchemaId.Value.Should().Be("c:" + configuration.Id);
                sent = sent.Slice(bits / 8);
                reader = new ExiBodyReader(configuration.Set.Grammar, configuration.Options, ExiLimits.Untrusted);
                reader.SkipBits((int)(bits % 8));
            }

            var document = new XDocument();
            long consumed;
            using (var sink = document.CreateWriter())
                reader!.Read(sent, sink, out consumed).Should().Be(ExiReadStatus.EndOfBody);
            elements.Add((document.Root!, (int)consumed));
            sent = sent.Slice(consumed);
        }

        return elements;
    }

    /// <summary>One body without header.</summary>
    public static XElement DecodeBody(ExiConfiguration configuration, byte[] body)
    {
        var document = new XDocument();
        using (var sink = document.CreateWriter())
        {
            new ExiBodyReader(configuration.Set.Grammar, configuration.Options, ExiLimits.Untrusted).Read(new ReadOnlySequence<byte>(body), sink, out long consumed)
                .Should().Be(ExiReadStatus.EndOfBody);
            consumed.Should().Be(body.Length);
        }

        return document.Root!;
    }

    /// <summary>An element as one body.</summary>
    public static byte[] Encode(ExiConfiguration configuration, XElement element)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var writer = new ExiBodyWriter(configuration.Set.Grammar, configuration.Options).BeginBody(bytes))
            element.WriteTo(writer);
        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>What the published schemas say against an element; empty if it is valid.</summary>
    public static IReadOnlyList<string> Faults(XElement element)
    {
        var faults = new List<string>();
        new XDocument(element).Validate(Published.Value, (_, fault) => faults.Add(fault.Message));
        return faults;
    }
}
