using System.Xml;
using IotXmpp.Testing;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Xmpp.Tests.Stanzas;

public sealed class XmppElementTests
{
    [Fact]
    public void Children_are_windows_on_their_parent()
    {
        var element = XmppElement.Parse("<a xmlns='u' b='1' xml:lang='en'>x<c><d>deep</d></c>y<e xmlns='v'/><c f='2'/>z</a>");
        element.Name.Should().Be(new QName("u", "a"));
        element.Attribute("b").Should().Be("1");
        element.Attribute("lang", Ns.Xml).Should().Be("en");
        element.Attribute("lang").Should().BeNull();
        element.Attributes.Should().HaveCount(2);
        element.Text.Should().Be("xyz");
        element.Elements.Select(e => e.Name.ToString()).Should().Equal("{u}c", "{v}e", "{u}c");
        element.Element("c")!.Element("d")!.Text.Should().Be("deep");
        element.Element("v", "e").Should().NotBeNull();
        element.Element("e").Should().BeNull();
        element.Elements.Last().Attribute("f").Should().Be("2");
        element.Elements.First().ToString().Should().Be("<c xmlns=\"u\"><d>deep</d></c>");
    }

    [Fact]
    public void Namespaces_can_be_mapped_on_the_way_out()
    {
        var element = XmppElement.Parse("<message xmlns='jabber:client'><body>a</body><x xmlns='u'/></message>");
        XmppElement.Build(w => element.WriteTo(w, ns => ns == Ns.Client ? Ns.Server : ns)).ToString()
            .Should().Be("<message xmlns=\"jabber:server\"><body>a</body><x xmlns=\"u\" /></message>");
    }

    [Fact]
    public void Values_of_attributes_with_a_namespace_survive()
    {
        var element = XmppElement.Parse("<a xmlns:p='urn:p' p:b='1'/>");
        XmppElement.Parse(element.ToString()).Attribute("b", "urn:p").Should().Be("1");
    }

    [Fact]
    [Spec("RFC 6120 11.1")]
    public void Writer_refuses_what_a_stream_does_not_allow()
    {
        using var writer = new XmppElementWriter();
        writer.WriteStartElement("a", "u");
        foreach (Action write in new Action[] { () => writer.WriteComment("c"), () => writer.WriteProcessingInstruction("a", "b"), () => writer.WriteDocType("a", null, null, null), () => writer.WriteEntityRef("a"), () => writer.WriteRaw("<b/>") })
            write.Should().Throw<NotSupportedException>();
    }

    [Fact]
    public void Writer_refuses_an_attribute_that_occurs_twice_or_late()
    {
        using var writer = new XmppElementWriter();
        writer.WriteStartElement("a", "u");
        writer.WriteAttributeString("b", "1");
        writer.WriteAttributeString("c", "1");
        var twice = () => writer.WriteAttributeString("b", "2");
        twice.Should().Throw<XmlException>();
        writer.Reset();

        writer.WriteStartElement("a", "u");
        writer.WriteString("text");
        var late = () => writer.WriteAttributeString("b", "1");
        late.Should().Throw<InvalidOperationException>();
    }

    [Fact]
    public void Writer_makes_one_element_at_a_time()
    {
        using var writer = new XmppElementWriter();
        writer.WriteStartElement("a", "u");
        var early = () => writer.Detach();
        early.Should().Throw<InvalidOperationException>();
        writer.WriteEndElement();
        var second = () => writer.WriteStartElement("b", "u");
        second.Should().Throw<InvalidOperationException>();
        writer.Detach().ToString().Should().Be("<a xmlns=\"u\" />");
        writer.WriteStartElement("b", "u");
        writer.WriteEndElement();
        writer.Detach().LocalName.Should().Be("b");
    }

    [Fact]
    public void Text_in_pieces_is_one_text()
    {
        var element = XmppElement.Build("u", "a", w =>
        {
            w.WriteString("a");
            w.WriteCData("b");
            w.WriteCharEntity('c');
            w.WriteSurrogateCharEntity('\uDE00', '\uD83D');
            w.WriteChars(['d'], 0, 1);
            w.WriteBase64([1, 2, 3], 0, 3);
        });
        element.Text.Should().Be("abc\U0001F600dAQID");
    }
}
