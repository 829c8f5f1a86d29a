using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using IotXmpp.Testing;
using IotXmpp.Xmpp.Streams;

namespace IotXmpp.Xmpp.Tests.Streams.Server;

public sealed class TlsTests : IDisposable
{
    private readonly X509Certificate2 _certificate = SelfSigned("localhost");

    [Fact]
    [Spec("RFC 6120 5.4", "RFC 5929 4", "XEP-0440")]
    public async Task Starttls_then_scram_bound_to_the_certificate()
    {
        await using var fixture = new ServerFixture(Options());
        var peer = fixture.Connect();
        (await peer.OpenAsync()).Should().Contain("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>").And.NotContain("PLUS");
        await StartTlsAsync(peer);
        (await peer.OpenAsync()).Should().NotContain("starttls").And.Contain("SCRAM-SHA-256-PLUS").And.Contain("<channel-binding type='tls-server-end-point'/>");
        await peer.AuthenticateAsync("juliet", "r0m30", "SCRAM-SHA-256-PLUS");
        await peer.OpenAsync();
        await peer.BindAsync();
        (await fixture.Host.NextSessionAsync()).Stream.Traits.IsTls.Should().BeTrue();
    }

    [Theory]
    [InlineData("SCRAM-SHA-1-PLUS")]
    [InlineData("SCRAM-SHA-1")]
    [InlineData("SCRAM-SHA-256")]
    public async Task Each_scram_works_inside_tls(string mechanism)
    {
        await using var fixture = new ServerFixture(Options());
        var peer = fixture.Connect(StreamEntry.DirectTls);
        await peer.StartTlsAsync("localhost", protocol: "xmpp-client");
        await peer.OpenAsync();
        await peer.AuthenticateAsync("juliet", "r0m30", mechanism.EndsWith("-PLUS", StringComparison.Ordinal) ? [mechanism] : [mechanism, mechanism + "-PLUS"]);
        await peer.OpenAsync();
    }

    [Fact]
    [Spec("RFC 6120 13.9.4")]
    public async Task Plain_needs_tls_and_permission()
    {
        await using var fixture = new ServerFixture(Options(), new StreamHostOptions { AllowPlain = true });
        var peer = fixture.Connect();
        (await peer.OpenAsync()).Should().NotContain("PLAIN");
        await StartTlsAsync(peer);
        (await peer.OpenAsync()).Should().Contain("PLAIN");
        await peer.AuthenticateAsync("juliet", "r0m30", "PLAIN");
        await peer.OpenAsync();

        await using var strict = new ServerFixture(Options());
        var refused = strict.Connect(StreamEntry.DirectTls);
        await refused.StartTlsAsync("localhost");
        (await refused.OpenAsync()).Should().NotContain("PLAIN");
        await refused.SendAsync("<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>AGp1bGlldAByMG0zMA==</auth>");
        await refused.ExpectAsync("<failure xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><invalid-mechanism/></failure>");
    }

    [Fact]
    [Spec("RFC 6120 5.4.1")]
    public async Task Required_tls_comes_first()
    {
        await using var fixture = new ServerFixture(Options(), new StreamHostOptions { RequireTls = true });
        var peer = fixture.Connect();
        (await peer.OpenAsync()).Should().Contain("<required/>").And.NotContain("mechanism");
        await peer.SendAsync("<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='SCRAM-SHA-256'>biwsbj1hLHI9Yg==</auth>");
        (await peer.ExpectAsync("</stream:stream>")).Should().Contain("<policy-violation ");
    }

    [Fact]
    [Spec("RFC 6120 5.4.3.3")]
    public async Task What_stands_in_the_clear_behind_starttls_is_not_taken_for_protected()
    {
        await using var fixture = new ServerFixture(Options());
        var peer = fixture.Connect();
        await peer.OpenAsync();
        await peer.SendAsync("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/><auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'/>");
        (await peer.ExpectAsync("</stream:stream>")).Should().Contain("<policy-violation ");
    }

    [Fact]
    public async Task Half_a_tls_hello_is_given_up()
    {
        await using var fixture = new ServerFixture(Options());
        var peer = fixture.Connect(StreamEntry.DirectTls);
        await peer.SendAsync([0x16, 3, 1, 1, 0, 1]);
        fixture.Time.Advance(TimeSpan.FromSeconds(11));
        peer.CloseOutput();
        await peer.ExpectEndAsync();
        await fixture.LastConnection;
    }

    [Fact]
    [Spec("XEP-0178")]
    public async Task A_verified_client_certificate_stands_for_its_account()
    {
        using var board = SelfSigned("board1");
        await using var fixture = new ServerFixture(Options() with { ClientCertificateValidation = (_, certificate, _, _) => certificate!.GetCertHashString() == board.GetCertHashString() });
        var peer = fixture.Connect(StreamEntry.DirectTls);
        await peer.StartTlsAsync("localhost", board);
        (await peer.OpenAsync()).Should().Contain("EXTERNAL");
        await peer.SendAsync("<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='EXTERNAL'>=</auth>");
        await peer.ExpectAsync("<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>");
        await peer.OpenAsync();
        (await peer.BindAsync()).Should().Be("board1@localhost/balcony");

        var without = fixture.Connect(StreamEntry.DirectTls);
        await without.StartTlsAsync("localhost");
        (await without.OpenAsync()).Should().NotContain("EXTERNAL");
    }

    public void Dispose() => _certificate.Dispose();

    private static X509Certificate2 SelfSigned(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
    }

    private static async Task StartTlsAsync(XmlPeer peer)
    {
        await peer.SendAsync("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>");
        await peer.ExpectAsync("<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>");
        await peer.StartTlsAsync("localhost");
    }

    private StreamServerOptions Options() => new() { Certificate = _ => _certificate };
}
