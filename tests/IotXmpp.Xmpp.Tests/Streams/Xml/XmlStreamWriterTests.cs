using System.Buffers;
using System.Text;
using System.Xml;
using CsCheck;
using IotXmpp.Testing;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Stanzas;
using IotXmpp.Xmpp.Streams;
using IotXmpp.Xmpp.Streams.Xml;
using static IotXmpp.Xmpp.Tests.Streams.Xml.XmlStreamReading;

namespace IotXmpp.Xmpp.Tests.Streams.Xml;

public sealed class XmlStreamWriterTests
{
    private readonly ArrayBufferWriter<byte> _output = new();
    private readonly XmlStreamWriter _writer;

    public XmlStreamWriterTests() => _writer = new XmlStreamWriter(_output);

    private string Written
    {
        get
        {
            string text = Encoding.UTF8.GetString(_output.WrittenSpan);
            _output.Clear();
            return text;
        }
    }

    [Fact]
    [Spec("RFC 6120 4.7")]
    public void Header_and_end_frame_the_stream()
    {
        _writer.WriteStreamHeader(new StreamHeader { From = "localhost", To = "a&b@localhost", Id = "x'y", Version = "1.0", Lang = "en", Prefixes = [KeyValuePair.Create("p", "urn:p")] });
        _writer.WriteStreamEnd();
        Written.Should().Be("<?xml version='1.0'?><stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' xmlns:p='urn:p' from='localhost' to='a&amp;b@localhost' id='x&apos;y' version='1.0' xml:lang='en'></stream:stream>");
    }

    [Fact]
    public void Stanzas_declare_only_what_differs_from_the_stream()
    {
        Open();
        _writer.WriteStanza(new Iq { Type = IqType.Result, Id = "1", To = Jid.Parse("a@b/c"), Lang = "de", Payloads = [XmppElement.Build(Ns.Bind, "bind", w => w.WriteElementString("jid", Ns.Bind, "a@b/c"))] });
        Written.Should().Be("<iq id='1' to='a@b/c' type='result' xml:lang='de'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><jid>a@b/c</jid></bind></iq>");
    }

    [Fact]
    public void Streams_namespace_has_its_prefix()
    {
        Open();
        _writer.WriteElement(XmppElement.Build(Ns.Streams, "features", w => w.WriteElementString("starttls", Ns.Tls, "")));
        Written.Should().Be("<stream:features><starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/></stream:features>");
    }

    [Fact]
    [Spec("RFC 7395 3.3.3")]
    public void Framed_documents_declare_everything()
    {
        var writer = new XmlStreamWriter(_output) { FramedDocuments = true };
        writer.WriteElement(XmppElement.Build(Ns.Framing, "open"));
        Written.Should().Be("<open xmlns='urn:ietf:params:xml:ns:xmpp-framing'/>");
        writer.WriteStanza(new Presence { Payloads = [Presence.Child("show", "away")] });
        Written.Should().Be("<presence xmlns='jabber:client'><show>away</show></presence>");
        writer.WriteElement(XmppElement.Build(Ns.Streams, "features", w => w.WriteElementString("bind", Ns.Bind, "")));
        Written.Should().Be("<stream:features xmlns:stream='http://etherx.jabber.org/streams'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></stream:features>");
    }

    [Fact]
    [Spec("XEP-0114")]
    public void Content_namespace_replaces_that_of_the_stanza_but_not_of_a_forwarded_one()
    {
        var writer = new XmlStreamWriter(_output) { ContentNamespace = Ns.ComponentAccept };
        writer.WriteStreamHeader(new StreamHeader { ContentNamespace = Ns.ComponentAccept });
        Written.Should().Contain("xmlns='jabber:component:accept'");
        writer.WriteElement(XmppElement.Parse("<message xmlns='jabber:client'><body>a</body><forwarded xmlns='urn:xmpp:forward:0'><message xmlns='jabber:client'/></forwarded><error type='cancel'/></message>"));
        Written.Should().Be("<message><body>a</body><forwarded xmlns='urn:xmpp:forward:0'><message xmlns='jabber:client'/></forwarded><error type='cancel'/></message>");
        writer.WriteElement(XmppElement.Build(Ns.ComponentAccept, "handshake", w => w.WriteString("ab")));
        Written.Should().Be("<handshake>ab</handshake>");
    }

    [Fact]
    public void Attributes_with_a_namespace_get_a_prefix()
    {
        Open();
        _writer.WriteElement(XmppElement.Parse("<a xmlns='jabber:client' xmlns:p='urn:p' p:b='1' p:c='2' d='3'/>"));
        Written.Should().Be("<a xmlns:ns0='urn:p' ns0:b='1' xmlns:ns1='urn:p' ns1:c='2' d='3'/>");
    }

