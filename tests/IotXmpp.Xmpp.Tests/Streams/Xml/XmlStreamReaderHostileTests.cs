using System.Buffers;
using System.Text;
using CsCheck;
using IotXmpp.Testing;
using IotXmpp.Xmpp.Streams;
using IotXmpp.Xmpp.Streams.Xml;
using static IotXmpp.Xmpp.Tests.Streams.Xml.XmlStreamReading;

namespace IotXmpp.Xmpp.Tests.Streams.Xml;

[Spec("RFC 6120 11", "SEC-11", "GEN-005")]
public sealed class XmlStreamReaderHostileTests
{
    private static readonly XmlStreamLimits s_tight = new() { MaxStanzaBytes = 10_000, MaxDepth = 16, MaxElements = 256, MaxAttributes = 32 };

    [Theory]
    // 11.1 Prohibited data
    [InlineData("<!-- c -->", StreamErrorCondition.RestrictedXml)]
    [InlineData("<a><!-- c --></a>", StreamErrorCondition.RestrictedXml)]
    [InlineData("<?php ?>", StreamErrorCondition.RestrictedXml)]
    [InlineData("<a><?xml version='1.0'?></a>", StreamErrorCondition.RestrictedXml)]
    [InlineData("<?xml version='1.0'?>", StreamErrorCondition.RestrictedXml)]
    [InlineData("<!DOCTYPE a>", StreamErrorCondition.RestrictedXml)]
    [InlineData("<!ENTITY a 'b'>", StreamErrorCondition.RestrictedXml)]
    [InlineData("<![INCLUDE[]]>", StreamErrorCondition.RestrictedXml)]
    [InlineData("<a>&lol9;</a>", StreamErrorCondition.RestrictedXml)]
    [InlineData("<a b='&ent;'/>", StreamErrorCondition.RestrictedXml)]
    // 11.3 Well-formedness
    [InlineData("<a></b>", StreamErrorCondition.NotWellFormed)]
    [InlineData("<p:a xmlns:p='urn:p' xmlns:q='urn:p'></q:a>", StreamErrorCondition.NotWellFormed)]
    [InlineData("<a b='1' b='2'/>", StreamErrorCondition.NotWellFormed)]
    [InlineData("<a xmlns:p='u' xmlns:q='u' p:b='1' q:b='2'/>", StreamErrorCondition.NotWellFormed)]
    [InlineData("<a xmlns='u' xmlns='u'/>", StreamErrorCondition.NotWellFormed)]
    [InlineData("<p:a/>", StreamErrorCondition.NotWellFormed)]
    [InlineData("<a p:b=''/>", StreamErrorCondition.NotWellFormed)]
    [InlineData("<a:b:c xmlns:a='u'/>", StreamErrorCondition.NotWellFormed)]
    [InlineData("<:a/>", StreamErrorCondition.NotWellFormed)]
    [InlineData("<xmlns:a/>", StreamErrorCondition.NotWellFormed)]
    [InlineData("<a xmlns:p=''/>", StreamErrorCondition.NotWellFormed)]
    [InlineData("<a xmlns:xml='urn:x'/>", StreamErrorCondition.NotWellFormed)]
    [InlineData("<a xmlns:xmlns='urn:x'/>", StreamErrorCondition.NotWellFormed)]
    [InlineData("<a xmlns:p='http://www.w3.org/2000/xmlns/'/>", StreamErrorCondition.NotWellFormed)]
    [InlineData("<a xmlns='http://www.w3.org/XML/1998/namespace'/>", StreamErrorCondition.NotWellFormed)]
    [InlineData("<a b=1/>", StreamErrorCondition.NotWellFormed)]
    [InlineData("<a b/>", StreamErrorCondition.NotWellFormed)]
    [InlineData("<a b='1'c='2'/>", StreamErrorCondition.NotWellFormed)]
    [InlineData("<a b='<'/>", StreamErrorCondition.NotWellFormed)]
    [InlineData("<a <b/>", StreamErrorCondition.NotWellFormed)]
    [InlineData("<a / >", StreamErrorCondition.NotWellFormed)]
    [InlineData("< a/>", StreamErrorCondition.NotWellFormed)]
    [InlineData("<1/>", StreamErrorCondition.NotWellFormed)]
    [InlineData("<a\u00D7/>", StreamErrorCondition.NotWellFormed)]
    [InlineData("</>", StreamErrorCondition.NotWellFormed)]
    [InlineData("<>", StreamErrorCondition.NotWellFormed)]
    [InlineData("<a>&</a>", StreamErrorCondition.NotWellFormed)]
    [InlineData("<a>&amp</a>", StreamErrorCondition.NotWellFormed)]
    [InlineData("<a>&;</a>", StreamErrorCondition.NotWellFormed)]
    [InlineData("<a>&#0;</a>", StreamErrorCondition.NotWellFormed)]
    [InlineData("<a>&#xD800;</a>", StreamErrorCondition.NotWellFormed)]
    [InlineData("<a>&#xFFFE;</a>", StreamErrorCondition.NotWellFormed)]
    [InlineData("<a>&#x110000;</a>", StreamErrorCondition.NotWellFormed)]
    [InlineData("<a>&#4294967361;</a>", StreamErrorCondition.NotWellFormed)]
    [InlineData("<a>&#-65;</a>", StreamErrorCondition.NotWellFormed)]
    [InlineData("<a>&#X41;</a>", StreamErrorCondition.NotWellFormed)]
    [InlineData("<a>\uFFFE</a>", StreamErrorCondition.NotWellFormed)]
    [InlineData("<a b='\uFFFF'/>", StreamErrorCondition.NotWellFormed)]
    [InlineData("<a>\u0001</a>", StreamErrorCondition.NotWellFormed)]
    [InlineData("<a b='\u0001'/>", StreamErrorCondition.NotWellFormed)]
    [InlineData("<a><![CDATA[\u0001]]></a>", StreamErrorCondition.NotWellFormed)]
    [InlineData("<a>]]></a>", StreamErrorCondition.NotWellFormed)]
    [InlineData("<![CDATA[a]]>", StreamErrorCondition.NotWellFormed)]
    [InlineData("text", StreamErrorCondition.BadFormat)]
    [Spec("GEN-005")]
    public void Forbidden_xml_ends_the_stream(string xml, StreamErrorCondition condition)
    {
        byte[] bytes = Bytes(Header + xml);
        Condition(XmlStreamLimits.Default, [bytes]).Should().Be(condition);
        Condition(XmlStreamLimits.Default, bytes.Select(b => new[] { b })).Should().Be(condition, "a drip changes nothing");
    }

