using System.Security.Cryptography;
using CsCheck;
using IotXmpp.Device.Crypto;
using IotXmpp.Device.Sasl;
using IotXmpp.Simulator;

namespace IotXmpp.Device.Tests.Crypto;

/// <summary>The board's hashes against .NET's.</summary>
public sealed class Sha256Tests
{
    [Fact]
    public void Digest_agrees_with_the_platform_at_every_length_around_the_block_boundaries()
    {
        var hash = new Sha256();
        for (int length = 0; length <= 260; length++)
        {
            byte[] data = [.. Enumerable.Range(0, length).Select(i => (byte)(i * 7))];
            hash.Reset();
            hash.Update(data, 0, length / 3);
            hash.Update(data, length / 3, length - (length / 3));
            byte[] digest = new byte[32];
            hash.Finish(digest, 0);
            digest.Should().Equal(SHA256.HashData(data));
        }
    }

    [Fact]
    public void Authentication_code_agrees_with_the_platform_for_any_key_and_message() =>
        Gen.Select(Gen.Byte.Array[0, 200], Gen.Byte.Array[0, 200]).Sample((key, message) =>
        {
            var hmac = new HmacSha256();
            hmac.SetKey(key);
            byte[] code = new byte[32];
            for (int again = 0; again < 2; again++)
            {
                hmac.Begin();
                hmac.Update(message, 0, message.Length);
                hmac.Finish(code, 0);
                code.Should().Equal(HMACSHA256.HashData(key, message));
            }
        });

    [Fact]
    public void Derivation_in_steps_agrees_with_the_platform() =>
        Gen.Select(Gen.Byte.Array[0, 100], Gen.Byte.Array[1, 40], Gen.Int[1, 50], Gen.Int[1, 20]).Sample((password, salt, iterations, step) =>
        {
            var derivation = new Pbkdf2Sha256();
            derivation.Begin(password, salt, iterations);
            while (!derivation.Step(step))
            {
            }

            derivation.Take().Should().Equal(Rfc2898DeriveBytes.Pbkdf2(password, salt, iterations, HashAlgorithmName.SHA256, 32));
        });
}
