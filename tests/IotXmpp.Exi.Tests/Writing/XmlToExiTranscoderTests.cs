using System.Buffers;
using System.Text;
using System.Xml;
using IotXmpp.Exi.Tests.Vectors;
using IotXmpp.Testing;

namespace IotXmpp.Exi.Tests.Writing;

/// <summary>The transcoder against System.Xml: it accepts what that accepts, and writes what its events give.</summary>
[Spec("EXI 6", "EXI 8")]
public sealed class XmlToExiTranscoderTests
{
    [Theory]
    [InlineData("xmpp.jsonl", 1200)]
    [InlineData("feature.jsonl", 850)]
    [InlineData("w3c-interop.jsonl", 1000)]
    public void Documents_transcode_to_the_bytes_that_their_events_give(string file, int least)
    {
        int compared = 0;
        foreach (VectorRecord record in VectorFiles.Read(file))
        {
            byte[] xml = VectorFiles.ReadBytes(record.Xml!);
            if (record.Options.Fragment || record.Canonical is not null || xml.AsSpan().IndexOf("<!DOCTYPE"u8) >= 0 || !IsUtf8(xml))
                continue;
            var output = new ArrayBufferWriter<byte>();
            string expected = Attempt(() => Convert.ToHexString(VectorRun.EncodeDocument(record, XmlInput.AsWritten)));
            string actual = Attempt(() =>
            {
                new XmlToExiTranscoder(VectorFiles.GrammarOf(record), record.Options).Transcode(xml, output, record.Cookie, record.OptionsHeader ? record.Options : null);
                return Convert.ToHexString(output.WrittenSpan);
            });
            actual.Should().Be(expected, record.Id);
            compared++;
        }

        compared.Should().BeGreaterThan(least);
    }

    [Fact]
    public void What_System_Xml_refuses_is_refused_and_what_it_accepts_means_the_same()
    {
        var random = new Random(323);
        var transcoder = new XmlToExiTranscoder(null, ExiOptions.Default);
        var output = new ArrayBufferWriter<byte>();
        int accepted = 0;
        int refused = 0;
        foreach (byte[] text in StanzaVectors.Texts)
        {
            for (int i = 0; i < 150; i++)
            {
                byte[] xml = Mutate(text, random);
                byte[]? expected = WithSystemXml(xml);
                output.ResetWrittenCount();
                bool isAccepted = Accepts(transcoder, xml, output);
                isAccepted.Should().Be(expected is not null, Encoding.Latin1.GetString(xml));
                if (expected is null)
                {
                    refused++;
                    continue;
                }

                Convert.ToHexString(output.WrittenSpan).Should().Be(Convert.ToHexString(expected), Encoding.Latin1.GetString(xml));
                accepted++;
            }
        }

        accepted.Should().BeGreaterThan(500);
        refused.Should().BeGreaterThan(500);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("<a>")]
    [InlineData("<a/><b/>")]
    [InlineData("<a/>text")]
    [InlineData("<a></b>")]
    [InlineData("<a x='1' x='2'/>")]
    [InlineData("<a xmlns:p='u' xmlns:q='u' p:x='1' q:x='2'/>")]
    [InlineData("<a xmlns:p='u' xmlns:p='v'/>")]
    [InlineData("<a xmlns:p=''/>")]
    [InlineData("<a xmlns:xml='u'/>")]
    [InlineData("<a xmlns='http://www.w3.org/2000/xmlns/'/>")]
    [InlineData("<p:a/>")]
    [InlineData("<a p:x='1'/>")]
    [InlineData("<a x='<'/>")]
    [InlineData("<a x=1/>")]
    [InlineData("<a x='1'y='2'/>")]
    [InlineData("<a>]]></a>")]
    [InlineData("<a>&nbsp;</a>")]
    [InlineData("<a>&#0;</a>")]
    [InlineData("<a>&#xD800;</a>")]
    [InlineData("<a>&</a>")]
    [InlineData("<a>\u0001</a>")]
    [InlineData("<a>\uFFFE</a>")]
    [InlineData("<a><!-- -- --></a>")]
    [InlineData("<a><?xml version='1.0'?></a>")]
    [InlineData("<?xml version='1.1'?><a/>")]
    [InlineData("<?xml encoding='utf-8'?><a/>")]
    [InlineData("<!DOCTYPE a><a/>")]
    [InlineData("<![CDATA[x]]><a/>")]
    [InlineData("<a:b:c xmlns:a='u'/>")]
    [InlineData("<1a/>")]
    [InlineData("< a/>")]
    public void Malformed_documents_are_refused(string xml)
    {
        var transcoder = new XmlToExiTranscoder(null, ExiOptions.Default);
        var output = new ArrayBufferWriter<byte>();
        transcoder.Invoking(it => it.Transcode(Encoding.UTF8.GetBytes(xml), output)).Should().Throw<XmlException>();
        output.WrittenCount.Should().Be(0);
        Accepts(transcoder, "<a/>"u8, output).Should().BeTrue("a document that failed leaves nothing behind");
    }

