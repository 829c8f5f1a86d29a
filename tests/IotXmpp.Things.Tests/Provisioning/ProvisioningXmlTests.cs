using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using IotXmpp.Testing;
using IotXmpp.Things.Model;
using IotXmpp.Things.Provisioning;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Things.Tests.Provisioning;

public sealed class ProvisioningXmlTests
{
    private const string Ns = "urn:xmpp:iot:provisioning";
    private static readonly Jid Primary = Jid.Parse("primary@example.org");
    private static readonly ProvisioningLimits Limits = new();

    [Fact]
    [Spec("PR-016", "PR-030")]
    public void Example_9_is_read_and_written()
    {
        string xml = $"<canRead xmlns='{Ns}' jid='primary@example.org' serviceToken='SERVICETOKEN1 SERVICETOKEN2' userToken='USERTOKEN1' momentary='true'/>";

        var request = ProvisioningXml.ReadRequest(XmppElement.Parse(xml), Limits);

        request.Should().BeEquivalentTo(new { Kind = PermissionKind.Read, Jid = Primary, FieldTypes = FieldTypes.Momentary });
        request.Tokens.Service.Should().Equal("SERVICETOKEN1", "SERVICETOKEN2");
        request.Tokens.User.Should().Equal("USERTOKEN1");
        ProvisioningXml.WriteRequest(request).ToString().Should().Be(XmppElement.Parse(xml).ToString());
    }

    [Fact]
    [Spec("PR-033", "PR-035", "PR-036")]
    public void Nodes_and_fields_of_an_answer_count_together()
    {
        var response = ProvisioningXml.ReadResponse(XmppElement.Parse($"<canReadResponse xmlns='{Ns}' jid='primary@example.org' momentary='true' result='true'><node nodeId='Device02'/><field name='Energy'/><field name='Power'/></canReadResponse>"), Limits)!;

        response.Covers(new NodeRef("Device02"), "Energy").Should().BeTrue();
        response.Covers(new NodeRef("Device02"), "Voltage").Should().BeFalse();
        response.Covers(new NodeRef("Device03"), "Energy").Should().BeFalse();
    }

    [Fact]
    [Spec("PR-033", "PR-035", "PR-039")]
    public void An_answer_without_lists_is_about_everything_and_a_no_about_nothing()
    {
        string xml = $"<canControlResponse xmlns='{Ns}' jid='primary@example.org' result='RESULT'/>";

        ProvisioningXml.ReadResponse(XmppElement.Parse(xml.Replace("RESULT", "true", StringComparison.Ordinal)), Limits)!.Covers(new NodeRef("x"), "y").Should().BeTrue();
        ProvisioningXml.ReadResponse(XmppElement.Parse(xml.Replace("RESULT", "0", StringComparison.Ordinal)), Limits)!.Covers(new NodeRef("x"), "y").Should().BeFalse();
    }

    [Fact]
    [Spec("PR-068")]
    public void A_node_id_alone_names_all_nodes_with_it()
    {
        var response = new PermissionResponse(PermissionKind.Read, Primary, true) { Nodes = [new NodeRef("a"), new NodeRef("b", "source1")] };

        response.Covers(new NodeRef("a", "source1"), "x").Should().BeTrue();
        response.Covers(new NodeRef("a", "source2"), "x").Should().BeTrue();
        response.Covers(new NodeRef("b", "source2"), "x").Should().BeFalse();
    }

    [Theory]
    [InlineData("<canReadResponse xmlns='urn:xmpp:iot:provisioning' jid='primary@example.org'/>")]
    [InlineData("<canReadResponse xmlns='urn:xmpp:iot:provisioning' result='true'/>")]
    [InlineData("<canReadResponse xmlns='urn:xmpp:iot:provisioning' jid='primary@example.org' result='yes'/>")]
    [InlineData("<canReadResponse xmlns='urn:xmpp:iot:other' jid='primary@example.org' result='true'/>")]
    [InlineData("<canReadResponse xmlns='urn:xmpp:iot:provisioning' jid='primary@example.org' result='true'><field/></canReadResponse>")]
    public void A_malformed_answer_is_none(string xml) => ProvisioningXml.ReadResponse(XmppElement.Parse(xml), Limits).Should().BeNull();

