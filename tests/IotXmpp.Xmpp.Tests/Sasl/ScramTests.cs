using System.Security.Cryptography;
using System.Text;
using IotXmpp.Testing;
using IotXmpp.Xmpp.Sasl;

namespace IotXmpp.Xmpp.Tests.Sasl;

public sealed class ScramTests
{
    private static readonly byte[] s_endPoint = SHA256.HashData("certificate"u8);

    private static readonly SaslServerContext s_context = new() { Domain = "localhost", Secret = new byte[32] };

    private static readonly SaslServerContext s_bound = s_context with { IsTls = true, ServerEndPoint = s_endPoint };

    private static readonly SaslCredentials s_pencil = new("user", "pencil");

    [Theory]
    // RFC 5802 5
    [InlineData("SHA1", "fyko+d2lbbFgONRv9qkxdawL", "3rfcNHYJY1ZVvWVs7j", "QSXCR+Q6sek8bf92", "v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=", "rmF9pqV8S7suAoZWja4dJRkFsKQ=")]
    // RFC 7677 3
    [InlineData("SHA256", "rOprNGfwEbeRWgbNEkqO", "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0", "W22ZaJ0SNY7soEsUEjb6gQ==", "dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=", "6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=")]
    [Spec("RFC 5802 5", "RFC 7677 3")]
    public void Both_sides_reproduce_the_example(string hashName, string clientNonce, string serverNonce, string salt, string proof, string verifier)
    {
        var hash = new HashAlgorithmName(hashName);
        var client = new ScramClient(s_pencil, hash, ScramClient.Binding.None, default, clientNonce);
        var server = new ScramServer(s_context, hash, isPlus: false, serverNonce);

        Text(client.Start()).Should().Be($"n,,n=user,r={clientNonce}");
        server.Step(client.Start()).Kind.Should().Be(SaslStepKind.FindCredential);
        server.Username.Should().Be("user");
        server.Hash.Should().Be(hash);
        var challenge = server.Continue(ScramCredential.Derive(hash, "pencil", Convert.FromBase64String(salt), 4096));
        Text(challenge.Data).Should().Be($"r={clientNonce}{serverNonce},s={salt},i=4096");
        byte[] final = client.Respond(challenge.Data.Span)!;
        Text(final).Should().Be($"c=biws,r={clientNonce}{serverNonce},p={proof}");
        var success = server.Step(final);
        success.Kind.Should().Be(SaslStepKind.Success);
        Text(success.Data).Should().Be($"v={verifier}");
        client.Finish(success.Data.Span).Should().BeTrue();
    }

    [Theory]
    [InlineData("SCRAM-SHA-256-PLUS")]
    [InlineData("SCRAM-SHA-1-PLUS")]
    [InlineData("SCRAM-SHA-256")]
    [InlineData("SCRAM-SHA-1")]
    public void Right_password_is_accepted_and_wrong_one_refused(string mechanism)
    {
        var context = mechanism.EndsWith("-PLUS", StringComparison.Ordinal) ? s_bound : s_context;
        var endPoint = context.ServerEndPoint;
        Run(mechanism, context, s_pencil, "pencil", endPoint).Kind.Should().Be(SaslStepKind.Success);
        Run(mechanism, context, s_pencil, "pencils", endPoint).Failure.Should().Be(SaslFailureCondition.NotAuthorized);
        Run(mechanism, context, s_pencil, null, endPoint).Failure.Should().Be(SaslFailureCondition.NotAuthorized);
    }

    [Fact]
    [Spec("RFC 5802 6")]
    public void Another_certificate_in_the_middle_is_found_out()
    {
        var step = Run("SCRAM-SHA-256-PLUS", s_bound, s_pencil, "pencil", SHA256.HashData("another"u8));
        step.Failure.Should().Be(SaslFailureCondition.NotAuthorized);
    }