    [Theory]
    [InlineData(new byte[] { 0xC0, 0x80 })] // overlong NUL
    [InlineData(new byte[] { 0xC1, 0xBF })]
    [InlineData(new byte[] { 0xE0, 0x80, 0xAF })]
    [InlineData(new byte[] { 0xED, 0xA0, 0x80 })] // a surrogate
    [InlineData(new byte[] { 0xF4, 0x90, 0x80, 0x80 })] // beyond U+10FFFF
    [InlineData(new byte[] { 0xF5, 0x80, 0x80, 0x80 })]
    [InlineData(new byte[] { 0x80 })]
    [InlineData(new byte[] { 0xE2, 0x82 })]
    [InlineData(new byte[] { 0xFF })]
    [Spec("RFC 6120 4.9.3.22", "RFC 3629")]
    public void Bytes_that_are_not_utf8_end_the_stream(byte[] bad)
    {
        foreach (var (before, after) in new[] { ("<a>", "</a>"), ("<a b='", "'/>"), ("<a><![CDATA[", "]]></a>"), ("<a", "/>"), ("<a b", "=''/>"), ("<a>&amp;", "</a>"), ("<a xmlns='", "'/>") })
        {
            byte[] bytes = [.. Bytes(Header + before), .. bad, .. Bytes(after)];
            Condition(XmlStreamLimits.Default, [bytes]).Should().Be(StreamErrorCondition.UnsupportedEncoding);
        }
    }

