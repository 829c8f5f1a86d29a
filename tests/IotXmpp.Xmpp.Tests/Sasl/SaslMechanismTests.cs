using System.Security.Cryptography;
using System.Text;
using IotXmpp.Testing;
using IotXmpp.Xmpp.Sasl;

namespace IotXmpp.Xmpp.Tests.Sasl;

public sealed class SaslMechanismTests
{
    private static readonly SaslServerContext s_tls = new() { Domain = "localhost", Secret = new byte[32], IsTls = true, AllowPlain = true };

    [Fact]
    public void Offer_follows_the_state_of_the_stream()
    {
        SaslServer.Offer(s_tls with { IsTls = false }).Should().Equal("SCRAM-SHA-256", "SCRAM-SHA-1");
        SaslServer.Offer(s_tls).Should().Equal("SCRAM-SHA-256", "SCRAM-SHA-1", "PLAIN");
        SaslServer.Offer(s_tls with { AllowPlain = false, HasClientCertificate = true, ServerEndPoint = new byte[32] })
            .Should().Equal("EXTERNAL", "SCRAM-SHA-256-PLUS", "SCRAM-SHA-1-PLUS", "SCRAM-SHA-256", "SCRAM-SHA-1");
    }

    [Theory]
    [InlineData("PLAIN")]
    [InlineData("EXTERNAL")]
    [InlineData("SCRAM-SHA-256-PLUS")]
    [InlineData("scram-sha-256")]
    [InlineData("DIGEST-MD5")]
    [InlineData("")]
    [Spec("RFC 6120 13.9.4")]
    public void What_is_not_offered_cannot_be_used(string mechanism) =>
        SaslServer.Begin(mechanism, s_tls with { IsTls = false }).Should().BeNull();

    [Fact]
    [Spec("RFC 4616 4")]
    public void Plain_reproduces_the_example()
    {
        var server = SaslServer.Begin("PLAIN", s_tls)!;
        server.Step("\0tim\0tanstaaftanstaaf"u8).Kind.Should().Be(SaslStepKind.FindCredential);
        server.Username.Should().Be("tim");
        server.AuthorizationId.Should().BeNull();
        server.Continue(ScramCredential.Create(HashAlgorithmName.SHA256, "tanstaaftanstaaf")).Kind.Should().Be(SaslStepKind.Success);
        new PlainClient(new SaslCredentials("tim", "tanstaaftanstaaf")).Start().Should().Equal("\0tim\0tanstaaftanstaaf"u8.ToArray());
    }

    [Fact]
    public void Plain_refuses_the_wrong_password_and_the_unknown_account_alike()
    {
        ScramTests.Run("PLAIN", s_tls, new("tim", "right"), "right", default).Kind.Should().Be(SaslStepKind.Success);
        ScramTests.Run("PLAIN", s_tls, new("tim", "wrong"), "right", default).Failure.Should().Be(SaslFailureCondition.NotAuthorized);
        ScramTests.Run("PLAIN", s_tls, new("tim", "right"), null, default).Failure.Should().Be(SaslFailureCondition.NotAuthorized);
        ScramTests.Run("PLAIN", s_tls, new("tim", "right") { AuthorizationId = "tom@localhost" }, "right", default).Failure.Should().Be(SaslFailureCondition.InvalidAuthzid);
    }

    [Theory]
    [InlineData("")]
    [InlineData("tim")]
    [InlineData("\0tim")]
    [InlineData("\0tim\0")]
    [InlineData("\0\0secret")]
    [InlineData("\0tim\0a\0b")]
    public void Plain_refuses_malformed_messages(string message) =>
        SaslServer.Begin("PLAIN", s_tls)!.Step(Encoding.UTF8.GetBytes(message)).Failure.Should().Be(SaslFailureCondition.MalformedRequest);

    [Fact]
    [Spec("XEP-0178 3")]
    public void External_stands_for_the_account_of_the_certificate()
    {
        var context = s_tls with { HasClientCertificate = true };
        static SaslStep Run(SaslServerContext context, string authzid, string? account)
        {
            var server = SaslServer.Begin("EXTERNAL", context)!;
            server.Step(Encoding.UTF8.GetBytes(authzid)).Kind.Should().Be(SaslStepKind.MapCertificate);
            var step = server.Continue(account);
            server.Username.Should().Be(step.Kind == SaslStepKind.Success ? account : null);
            return step;
        }

        Run(context, "", "board1").Kind.Should().Be(SaslStepKind.Success);
        Run(context, "board1@localhost", "board1").Kind.Should().Be(SaslStepKind.Success);
        Run(context, "board2@localhost", "board1").Failure.Should().Be(SaslFailureCondition.InvalidAuthzid);
        Run(context, "", null).Failure.Should().Be(SaslFailureCondition.NotAuthorized);
    }

    [Fact]
    public void Client_takes_the_strongest_and_never_plain_without_tls()
    {
        var credentials = new SaslCredentials("a", "b");
        string[] all = ["PLAIN", "SCRAM-SHA-1", "SCRAM-SHA-256", "SCRAM-SHA-1-PLUS", "SCRAM-SHA-256-PLUS", "EXTERNAL"];
        SaslClient.Select(all, credentials, isTls: true, new byte[32])!.Name.Should().Be("SCRAM-SHA-256-PLUS");
        SaslClient.Select(all, credentials, isTls: true)!.Name.Should().Be("SCRAM-SHA-256");
        SaslClient.Select(all, credentials with { UseCertificate = true }, isTls: true)!.Name.Should().Be("EXTERNAL");
        SaslClient.Select(["PLAIN"], credentials, isTls: true)!.Name.Should().Be("PLAIN");
        SaslClient.Select(["PLAIN"], credentials, isTls: false).Should().BeNull();
        SaslClient.Select(["OAUTHBEARER"], credentials, isTls: true).Should().BeNull();
    }
}