    [Fact]
    [Spec("RFC 5802 6", "SEC-22")]
    public void Cutting_the_plus_mechanisms_out_of_the_offer_is_found_out()
    {
        var client = SaslClient.Select(["SCRAM-SHA-256"], s_pencil, isTls: true, s_endPoint)!;
        Text(client.Start()).Should().StartWith("y,,");
        SaslServer.Begin("SCRAM-SHA-256", s_bound)!.Step(client.Start()).Failure.Should().Be(SaslFailureCondition.NotAuthorized);
        SaslServer.Begin("SCRAM-SHA-256", s_context)!.Step(client.Start()).Kind.Should().Be(SaslStepKind.FindCredential);
    }

    [Theory]
    [InlineData("SCRAM-SHA-256", "p=tls-server-end-point,,n=user,r=abc", SaslFailureCondition.MalformedRequest)]
    [InlineData("SCRAM-SHA-256-PLUS", "n,,n=user,r=abc", SaslFailureCondition.MalformedRequest)]
    [InlineData("SCRAM-SHA-256-PLUS", "y,,n=user,r=abc", SaslFailureCondition.MalformedRequest)]
    [InlineData("SCRAM-SHA-256-PLUS", "p=tls-unique,,n=user,r=abc", SaslFailureCondition.NotAuthorized)]
    [InlineData("SCRAM-SHA-256", "", SaslFailureCondition.MalformedRequest)]
    [InlineData("SCRAM-SHA-256", "n", SaslFailureCondition.MalformedRequest)]
    [InlineData("SCRAM-SHA-256", "n,,", SaslFailureCondition.MalformedRequest)]
    [InlineData("SCRAM-SHA-256", "n,,n=user", SaslFailureCondition.MalformedRequest)]
    [InlineData("SCRAM-SHA-256", "n,,n=,r=abc", SaslFailureCondition.MalformedRequest)]
    [InlineData("SCRAM-SHA-256", "n,,n=user,r=", SaslFailureCondition.MalformedRequest)]
    [InlineData("SCRAM-SHA-256", "n,,n=user,r=\u00e9", SaslFailureCondition.MalformedRequest)]
    [InlineData("SCRAM-SHA-256", "n,,m=ext,n=user,r=abc", SaslFailureCondition.MalformedRequest)]
    [InlineData("SCRAM-SHA-256", "n,,n=us=2Der,r=abc", SaslFailureCondition.MalformedRequest)]
    [InlineData("SCRAM-SHA-256", "n,a,n=user,r=abc", SaslFailureCondition.MalformedRequest)]
    [InlineData("SCRAM-SHA-256", "n,a=,n=user,r=abc", SaslFailureCondition.MalformedRequest)]
    [InlineData("SCRAM-SHA-256", "x,,n=user,r=abc", SaslFailureCondition.MalformedRequest)]
    [InlineData("SCRAM-SHA-256", "n,,n=us@er,r=abc", SaslFailureCondition.NotAuthorized)]
    public void Malformed_first_messages_fail(string mechanism, string message, SaslFailureCondition condition)
    {
        var step = SaslServer.Begin(mechanism, s_bound)!.Step(Encoding.UTF8.GetBytes(message));
        step.Kind.Should().Be(SaslStepKind.Failure);
        step.Failure.Should().Be(condition);
    }

    [Theory]
    [InlineData("")]
    [InlineData("c=biws")]
    [InlineData("c=biws,r={0}")]
    [InlineData("c=biws,r={0},p=")]
    [InlineData("c=biws,r={0},p=AAAA")]
    [InlineData("c=biws,r={0},p=!!!!")]
    [InlineData("c=biws,p=AAAA")]
    [InlineData("r={0},c=biws,p=AAAA")]
    [InlineData("c=biws,r={0},p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=")]
    public void Malformed_final_messages_fail(string message)
    {
        var server = Server(out string nonce);
        server.Step(Encoding.UTF8.GetBytes(string.Format(null, message, nonce))).Kind.Should().Be(SaslStepKind.Failure);
    }

