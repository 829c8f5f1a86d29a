using System.Text;
using System.Xml.Linq;
using IotXmpp.Device.Wire;
using IotXmpp.Testing;
using IotXmpp.Xmpp.Portable;

namespace IotXmpp.Device.Tests.Wire;

/// <summary>The board's XML stream reader.</summary>
public sealed class XmlStanzaReaderTests
{
    private const string Header = "<?xml version='1.0'?><stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' from='things.localhost' id='s1' version='1.0' xml:lang='en'>";

    [Fact]
    public void Stanzas_come_out_the_same_however_the_bytes_are_cut()
    {
        const string Text = Header
            + "<stream:features><mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>\n <mechanism>SCRAM-SHA-256</mechanism>\n</mechanisms></stream:features> \n "
            + "<iq id='1' type='get' from=\"things.localhost\"><req xmlns='urn:xmpp:iot:sensordata' seqnr='7' momentary = 'true' ><field name='T&#xB0;&lt;&amp;'/></req></iq >"
            + "<a xmlns='urn:xmpp:sm:3' h='5'/></stream:stream>";
        byte[] bytes = Encoding.UTF8.GetBytes(Text);
        for (int cut = 0; cut <= bytes.Length; cut++)
        {
            var tape = new StanzaTape(64, 1024);
            var reader = new XmlStanzaReader(tape);
            var log = new List<string>();
            foreach ((int start, int end) in new[] { (0, cut), (cut, bytes.Length) })
            {
                for (int offset = start; offset < end;)
                {
                    switch (reader.Read(bytes, ref offset, end))
                    {
                        case StanzaReader.StreamOpened:
                            log.Add("open " + tape.AttributeText(0, "id") + tape.Is(0, Ns.Streams, "stream"));
                            break;
                        case StanzaReader.Stanza when tape.Is(0, Ns.Streams, "features"):
                            log.Add(tape.Text(tape.FirstChild(tape.Child(0, Ns.Sasl, "mechanisms"))));
                            break;
                        case StanzaReader.Stanza when tape.Is(0, Ns.Client, "iq"):
                            int req = tape.Child(0, Ns.SensorData, "req");
                            tape.TryGetInteger(req, "seqnr", out long sequence);
                            log.Add($"{sequence} {tape.AttributeTrue(req, "momentary")} {tape.AttributeText(tape.FirstChild(req), "name")}");
                            break;
                        case StanzaReader.Stanza:
                            log.Add("a " + tape.Is(0, Ns.StreamManagement, "a") + tape.AttributeText(0, "h"));
                            break;
                        case StanzaReader.StreamClosed:
                            log.Add("closed");
                            break;
                    }
                }
            }

            log.Should().Equal("open s1True", "SCRAM-SHA-256", "7 True T°<&", "a True5", "closed");
        }
    }

    [Theory]
    [InlineData("<!DOCTYPE a>")]
    [InlineData("<?php x?>")]
    [InlineData("<!-- c -->")]
    [InlineData("<a><![CDATA[x]]></a>")]
    [InlineData("<a>&nbsp;</a>")]
    [InlineData("<a>&#0;</a>")]
    [InlineData("<a>&#xD800;</a>")]
    [InlineData("<a></b>")]
    [InlineData("<a b=c/>")]
    [InlineData("<a b='<'/>")]
    [InlineData("<a b='1'c='2'/>")]
    [InlineData("<x:a/>")]
    [InlineData("<a>\u0001</a>")]
    [InlineData("text")]
    [InlineData("<a/ >")]
    [InlineData("< a/>")]
    [Spec("RFC 6120 11.1")]
    public void What_xmpp_forbids_ends_the_stream(string text)
    {
        var read = () => ReadAll(Header + text);
        read.Should().Throw<WireException>().Which.Number.Should().Be(WireException.NotWellFormed);
    }

    [Fact]
    public void A_stanza_larger_than_the_board_is_refused_without_reading_on()
    {
        foreach (string text in new[] { "<a b='" + new string('x', 2000), "<a>" + string.Concat(Enumerable.Repeat("<b/>", 100)), string.Concat(Enumerable.Repeat("<a>", 20)), "<a" + new string('x', 2000) })
        {
            var read = () => ReadAll(Header + text);
            read.Should().Throw<WireException>().Which.Number.Should().Be(WireException.TooLarge);
        }
    }

    [Fact]
    public void What_the_writer_writes_the_platform_reads()
    {
        var output = new OutputBuffer(4096);
        var writer = new XmlStanzaWriter(output);
        writer.StartElement(Ns.Client, "iq");
        writer.Attribute("id", "<&>'\" é€😀");
        writer.StartElement(Ns.Control, "set");
        writer.StartElement(Ns.Control, "string");
        writer.AttributeBoolean("a", true);
        writer.AttributeDateTime("b", 1770091506789);
        writer.AttributeInteger("c", -5);
        writer.AttributeScaled("d", 225, 1);
        writer.EndElement();
        writer.EndElement();
        writer.StartElement(Ns.Client, "error");
        writer.Text("a < b & c");
        writer.EndElement();
        writer.EndElement();
        var parsed = XElement.Parse("<r xmlns='jabber:client'>" + Encoding.UTF8.GetString(output.Data, output.Offset, output.Count) + "</r>").Elements().Single();
        XNamespace client = Ns.Client, control = Ns.Control;
        XNode.DeepEquals(
            parsed,
            new XElement(
                client + "iq",
                new XAttribute("id", "<&>'\" é€😀"),
                new XElement(
                    control + "set",
                    new XAttribute("xmlns", Ns.Control),
                    new XElement(control + "string", new XAttribute("a", "true"), new XAttribute("b", "2026-02-03T04:05:06.789Z"), new XAttribute("c", "-5"), new XAttribute("d", "22.5"))),
                new XElement(client + "error", "a < b & c"))).Should().BeTrue("the writer wrote {0}", parsed);
    }

    private static void ReadAll(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        var reader = new XmlStanzaReader(new StanzaTape(64, 1024));
        for (int offset = 0; offset < bytes.Length;)
        {
            reader.Read(bytes, ref offset, bytes.Length);
        }
    }
}