    [Fact]
    public void More_attributes_or_declarations_than_anybody_needs_are_refused()
    {
        var transcoder = new XmlToExiTranscoder(null, ExiOptions.Default);
        byte[] attributes = Encoding.UTF8.GetBytes("<a" + string.Concat(Enumerable.Range(0, 5000).Select(static i => $" a{9999 - i}='1'")) + "/>");
        byte[] declarations = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 5000).Select(static i => $"<a xmlns:p{i}='u{i}'>")));
        transcoder.Invoking(it => it.Transcode(attributes, new ArrayBufferWriter<byte>())).Should().Throw<XmlException>().WithMessage("*4096 attributes*");
        transcoder.Invoking(it => it.Transcode(declarations, new ArrayBufferWriter<byte>())).Should().Throw<XmlException>().WithMessage("*4096 namespace*");
    }

    [Fact]
    public void Bytes_that_are_not_utf8_are_refused()
    {
        var transcoder = new XmlToExiTranscoder(null, ExiOptions.Default);
        byte[] overlong = [.. "<a>"u8, 0xC0, 0xAF, .. "</a>"u8];
        transcoder.Invoking(it => it.Transcode(overlong, new ArrayBufferWriter<byte>())).Should().Throw<XmlException>();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Stanzas_transcode_without_allocation(bool strict)
    {
        var transcoder = strict ? new XmlToExiTranscoder(StanzaVectors.Grammar, StanzaVectors.Strict) : new XmlToExiTranscoder(null, ExiOptions.Default);
        var output = new ArrayBufferWriter<byte>(64 * 1024);
        SteadyState.Allocated(() => TranscodeAll(transcoder, output)).Should().Be(0);
    }

    private static void TranscodeAll(XmlToExiTranscoder transcoder, ArrayBufferWriter<byte> output)
    {
        foreach (byte[] text in StanzaVectors.Texts)
        {
            output.ResetWrittenCount();
            transcoder.Transcode(text, output);
        }
    }

    /// <summary>A few W3C documents are in other encodings, or XML 1.1.</summary>
    private static bool IsUtf8(byte[] xml)
    {
        string start = Encoding.Latin1.GetString(xml.AsSpan(0, Math.Min(xml.Length, 100)));
        return System.Text.Unicode.Utf8.IsValid(xml) && !start.Contains("8859", StringComparison.Ordinal) && !start.Contains("version=\"1.1", StringComparison.Ordinal);
    }

    private static string Attempt(Func<string> encode)
    {
        try
        {
            return encode();
        }
        catch (ExiException e)
        {
            return e.Message;
        }
    }

    private static bool Accepts(XmlToExiTranscoder transcoder, ReadOnlySpan<byte> xml, IBufferWriter<byte> output)
    {
        try
        {
            transcoder.Transcode(xml, output);
            return true;
        }
        catch (XmlException)
        {
            return false;
        }
    }

    private static byte[]? WithSystemXml(byte[] xml)
    {
        var output = new ArrayBufferWriter<byte>();
        try
        {
            using XmlReader reader = XmlReader.Create(new MemoryStream(xml), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit });
            using XmlWriter writer = new ExiBodyWriter(null, ExiOptions.Default).BeginBody(output);
            VectorRun.Copy(reader, writer);
        }
        catch (XmlException)
        {
            return null;
        }

        return output.WrittenSpan.ToArray();
    }

    private static byte[] Mutate(byte[] text, Random random)
    {
        ReadOnlySpan<byte> pieces = "<>&;/'\"= \n\r]!-?:x\tE"u8;
        List<byte> xml = [.. text];
        for (int changes = random.Next(1, 4); changes > 0; changes--)
        {
            int at = random.Next(xml.Count);
            switch (random.Next(4))
            {
                case 0: xml.RemoveAt(at); break;
                case 1: xml.Insert(at, pieces[random.Next(pieces.Length)]); break;
                case 2: xml[at] = pieces[random.Next(pieces.Length)]; break;
                default: xml.InsertRange(at, random.Next(5) switch { 0 => "<![CDATA[a&b]]>"u8.ToArray(), 1 => "<!--c-->"u8.ToArray(), 2 => "&#x20AC;&lt;"u8.ToArray(), 3 => "<?t d?>"u8.ToArray(), _ => "\u20AC\r\n"u8.ToArray() }); break;
            }
        }

        return [.. xml];
    }
}