    [Fact]
    public void Messages_are_bounded_and_must_be_utf8()
    {
        var context = s_context;
        SaslServer.Begin("SCRAM-SHA-256", context)!.Step(Encoding.UTF8.GetBytes("n,,n=user,r=abc,x=" + new string('a', 5000))).Failure.Should().Be(SaslFailureCondition.MalformedRequest);
        SaslServer.Begin("SCRAM-SHA-256", context)!.Step([.. "n,,n="u8, 0xC0, 0x80, .. ",r=abc"u8]).Failure.Should().Be(SaslFailureCondition.MalformedRequest);
    }

    [Fact]
    public void Unknown_account_has_a_constant_salt_of_the_usual_look()
    {
        static string Challenge(SaslServerContext context, string user)
        {
            var server = SaslServer.Begin("SCRAM-SHA-256", context)!;
            server.Step(Encoding.UTF8.GetBytes($"n,,n={user},r=abc"));
            string text = Text(server.Continue((ScramCredential?)null).Data);
            return text[text.IndexOf(",s=", StringComparison.Ordinal)..];
        }

        string first = Challenge(s_context, "nobody");
        first.Should().MatchRegex("^,s=[A-Za-z0-9+/]{22}==,i=4096$");
        Challenge(s_context, "nobody").Should().Be(first);
        Challenge(s_context, "NoBody").Should().Be(first, "the same account");
        Challenge(s_context, "nobody2").Should().NotBe(first);
        Challenge(s_context with { Secret = new byte[] { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16 } }, "nobody").Should().NotBe(first);
    }

    [Theory]
    [InlineData("user@localhost", true)]
    [InlineData("USER@LocalHost", true)]
    [InlineData("other@localhost", false)]
    [InlineData("user@elsewhere", false)]
    [InlineData("user@localhost/resource", false)]
    [InlineData("localhost", false)]
    [Spec("RFC 6120 6.3.8")]
    public void Authorization_identity_is_the_account_itself_or_none(string authzid, bool allowed)
    {
        var step = Run("SCRAM-SHA-256", s_context, s_pencil with { AuthorizationId = authzid }, "pencil", default);
        if (allowed)
            step.Kind.Should().Be(SaslStepKind.Success);
        else
            step.Failure.Should().Be(SaslFailureCondition.InvalidAuthzid);
    }

    [Fact]
    public void Names_with_comma_and_equals_are_escaped()
    {
        Scram.EncodeName("a=,b").Should().Be("a=3D=2Cb");
        Scram.DecodeName("a=3D=2Cb").Should().Be("a=,b");
        Scram.DecodeName("=3D2C").Should().Be("=2C");
        Scram.DecodeName("a=b").Should().BeNull();
        Scram.DecodeName("a=").Should().BeNull();
    }

    [Theory]
    [InlineData("r=abc,s=QSXCR+Q6sek8bf92,i=4096")] // not our nonce
    [InlineData("r={0},s=QSXCR+Q6sek8bf92,i=4096")] // no part of the server
    [InlineData("r={0}x,s=QSXCR+Q6sek8bf92,i=4095")] // too cheap
    [InlineData("r={0}x,s=QSXCR+Q6sek8bf92,i=2000000000")] // too dear
    [InlineData("r={0}x,s=QSXCR+Q6sek8bf92,i=-1")]
    [InlineData("r={0}x,s=,i=4096")]
    [InlineData("r={0}x,i=4096,s=QSXCR+Q6sek8bf92")]
    [InlineData("m=x,r={0}x,s=QSXCR+Q6sek8bf92,i=4096")]
    [InlineData("e=other-error")]
    public void Client_refuses_a_server_that_is_no_honest_one(string challenge)
    {
        var client = new ScramClient(s_pencil, HashAlgorithmName.SHA256, ScramClient.Binding.None, default, "mine");
        client.Respond(Encoding.UTF8.GetBytes(string.Format(null, challenge, "mine"))).Should().BeNull();
        client.Finish("v=AAAA"u8).Should().BeFalse();
    }

