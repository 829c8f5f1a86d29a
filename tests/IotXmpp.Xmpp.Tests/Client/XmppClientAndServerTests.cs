using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using IotXmpp.Testing;
using IotXmpp.Xmpp.Client;
using IotXmpp.Xmpp.Stanzas;
using IotXmpp.Xmpp.Streams;
using IotXmpp.Xmpp.Tests.Streams.Server;

namespace IotXmpp.Xmpp.Tests.Client;

/// <summary>Our client with our server: the channel bindings of both sides come from different code.</summary>
public sealed class XmppClientAndServerTests
{
    [Fact]
    public async Task Logs_in_in_the_clear_and_talks_to_the_owner_of_the_session()
    {
        await using var fixture = new ServerFixture();
        await using var client = await TestXmppClient.ConnectAsync(fixture.ConnectPipe(StreamEntry.Xml), "juliet@localhost/balcony", "r0m30");
        client.Jid.ToString().Should().Be("juliet@localhost/balcony");
        client.Client.Mechanism.Should().Be("SCRAM-SHA-256");
        var session = await fixture.Host.NextSessionAsync();
        session.Stream.TrySend(new Message { To = client.Jid, Payloads = [Message.BodyOf("hello")] }).Should().BeTrue();
        (await client.WaitForAsync<Message>()).Body.Should().Be("hello");
        await client.CloseAsync();
    }

    [Theory]
    [InlineData(StreamEntry.Xml)]
    [InlineData(StreamEntry.DirectTls)]
    [Spec("RFC 5929 4", "XEP-0368")]
    public async Task Both_sides_bind_scram_to_the_same_certificate(StreamEntry entry)
    {
        using var certificate = ScriptedServer.CreateCertificate();
        await using var fixture = new ServerFixture(new StreamServerOptions { Certificate = _ => certificate });
        await using var client = await TestXmppClient.ConnectAsync(fixture.ConnectPipe(entry), "juliet@localhost", "r0m30", o => o with { DirectTls = entry == StreamEntry.DirectTls, RequireTls = true });
        client.Client.Mechanism.Should().Be("SCRAM-SHA-256-PLUS");
        client.Client.IsTls.Should().BeTrue();
        client.Jid.Resource.Should().NotBeNullOrEmpty();
    }

    [Fact]
    [Spec("XEP-0178")]
    public async Task A_board_logs_in_with_its_certificate()
    {
        using var certificate = ScriptedServer.CreateCertificate();
        using var own = CreateBoardCertificate();
        await using var fixture = new ServerFixture(new StreamServerOptions { Certificate = _ => certificate, ClientCertificateValidation = (_, _, _, _) => true });
        await using var client = await TestXmppClient.ConnectAsync(
            fixture.ConnectPipe(StreamEntry.Xml),
            "board1@localhost",
            "not asked for",
            o => o with { Certificate = own, Credentials = o.Credentials with { Password = null, UseCertificate = true } });
        client.Client.Mechanism.Should().Be("EXTERNAL");
        client.Jid.Bare.ToString().Should().Be("board1@localhost");
    }

    [Theory]
    [InlineData("juliet@localhost", "wrong")]
    [InlineData("nobody@localhost", "r0m30")]
    public async Task Wrong_password_and_unknown_account_are_told_alike(string jid, string password)
    {
        await using var fixture = new ServerFixture();
        var connect = () => TestXmppClient.ConnectAsync(fixture.ConnectPipe(StreamEntry.Xml), jid, password);
        (await connect.Should().ThrowAsync<SaslException>()).Which.Condition.Should().Be("not-authorized");
    }

    [Fact]
    [Spec("RFC 6120 4.9.3.6")]
    public async Task A_domain_that_is_not_served_is_told_so()
    {
        await using var fixture = new ServerFixture();
        var connect = () => TestXmppClient.ConnectAsync(fixture.ConnectPipe(StreamEntry.Xml), "juliet@elsewhere", "r0m30");
        (await connect.Should().ThrowAsync<StreamClosedException>()).Which.Condition.Should().Be(StreamErrorCondition.HostUnknown);
    }

    [Fact]
    [Spec("RFC 6120 11.1")]
    public async Task Forbidden_xml_ends_the_stream_with_its_condition()
    {
        await using var fixture = new ServerFixture();
        await using var client = await TestXmppClient.ConnectAsync(fixture.ConnectPipe(StreamEntry.Xml), "juliet@localhost", "r0m30");
        await client.SendRawAsync("<message><!-- no --></message>");
        (await client.WaitForEndAsync()).Should().BeOfType<StreamClosedException>().Which.Condition.Should().Be(StreamErrorCondition.RestrictedXml);
    }

    private static X509Certificate2 CreateBoardCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=board1", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
    }
}