    [Fact]
    [Spec("PR-020", "PR-021", "PR-023", "PR-066")]
    public void Friends_are_asked_for_without_resource_and_secondary_trust_is_off_unless_said()
    {
        ProvisioningXml.WriteIsFriend(Jid.Parse("client1@example.org/x")).Attribute("jid").Should().Be("client1@example.org");
        ProvisioningXml.ReadJid(XmppElement.Parse($"<isFriend xmlns='{Ns}' jid='client1@example.org/x'/>")).Should().Be(Jid.Parse("client1@example.org"));
        ProvisioningXml.ReadFriendResponse(XmppElement.Parse($"<isFriendResponse xmlns='{Ns}' jid='client1@example.org' result='true'/>"))!.SecondaryTrustAllowed.Should().BeFalse();
    }

    [Theory]
    [InlineData("<canRead xmlns='urn:xmpp:iot:provisioning'/>")]
    [InlineData("<canRead xmlns='urn:xmpp:iot:provisioning' jid='@'/>")]
    [InlineData("<canRead xmlns='urn:xmpp:iot:provisioning' jid='a@b'><field/></canRead>")]
    public void A_malformed_question_is_refused(string xml) =>
        FluentActions.Invoking(() => ProvisioningXml.ReadRequest(XmppElement.Parse(xml), Limits)).Should().Throw<StanzaException>();

    [Fact]
    public void Limits_hold()
    {
        string many = string.Concat(Enumerable.Repeat("<field name='a'/>", 11));
        FluentActions.Invoking(() => ProvisioningXml.ReadRequest(XmppElement.Parse($"<canRead xmlns='{Ns}' jid='a@b'>{many}</canRead>"), Limits with { MaxNames = 10 })).Should().Throw<StanzaException>();
        FluentActions.Invoking(() => ProvisioningXml.ReadBytes(XmppElement.Parse($"<getToken xmlns='{Ns}'>{new string('A', 400)}</getToken>"), Limits with { MaxBytes = 100 })).Should().Throw<StanzaException>();
        FluentActions.Invoking(() => ProvisioningXml.ReadBytes(XmppElement.Parse($"<getToken xmlns='{Ns}'>no base64!</getToken>"), Limits)).Should().Throw<StanzaException>();
        FluentActions.Invoking(() => RequestTokens.Read(XmppElement.Parse($"<req xmlns='x' userToken='{string.Join(' ', Enumerable.Range(0, 9))}'/>"))).Should().Throw<StanzaException>();
        FluentActions.Invoking(() => RequestTokens.Read(XmppElement.Parse($"<req xmlns='x' userToken='{new string('a', 300)}'/>"))).Should().Throw<StanzaException>();
    }

    [Fact]
    public void Tokens_are_in_no_text() => RequestTokens.Of(["secret"], [], []).ToString().Should().NotContain("secret");

    [Fact]
    [Spec("PR-008", "PR-012", "SEC-6")]
    public void Only_the_private_key_opens_a_challenge()
    {
        using var key = RSA.Create(2048);
        using var other = RSA.Create(2048);
        var certificate = TokenCertificate.Read(CertificateOf(key))!;

        var (block, encrypted) = certificate.Challenge();

        TokenCertificate.Answer(key, encrypted).Should().Equal(block);
        TokenCertificate.Answer(other, encrypted).Should().BeNull();
        // The padding is OAEP, by another implementation's decryption.
        key.Decrypt(encrypted, RSAEncryptionPadding.OaepSHA1).Should().Equal(block);
        FluentActions.Invoking(() => key.Decrypt(encrypted, RSAEncryptionPadding.Pkcs1)).Should().Throw<CryptographicException>();
        certificate.Challenge().Block.Should().NotEqual(block);
    }

    [Fact]
    public void Weak_keys_and_rubbish_are_no_certificates()
    {
        using var weak = RSA.Create(1024);
        using var curve = ECDsa.Create();

        TokenCertificate.Read(CertificateOf(weak)).Should().BeNull();
        TokenCertificate.Read(new CertificateRequest("CN=x", curve, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddDays(1)).RawData).Should().BeNull();
        TokenCertificate.Read([1, 2, 3]).Should().BeNull();
    }

    private static byte[] CertificateOf(RSA key) =>
        new CertificateRequest("CN=service", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(30)).RawData;
}