    [Theory]
    [InlineData("$EXI", StreamErrorCondition.NotWellFormed)]
    [InlineData("GET / HTTP/1.1\r\n", StreamErrorCondition.NotWellFormed)]
    [InlineData("\u0016\u0003\u0001\u0002", StreamErrorCondition.NotWellFormed)]
    [InlineData("\uFEFF<", StreamErrorCondition.NotWellFormed)]
    [InlineData("<!DOCTYPE", StreamErrorCondition.RestrictedXml)]
    [InlineData("<!--", StreamErrorCondition.RestrictedXml)]
    [InlineData("<?xml-stylesheet", StreamErrorCondition.RestrictedXml)]
    [InlineData("<?php", StreamErrorCondition.RestrictedXml)]
    [InlineData("<?xml version='1.0'?><?xml version='1.0'?>", StreamErrorCondition.RestrictedXml)]
    [InlineData("<?xml version='1.0' encoding='ISO-8859-1'?>", StreamErrorCondition.UnsupportedEncoding)]
    [InlineData("<?xml version='1.1'?>", StreamErrorCondition.NotWellFormed)]
    [InlineData("<?xml encoding='utf-8'?>", StreamErrorCondition.NotWellFormed)]
    [InlineData("<?xml version='1.0' foo='1'?>", StreamErrorCondition.NotWellFormed)]
    [InlineData("<?xml version='1.0' xmlns='a'?>", StreamErrorCondition.NotWellFormed)]
    [InlineData("<stream xmlns='jabber:client'>", StreamErrorCondition.InvalidNamespace)]
    [InlineData("<policy-file-request/>", StreamErrorCondition.InvalidNamespace)]
    [InlineData("<stream:stream>", StreamErrorCondition.NotWellFormed)]
    [InlineData("<s:features xmlns:s='http://etherx.jabber.org/streams'>", StreamErrorCondition.BadFormat)]
    [InlineData("</stream:stream>", StreamErrorCondition.NotWellFormed)]
    public void What_is_no_stream_is_refused_at_once(string start, StreamErrorCondition condition) =>
        Condition(XmlStreamLimits.Default, [Bytes(start)]).Should().Be(condition);

    [Fact]
    public void Utf16_is_an_unsupported_encoding() =>
        Condition(XmlStreamLimits.Default, [Encoding.Unicode.GetPreamble()]).Should().Be(StreamErrorCondition.UnsupportedEncoding);

    [Theory]
    [InlineData("<a b='", "x")] // an endless attribute
    [InlineData("<a>", "x")] // endless text
    [InlineData("<a><![CDATA[", "x")]
    [InlineData("<", "x")] // an endless name
    [InlineData("<a>", "<b>")] // endless depth
    [InlineData("<a>", "<b/>")] // endless elements
    [InlineData("<a ", "b='' ")] // endless attributes
    [InlineData("<a>", "<b xmlns:p='u'>")]
    [InlineData("<a>", "<![CDATA[]]>")]
    public void Whatever_does_not_end_meets_a_limit_in_bounded_memory(string start, string forever)
    {
        var reader = new XmlStreamReader(s_tight);
        reader.ReadAll(Header + start);
        var piece = new ReadOnlySequence<byte>(Bytes(string.Concat(Enumerable.Repeat(forever, 10))));
        long before = GC.GetAllocatedBytesForCurrentThread();
        StreamException? failure = null;
        for (int i = 0; i < 100_000 && failure is null; i++)
        {
            try
            {
                reader.Read(piece, out _).Should().Be(XmlStreamEvent.NeedMoreData);
            }
            catch (StreamException e)
            {
                failure = e;
            }
        }

        failure!.Condition.Should().Be(StreamErrorCondition.PolicyViolation);
        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(1_000_000);
    }

