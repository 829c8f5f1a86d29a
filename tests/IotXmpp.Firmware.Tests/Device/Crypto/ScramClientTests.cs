using System.Text;
using IotXmpp.Device.Sasl;
using IotXmpp.Testing;

namespace IotXmpp.Device.Tests.Crypto;

/// <summary>The exchange of RFC 7677 section 3, and what a client must refuse.</summary>
public sealed class ScramClientTests
{
    private const string Nonce = "rOprNGfwEbeRWgbNEkqO";
    private const string ServerFirst = "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";
    private const string ServerFinal = "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=";

    [Fact]
    [Spec("RFC 7677 3")]
    public void Published_exchange_is_reproduced()
    {
        var credential = Password();
        var client = new ScramClient(credential, null, false);
        client.First(Nonce).Should().Be("n,,n=user,r=rOprNGfwEbeRWgbNEkqO");
        client.Challenge(ServerFirst).Should().BeTrue();
        Derive(credential);
        client.Final().Should().Be("c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=");
        client.Verify(ServerFinal).Should().BeTrue();
    }

    [Fact]
    [Spec("RFC 5802 3", "SEC-21")]
    public void Keys_alone_give_the_same_proof()
    {
        var derived = Password();
        var first = new ScramClient(derived, null, false);
        first.First(Nonce);
        first.Challenge(ServerFirst);
        Derive(derived);

        var client = new ScramClient(ScramCredential.FromKeys("user", derived.ClientKey, derived.ServerKey, derived.Salt, derived.Iterations), null, false);
        client.First(Nonce);
        client.Challenge(ServerFirst).Should().BeTrue();
        client.Final().Should().Be(first.Final());
        client.Verify(ServerFinal).Should().BeTrue();
    }

    [Fact]
    [Spec("SEC-21")]
    public void Password_is_overwritten_once_keys_are_derived()
    {
        byte[] password = Encoding.UTF8.GetBytes("pencil");
        var credential = ScramCredential.FromPassword("user", password);
        var client = new ScramClient(credential, null, false);
        client.First(Nonce);
        client.Challenge(ServerFirst);
        Derive(credential);
        password.Should().OnlyContain(b => b == 0);
    }

    [Theory]
    [InlineData("r=xOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096")] // not our nonce
    [InlineData("r=rOprNGfwEbeRWgbNEkqO,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096")] // nothing added to our nonce
    [InlineData("r=rOprNGfwEbeRWgbNEkqOx,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4095")] // fewer iterations than RFC 7677 allows
    [InlineData("r=rOprNGfwEbeRWgbNEkqOx,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=100001")] // more than a board will do
    [InlineData("r=rOprNGfwEbeRWgbNEkqOx,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096x")]
    [InlineData("r=rOprNGfwEbeRWgbNEkqOx,s=,i=4096")]
    [InlineData("r=rOprNGfwEbeRWgbNEkqOx,s=W22Z=J0SNY7soEsUEjb6gQ==,i=4096")]
    [InlineData("m=ext,r=rOprNGfwEbeRWgbNEkqOx,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096")] // mandatory extension
    [InlineData("")]
    [Spec("RFC 5802 5.1")]
    public void Bad_challenge_is_refused(string challenge)
    {
        var client = new ScramClient(Password(), null, false);
        client.First(Nonce);
        client.Challenge(challenge).Should().BeFalse();
    }

    [Theory]
    [InlineData("v=7rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=")]
    [InlineData("v=")]
    [InlineData("v=AAAA")]
    [InlineData("e=invalid-proof")]
    [InlineData("6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=")]
    public void Server_that_does_not_prove_the_keys_is_refused(string serverFinal)
    {
        var credential = Password();
        var client = new ScramClient(credential, null, false);
        client.First(Nonce);
        client.Challenge(ServerFirst);
        Derive(credential);
        client.Final();
        client.Verify(serverFinal).Should().BeFalse();
    }

    [Fact]
    public void Success_before_any_challenge_is_refused() => new ScramClient(Password(), null, false).Verify(ServerFinal).Should().BeFalse();

    [Fact]
    public void Keys_of_another_salt_say_so()
    {
        var client = new ScramClient(ScramCredential.FromKeys("user", new byte[32], new byte[32], [1, 2, 3], 4096), null, false);
        client.First(Nonce);
        client.Challenge(ServerFirst).Should().BeFalse();
        client.CredentialsOutdated.Should().BeTrue();
    }

    [Theory]
    [InlineData(false, false, "n", "biws")]
    [InlineData(true, false, "y", "eSws")]
    [InlineData(true, true, "p=tls-server-end-point", "cD10bHMtc2VydmVyLWVuZC1wb2ludCws/wACAwQ=")]
    [Spec("RFC 5802 6", "RFC 5802 7", "RFC 5929 4.1")]
    public void Flag_and_binding_say_what_the_connection_knows(bool knowsCertificate, bool plus, string flag, string binding)
    {
        // The last is "p=tls-server-end-point,," and the bytes FF 00 02 03 04 in Base64.
        var credential = Password();
        var client = new ScramClient(credential, knowsCertificate ? [0xFF, 0, 2, 3, 4] : null, plus);
        client.First(Nonce).Should().Be(flag + ",,n=user,r=" + Nonce);
        client.Challenge(ServerFirst).Should().BeTrue();
        Derive(credential);
        client.Final().Should().StartWith($"c={binding},r=");
    }

    [Fact]
    public void Keys_of_an_earlier_salt_are_derived_anew_while_the_password_is_there()
    {
        var derived = Password();
        var client = new ScramClient(derived, null, false);
        client.First(Nonce);
        client.Challenge(ServerFirst);
        Derive(derived);

        var credential = Password();
        credential.UseStored(new byte[32], new byte[32], [9], 4096);
        client = new ScramClient(credential, null, false);
        client.First(Nonce);
        client.Challenge(ServerFirst).Should().BeTrue();
        credential.HasKeys.Should().BeFalse();
        Derive(credential);
        credential.ClientKey.Should().Equal(derived.ClientKey);
    }

    private static ScramCredential Password() => ScramCredential.FromPassword("user", Encoding.UTF8.GetBytes("pencil"));

    private static void Derive(ScramCredential credential)
    {
        int steps = 0;
        while (!credential.Derive(100))
        {
            (++steps).Should().BeLessThan(100);
        }
    }
}