    [Fact]
    public void Client_trusts_success_only_with_the_servers_signature()
    {
        var client = new ScramClient(s_pencil, HashAlgorithmName.SHA256, ScramClient.Binding.None, default, "mine");
        client.Respond("r=minex,s=QSXCR+Q6sek8bf92,i=4096"u8).Should().NotBeNull();
        client.Finish(default).Should().BeFalse();
        client.Finish("v=rmF9pqV8S7suAoZWja4dJRkFsKQ="u8).Should().BeFalse();
    }

    [Fact]
    public void Client_takes_the_servers_signature_from_a_challenge_too()
    {
        var server = SaslServer.Begin("SCRAM-SHA-256", s_context)!;
        var client = SaslClient.Select(["SCRAM-SHA-256"], s_pencil, isTls: false)!;
        server.Step(client.Start());
        var challenge = server.Continue(ScramCredential.Create(HashAlgorithmName.SHA256, "pencil"));
        var success = server.Step(client.Respond(challenge.Data.Span)!);
        client.Respond(success.Data.Span).Should().BeEmpty();
        client.Finish(default).Should().BeTrue();
    }

    [Fact]
    [Spec("RFC 8265 4.2")]
    public void Passwords_are_prepared_alike_on_both_sides()
    {
        Run("SCRAM-SHA-256", s_context, s_pencil with { Password = "e\u0301\u00A0x" }, "\u00E9 x", default).Kind.Should().Be(SaslStepKind.Success);
        var derive = () => ScramCredential.Create(HashAlgorithmName.SHA256, "a\tb");
        derive.Should().Throw<ArgumentException>();
    }

    [Fact]
    public void Nothing_secret_is_shown()
    {
        s_pencil.ToString().Should().NotContain("pencil");
        var credential = ScramCredential.Create(HashAlgorithmName.SHA256, "pencil");
        credential.ToString().Should().Be("SCRAM SHA256, 4096 iterations");
        (s_bound with { Secret = Encoding.ASCII.GetBytes("0123456789abcdef") }).ToString().Should().Be("localhost, TLS True");
    }

    [Fact]
    public void A_mechanism_is_good_for_one_authentication()
    {
        var server = Server(out _);
        server.Step("c=biws"u8).Kind.Should().Be(SaslStepKind.Failure);
        var again = () => server.Step("n,,n=user,r=abc"u8);
        again.Should().Throw<InvalidOperationException>();
    }

    internal static SaslStep Run(string mechanism, SaslServerContext context, SaslCredentials credentials, string? storedPassword, ReadOnlyMemory<byte> endPoint)
    {
        var client = SaslClient.Select([mechanism], credentials, isTls: context.IsTls, endPoint)!;
        client.Name.Should().Be(mechanism);
        var server = SaslServer.Begin(mechanism, context)!;
        server.Name.Should().Be(mechanism);
        var step = server.Step(client.Start());
        while (true)
        {
            if (step.Kind == SaslStepKind.FindCredential)
                step = server.Continue(storedPassword is null ? null : ScramCredential.Create(server.Hash, storedPassword));
            if (step.Kind != SaslStepKind.Challenge)
                break;
            step = server.Step(client.Respond(step.Data.Span)!);
        }

        if (step.Kind == SaslStepKind.Success)
            client.Finish(step.Data.Span).Should().BeTrue();
        return step;
    }

    private static ISaslServerMechanism Server(out string nonce)
    {
        var server = SaslServer.Begin("SCRAM-SHA-256", s_context)!;
        server.Step("n,,n=user,r=abc"u8);
        string first = Text(server.Continue(ScramCredential.Create(HashAlgorithmName.SHA256, "pencil")).Data);
        nonce = first[2..first.IndexOf(',')];
        return server;
    }

    private static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);
}
