using System.Buffers;
using IotXmpp.Testing;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Streams.Xml;
using static IotXmpp.Xmpp.Tests.Streams.Xml.XmlStreamReading;

namespace IotXmpp.Xmpp.Tests.Streams.Xml;

public sealed class XmlStreamReaderTests
{
    private readonly XmlStreamReader _reader = new(XmlStreamLimits.Default);

    [Fact]
    [Spec("RFC 6120 4.7")]
    public void Header_gives_addresses_version_language_and_prefixes()
    {
        _reader.ReadAll("<?xml version='1.0' encoding='UTF-8'?>\n<stream:stream from='juliet@im.example.com' to='im.example.com' id='++TR84Sm6A3hnt3Q065SnAbbk3Y=' version='1.0' xml:lang='en' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' xmlns:foo='urn:foo'>")
            .Should().Equal("StreamStart");
        var header = _reader.Header;
        header.From.Should().Be("juliet@im.example.com");
        header.To.Should().Be("im.example.com");
        header.Id.Should().Be("++TR84Sm6A3hnt3Q065SnAbbk3Y=");
        header.Version.Should().Be("1.0");
        header.Lang.Should().Be("en");
        header.ContentNamespace.Should().Be(Ns.Client);
        header.Prefixes.Should().BeEquivalentTo([KeyValuePair.Create("foo", "urn:foo")]);
    }

    [Fact]
    public void Element_is_reported_at_its_last_byte_and_not_beyond()
    {
        byte[] bytes = Bytes(Header + "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>\u0016\u0003\u0001");
        var data = new ReadOnlySequence<byte>(bytes);
        _reader.Read(data, out long consumed).Should().Be(XmlStreamEvent.StreamStart);
        consumed.Should().Be(Header.Length);
        data = data.Slice(consumed);
        _reader.Read(data, out consumed).Should().Be(XmlStreamEvent.Element);
        data.Slice(consumed).ToArray().Should().Equal(0x16, 0x03, 0x01);
        _reader.Element.Is(Ns.Tls, "starttls").Should().BeTrue();
    }

    [Fact]
    public void Stanzas_keepalives_and_end_come_in_order()
    {
        _reader.ReadAll(Header + "<presence/>\r\n \t<iq id='1' type='get'><ping xmlns='urn:xmpp:ping'/></iq> </stream:stream >")
            .Should().Equal("StreamStart", "<presence xmlns=\"jabber:client\" />", "<iq id=\"1\" type=\"get\" xmlns=\"jabber:client\"><ping xmlns=\"urn:xmpp:ping\" /></iq>", "StreamEnd");
    }

    [Fact]
    public void Every_split_of_a_stream_reads_the_same()
    {
        byte[] bytes = Bytes("<?xml version='1.0'?>" + Header + "<message to=\"a@b\" id='&lt;&#x1F600;é'><body>Grüße &amp; <![CDATA[<]]]]><![CDATA[>]]> &#10;\r\nb</body><x:y xmlns:x='urn:x' x:z='>'/></message></stream:stream>");
        var whole = new XmlStreamReader(XmlStreamLimits.Default).ReadAll([bytes]);
        whole.Should().HaveCount(3);
        for (int i = 1; i < bytes.Length; i++)
        {
            new XmlStreamReader(XmlStreamLimits.Default).ReadAll(Split(bytes, i)).Should().Equal(whole);
            int j = Math.Min(bytes.Length, i + 3);
            new XmlStreamReader(XmlStreamLimits.Default).ReadAll(Split(bytes, i, j)).Should().Equal(whole);
        }

        new XmlStreamReader(XmlStreamLimits.Default).ReadAll(bytes.Select(b => new[] { b })).Should().Equal(whole);
    }

    [Fact]
    public void Every_prefix_of_a_stream_is_incomplete_and_no_error()
    {
        byte[] bytes = Bytes(Header + "<message id='&amp;'><body>é<![CDATA[]]]></body></message>".Replace("]]]>", "]]>"));
        for (int length = 0; length < bytes.Length; length++)
            new XmlStreamReader(XmlStreamLimits.Default).ReadAll([bytes[..length]]).Should().HaveCount(length < Header.Length ? 0 : 1);
    }

    [Fact]
    public void Segments_of_one_sequence_are_one_text()
    {
        byte[] bytes = Bytes(Header + "<a b='c'>d</a>");
        var data = Sequence(bytes.Select(b => new[] { b }));
        _reader.Read(data, out long consumed).Should().Be(XmlStreamEvent.StreamStart);
        _reader.Read(data.Slice(consumed), out consumed).Should().Be(XmlStreamEvent.Element);
        _reader.Element.ToString().Should().Be("<a b=\"c\" xmlns=\"jabber:client\">d</a>");
    }

    [Fact]
    [Spec("RFC 6120 4.3.3")]
    public void Restart_expects_a_new_header_and_forgets_the_old_prefixes()
    {
        _reader.ReadAll(Header.Replace(" to=", " xmlns:p='urn:p' to=") + "<p:auth/>").Should().HaveCount(2);
        _reader.Restart();
        _reader.ReadAll("<?xml version='1.0'?>" + Header + "<presence/>").Should().HaveCount(2);
        var read = () => _reader.ReadAll("<p:auth/>");
        read.Should().Throw<IotXmpp.Xmpp.Streams.StreamException>();
    }

