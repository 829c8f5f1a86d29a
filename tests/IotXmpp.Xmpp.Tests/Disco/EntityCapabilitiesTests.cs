using IotXmpp.Testing;
using IotXmpp.Xmpp.Disco;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Xmpp.Tests.Disco;

[Spec("XEP-0115 5", "GEN-031", "GEN-032")]
public sealed class EntityCapabilitiesTests
{
    // XEP-0115 5.2
    private static readonly DiscoInfo s_simple = new()
    {
        Identities = [new("client", "pc", "Exodus 0.9.1")],
        Features = [Ns.Caps, Ns.DiscoItems, Ns.DiscoInfo, "http://jabber.org/protocol/muc"],
    };

    // XEP-0115 5.3
    private const string Complex =
        """
        <query xmlns='http://jabber.org/protocol/disco#info' node='http://psi-im.org#q07IKJEyjvHSyhy//CH0CxmKi8w='><identity xml:lang='en' category='client' name='Psi 0.11' type='pc'/><identity xml:lang='el' category='client' name='Ψ 0.11' type='pc'/><feature var='http://jabber.org/protocol/caps'/><feature var='http://jabber.org/protocol/disco#info'/><feature var='http://jabber.org/protocol/disco#items'/><feature var='http://jabber.org/protocol/muc'/><x xmlns='jabber:x:data' type='result'><field var='FORM_TYPE' type='hidden'><value>urn:xmpp:dataforms:softwareinfo</value></field><field var='ip_version' type='text-multi' ><value>ipv4</value><value>ipv6</value></field><field var='os'><value>Mac</value></field><field var='os_version'><value>10.5.1</value></field><field var='software'><value>Psi</value></field><field var='software_version'><value>0.11</value></field></x></query>
        """;

    [Fact]
    public void Simple_example() => EntityCapabilities.Compute(s_simple).Should().Be("QgayPKawpkPSDYmwT/WM94uAlu0=");

    [Fact]
    public void Complex_example() =>
        EntityCapabilities.Compute(DiscoXml.ReadInfo(XmppElement.Parse(Complex), DiscoLimits.Default)).Should().Be("q07IKJEyjvHSyhy//CH0CxmKi8w=");

    [Theory]
    [InlineData("<feature var='http://jabber.org/protocol/muc'/>")]
    [InlineData("<identity xml:lang='en' category='client' name='Psi 0.11' type='pc'/>")]
    [InlineData("<x xmlns='jabber:x:data' type='result'><field var='FORM_TYPE' type='hidden'><value>urn:xmpp:dataforms:softwareinfo</value></field></x>")]
    [InlineData("<x xmlns='jabber:x:data' type='result'><field var='FORM_TYPE' type='hidden'><value>a</value><value>b</value></field></x>")]
    public void Ill_formed_information_has_no_hash(string added) =>
        EntityCapabilities.Compute(DiscoXml.ReadInfo(XmppElement.Parse(Complex.Replace("</query>", added + "</query>")), DiscoLimits.Default)).Should().BeNull();

    [Theory]
    [InlineData("<x xmlns='jabber:x:data' type='result'><field var='a'><value>b</value></field></x>")]
    [InlineData("<x xmlns='jabber:x:data' type='result'><field var='FORM_TYPE'><value>b</value></field></x>")]
    public void Forms_without_a_type_do_not_count(string added) =>
        EntityCapabilities.Compute(DiscoXml.ReadInfo(XmppElement.Parse(Complex.Replace("</query>", added + "</query>")), DiscoLimits.Default)).Should().Be("q07IKJEyjvHSyhy//CH0CxmKi8w=");

    [Fact]
    public void Announcement_is_written_read_and_checked()
    {
        var caps = EntityCapabilities.Of("urn:iotxmpp", s_simple);
        caps.ToElement().ToString().Should().Be("<c hash=\"sha-1\" node=\"urn:iotxmpp\" ver=\"QgayPKawpkPSDYmwT/WM94uAlu0=\" xmlns=\"http://jabber.org/protocol/caps\" />");
        EntityCapabilities.Read(caps.ToElement()).Should().Be(caps);
        caps.InfoNode.Should().Be("urn:iotxmpp#QgayPKawpkPSDYmwT/WM94uAlu0=");
        caps.Matches(s_simple).Should().BeTrue();
        caps.Matches(s_simple with { Features = [Ns.DiscoInfo] }).Should().BeFalse();
        (caps with { Hash = "md5" }).Matches(s_simple).Should().BeFalse();
    }

    [Theory]
    [InlineData("<c xmlns='http://jabber.org/protocol/caps' node='n' ver='v' hash='sha-1' new='1'><new/></c>", true)]
    [InlineData("<c xmlns='http://jabber.org/protocol/caps' node='n' ver='0.9' ext='a b'/>", false)]
    [InlineData("<c xmlns='http://jabber.org/protocol/caps' node='n' hash='sha-1'/>", false)]
    [InlineData("<c xmlns='http://jabber.org/protocol/caps' ver='v' hash='sha-1'/>", false)]
    public void Incomplete_announcements_are_none(string xml, bool isComplete) =>
        (EntityCapabilities.Read(XmppElement.Parse(xml)) is not null).Should().Be(isComplete);

    [Fact]
    public void Announcements_are_bounded() =>
        EntityCapabilities.Read(XmppElement.Parse($"<c xmlns='http://jabber.org/protocol/caps' node='n' ver='{new string('v', 257)}' hash='sha-1'/>")).Should().BeNull();
}