    [Fact]
    public void A_megabyte_in_one_piece_is_refused_without_a_copy_of_it()
    {
        var reader = new XmlStreamReader(XmlStreamLimits.Default);
        reader.ReadAll(Header);
        byte[] bytes = Bytes("<a b='" + new string('x', 1_000_000) + "'/>");
        long before = GC.GetAllocatedBytesForCurrentThread();
        var read = () => reader.Read(new ReadOnlySequence<byte>(bytes), out _);
        read.Should().Throw<StreamException>().Which.Condition.Should().Be(StreamErrorCondition.PolicyViolation);
        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(400_000);
    }

    [Fact]
    public void Limits_count_each_element_anew_and_whitespace_not_at_all()
    {
        var reader = new XmlStreamReader(new XmlStreamLimits { MaxStanzaBytes = 200 });
        reader.ReadAll(Header);
        string stanza = "<a>" + new string('x', 193) + "</a>";
        for (int i = 0; i < 5; i++)
            reader.ReadAll(new string(' ', 300) + stanza).Should().HaveCount(1);
        var tooLong = () => reader.ReadAll("<a>" + new string('x', 194) + "</a>");
        tooLong.Should().Throw<StreamException>();
    }

    [Theory]
    [InlineData("<a><b><c/></b></a>", "<a><b><c><d/></c></b></a>")] // depth 3
    [InlineData("<a><b/><b/><b/></a>", "<a><b/><b/><b/><b/></a>")] // elements 4
    [InlineData("<a b='' c=''/>", "<a b='' c='' xmlns='d'/>")] // attributes 2
    [InlineData("<a12345678/>", "<a123456789/>")] // name 9
    public void Limits_are_exact(string within, string beyond)
    {
        var limits = new XmlStreamLimits { MaxDepth = 3, MaxElements = 4, MaxAttributes = 2, MaxNameLength = 9 };
        Condition(limits, [Bytes(within)], framed: true).Should().BeNull();
        Condition(limits, [Bytes(beyond)], framed: true).Should().Be(StreamErrorCondition.PolicyViolation);
    }

    [Fact]
    public void Drip_takes_every_byte_once_and_memory_in_proportion()
    {
        var reader = new XmlStreamReader(new XmlStreamLimits { MaxStanzaBytes = 300_000 });
        reader.ReadAll(Header);
        byte[] bytes = Bytes("<message id='" + new string('i', 100_000) + "'><body>" + new string('b', 100_000) + "</body></message>");
        long before = GC.GetAllocatedBytesForCurrentThread();
        XmlStreamEvent found = default;
        for (int i = 0; i < bytes.Length; i++)
        {
            found = reader.Read(new ReadOnlySequence<byte>(bytes, i, 1), out long consumed);
            if (consumed != 1 || (found != XmlStreamEvent.NeedMoreData) != (i == bytes.Length - 1))
                Assert.Fail($"At byte {i}: {found}, {consumed} consumed.");
        }

        found.Should().Be(XmlStreamEvent.Element);
        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(2_000_000);
    }

    [Fact]
    public void A_failed_reader_does_not_go_on()
    {
        var reader = new XmlStreamReader(XmlStreamLimits.Default);
        var read = () => reader.ReadAll("x");
        read.Should().Throw<StreamException>();
        read.Should().Throw<InvalidOperationException>();
    }

    [Fact]
    public void Random_bytes_never_do_more_than_end_the_stream() =>
        Gen.Byte.Array[0, 200].Sample(bytes =>
        {
            Condition(s_tight, [bytes]);
            Condition(s_tight, [Bytes(Header), bytes]);
            Condition(s_tight, [Bytes(Header + "<a b='"), bytes]);
        }, iter: 20_000);

    private static StreamErrorCondition? Condition(XmlStreamLimits limits, IEnumerable<byte[]> pieces, bool framed = false)
    {
        try
        {
            new XmlStreamReader(limits) { FramedDocuments = framed }.ReadAll(pieces);
            return null;
        }
        catch (StreamException e)
        {
            return e.Condition;
        }
    }
}