    [Fact]
    public void Restart_inside_an_element_is_refused()
    {
        _reader.ReadAll(Header + "<a>");
        var restart = _reader.Restart;
        restart.Should().Throw<InvalidOperationException>();
    }

    [Fact]
    [Spec("RFC 7395 3.3.3")]
    public void Framed_documents_stand_alone()
    {
        var reader = new XmlStreamReader(XmlStreamLimits.Default) { FramedDocuments = true };
        reader.ReadAll("<open xmlns='urn:ietf:params:xml:ns:xmpp-framing' to='localhost' version='1.0'/>")
            .Should().Equal("<open to=\"localhost\" version=\"1.0\" xmlns=\"urn:ietf:params:xml:ns:xmpp-framing\" />");
        reader.IsBetweenElements.Should().BeTrue();
        reader.ReadAll("<presence xmlns='jabber:client'><show>away</show></presence>").Should().HaveCount(1);
        reader.ReadAll("<message").Should().BeEmpty();
        reader.IsBetweenElements.Should().BeFalse();
    }

    [Fact]
    public void Framed_document_does_not_inherit_namespaces_of_the_one_before()
    {
        var reader = new XmlStreamReader(XmlStreamLimits.Default) { FramedDocuments = true };
        reader.ReadAll("<a xmlns='urn:a'/>");
        reader.ReadAll("<b/>").Should().Equal("<b />");
    }

    [Fact]
    [Spec("XEP-0114")]
    public void Stanzas_of_another_content_namespace_are_reported_as_client_stanzas()
    {
        var reader = new XmlStreamReader(XmlStreamLimits.Default) { ContentNamespace = Ns.ComponentAccept };
        reader.ReadAll("<stream:stream xmlns='jabber:component:accept' xmlns:stream='http://etherx.jabber.org/streams'><handshake/><message><body>a</body><forwarded xmlns='urn:xmpp:forward:0'><message xmlns='jabber:client'/></forwarded></message>")
            .Should().Equal(
                "StreamStart",
                "<handshake xmlns=\"jabber:component:accept\" />",
                "<message xmlns=\"jabber:client\"><body>a</body><forwarded xmlns=\"urn:xmpp:forward:0\"><message xmlns=\"jabber:client\" /></forwarded></message>");
        reader.Header.ContentNamespace.Should().Be(Ns.ComponentAccept);
    }

    [Fact]
    public void Empty_stream_element_starts_and_ends()
    {
        _reader.ReadAll(Header.Replace("'1.0'>", "'1.0'/>")).Should().Equal("StreamStart", "StreamEnd");
        _reader.ReadAll("anything").Should().BeEmpty();
    }

    [Theory]
    [InlineData("a&amp;b&lt;&gt;&quot;&apos;", "a&b<>\"'")]
    [InlineData("&#65;&#x42;&#x1F600;", "AB\U0001F600")]
    [InlineData("a\r\nb\rc\nd", "a\nb\nc\nd")]
    [InlineData("&#13;&#10;", "\r\n")]
    [InlineData("<![CDATA[&amp;<a>\r\n]]>", "&amp;<a>\n")]
    [InlineData("<![CDATA[]]>x<![CDATA[]]]>", "x]")]
    [InlineData("]] >", "]] >")]
    [InlineData("\u0085\u2028\uFFFD", "\u0085\u2028\uFFFD")]
    public void Text_is_what_XML_says_it_is(string xml, string text)
    {
        _reader.ReadAll(Header + "<a>" + xml + "</a>").Should().HaveCount(2);
        _reader.Element.Text.Should().Be(text);
    }

    [Theory]
    [InlineData("a\r\nb\rc\nd\te", "a b c d e")]
    [InlineData("&#xD;&#xA;&#9;", "\r\n\t")]
    [InlineData("\">&gt;", "\">>")]
    public void Attribute_values_are_normalised(string xml, string value)
    {
        _reader.ReadAll(Header + "<a b='" + xml + "'/>").Should().HaveCount(2);
        _reader.Element.Attribute("b").Should().Be(value);
    }

    [Fact]
    [Spec("RFC 6120 4.8")]
    public void Prefixes_are_scoped()
    {
        _reader.ReadAll(Header + "<a><p:b xmlns:p='urn:1'><p:c xmlns:p='urn:2'/><p:d p:e='f'/></p:b><b xmlns=''/></a>");
        var b = _reader.Element.Elements.First();
        b.Namespace.Should().Be("urn:1");
        b.Elements.Select(e => e.Namespace).Should().Equal("urn:2", "urn:1");
        b.Elements.Last().Attribute("e", "urn:1").Should().Be("f");
        _reader.Element.Elements.Last().Namespace.Should().BeEmpty();
    }

    [Fact]
    public void Steady_stanzas_cost_little_memory()
    {
        byte[] stanza = Bytes("<iq id='1' type='get' to='localhost'><ping xmlns='urn:xmpp:ping'/></iq>");
        _reader.ReadAll(Header);
        var data = new ReadOnlySequence<byte>(stanza);
        for (int i = 0; i < 100; i++)
            _reader.Read(data, out _).Should().Be(XmlStreamEvent.Element);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
            _reader.Read(data, out _);
        // One token array, one element, three short values; names and namespaces come from the cache.
        ((GC.GetAllocatedBytesForCurrentThread() - before) / 1000).Should().BeLessThan(600);
    }
}