    [Fact]
    public void Text_and_values_are_escaped()
    {
        Open();
        _writer.WriteElement(XmppElement.Build(Ns.Client, "a", w =>
        {
            w.WriteAttributeString("b", "<>&'\"\r\n\t");
            w.WriteString("]]> < & ' \" \r\n \U0001F600");
        }));
        Written.Should().Be("<a b='&lt;&gt;&amp;&apos;\"&#xD;&#xA;&#x9;'>]]&gt; &lt; &amp; ' \" &#xD;\n \U0001F600</a>");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(0xFFFE)]
    [InlineData(0xD83D)]
    [InlineData(0xDE00)]
    [InlineData(0xDE00, 0xD83D)]
    [Spec("SEC-10")]
    public void Characters_that_are_none_never_reach_the_wire(params int[] units)
    {
        // Half a surrogate pair does not survive in an attribute of a test.
        string text = string.Concat(units.Select(unit => (char)unit));
        Open();
        var asText = () => _writer.WriteElement(XmppElement.Build(Ns.Client, "a", w => w.WriteString(text)));
        var asValue = () => _writer.WriteElement(XmppElement.Build(Ns.Client, "a", w => w.WriteAttributeString("b", text)));
        asText.Should().Throw<ArgumentException>();
        asValue.Should().Throw<ArgumentException>();
        _output.WrittenCount.Should().Be(0);
        _writer.WriteElement(XmppElement.Build(Ns.Client, "c"));
        Written.Should().Be("<c/>");
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("a><b")]
    [InlineData("")]
    [InlineData("a:b")]
    [InlineData("1")]
    [Spec("SEC-10")]
    public void Names_that_are_markup_never_reach_the_wire(string name)
    {
        Open();
        var element = () => _writer.WriteElement(XmppElement.Build(Ns.Client, name));
        element.Should().Throw<ArgumentException>();
        var attribute = () => _writer.WriteElement(XmppElement.Build(Ns.Client, "a", w => w.WriteAttributeString(name, "")));
        attribute.Should().Throw<ArgumentException>();
        _output.WrittenCount.Should().Be(0);
    }

    [Fact]
    [Spec("SEC-10")]
    public void What_would_not_be_well_formed_never_reaches_the_wire()
    {
        Open();
        _writer.WriteStartElement("a", Ns.Client);
        _writer.WriteAttributeString("b", "1");
        var again = () => _writer.WriteAttributeString("b", "2");
        again.Should().Throw<ArgumentException>();
        _writer.Reset();
        var declaration = () => _writer.WriteElement(XmppElement.Build(Ns.Xmlns, "a"));
        declaration.Should().Throw<ArgumentException>();
        _output.WrittenCount.Should().Be(0);
        _writer.WriteElement(XmppElement.Build(Ns.Xml, "a"));
        Written.Should().Be("<xml:a/>");
    }

    [Fact]
    public void What_a_stream_does_not_allow_is_refused()
    {
        Open();
        _writer.WriteStartElement("a", Ns.Client);
        foreach (Action write in new Action[] { () => _writer.WriteComment("c"), () => _writer.WriteProcessingInstruction("a", "b"), () => _writer.WriteDocType("a", null, null, null), () => _writer.WriteEntityRef("a"), () => _writer.WriteRaw("<b/>") })
            write.Should().Throw<NotSupportedException>();
        _writer.Reset();
        _output.WrittenCount.Should().Be(0);
    }

    [Fact]
    public void Readers_pass_through_without_a_tree()
    {
        Open();
        string xml = "<message xmlns=\"jabber:client\" id=\"1\"><x xmlns=\"urn:x\" xml:lang=\"en\">" + new string('a', 1023) + "\U0001F600</x></message>";
        using var reader = XmlReader.Create(new StringReader(xml));
        reader.MoveToContent();
        _writer.WriteNode(reader, false);
        Written.Should().Be(xml.Replace(" xmlns=\"jabber:client\"", "").Replace('"', '\''));
    }

    [Fact]
    public void What_is_written_is_read_back()
    {
        var name = OneOf("a", "b", "message", "é");
        var ns = OneOf(Ns.Client, "urn:a", "", Ns.Streams, "urn:&'<");
        var text = OneOf("a", "<", "&", "'", "\"", "\r", "\n", "\t", " ", "]]>", "é", "\U0001F600", "\u0085").Array[0, 5].Select(string.Concat);
        var attribute = Gen.Select(OneOf("b", "c", "d"), OneOf("", "urn:a", "urn:b", Ns.Xml), text);
        var element = Gen.Recursive<Action<XmlWriter>>((depth, inner) => Gen.Select(name, ns, attribute.Array[0, 3], (depth > 3 ? text.Select(t => (Action<XmlWriter>)(w => w.WriteString(t))) : Gen.OneOf(text.Select(t => (Action<XmlWriter>)(w => w.WriteString(t))), inner)).Array[0, 3], (n, u, attributes, content) => (Action<XmlWriter>)(w =>
        {
            w.WriteStartElement(n, u);
            foreach (var (local, attributeNs, value) in attributes.DistinctBy(a => (a.Item1, a.Item2)))
                w.WriteAttributeString(attributeNs == Ns.Xml ? "xml" : null, local, attributeNs, value);
            foreach (var item in content)
                item(w);
            w.WriteEndElement();
        })));
        Gen.Select(element, Gen.Bool).Sample((write, framed) =>
        {
            var expected = XmppElement.Build(write);
            var output = new ArrayBufferWriter<byte>();
            var writer = new XmlStreamWriter(output) { FramedDocuments = framed };
            if (!framed)
                writer.WriteStreamHeader(new StreamHeader());
            writer.WriteElement(expected);
            var events = new XmlStreamReader(XmlStreamLimits.Default) { FramedDocuments = framed }.ReadAll([output.WrittenSpan.ToArray()]);
            events[^1].Should().Be(expected.ToString());
        }, iter: 5_000);
    }

    private static Gen<string> OneOf(params string[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private void Open()
    {
        _writer.WriteStreamHeader(new StreamHeader());
        _output.Clear();
    }
}
