using System.Security.Cryptography;
using System.Text;
using IotXmpp.Concentrator.Storage.Access;
using IotXmpp.Things.Provisioning;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Concentrator.Provisioning;

/// <summary>Gives tokens out to those who show that they hold the private key of a certificate (XEP-0324 3.1.3.1).</summary>
internal sealed class TokenIssuer(ITokenStore store, TimeProvider time)
{
    /// <summary>Challenges that wait for an answer. When all are young, the next one has to wait.</summary>
    private const int MaxChallenges = 1_000;

    /// <summary>Tokens one address may hold. A certificate that is renewed each year fills them in eight.</summary>
    private const int MaxTokens = 8;

    /// <summary>At least a minute (XEP-0324 3.1.3.1).</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(2);

    private readonly Lock _lock = new();
    private readonly Dictionary<int, (Jid Holder, TokenCertificate Certificate, byte[] Block, DateTimeOffset At)> _challenges = [];

    /// <summary>The hash a token is stored under.</summary>
    public static string HashOf(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    /// <summary>Makes a challenge.</summary>
    /// <exception cref="StanzaException">Too many are open.</exception>
    public (int SequenceNumber, byte[] Challenge) Challenge(Jid holder, TokenCertificate certificate)
    {
        var now = time.GetUtcNow();
        var (block, encrypted) = certificate.Challenge();
        lock (_lock)
        {
            foreach (int old in _challenges.Where(pair => now - pair.Value.At > Kept).Select(pair => pair.Key).ToList())
                _challenges.Remove(old);
            // One address has one challenge open: asking again and again takes no place of others.
            foreach (int own in _challenges.Where(pair => pair.Value.Holder == holder.Bare).Select(pair => pair.Key).ToList())
                _challenges.Remove(own);
            if (_challenges.Count >= MaxChallenges)
                throw new StanzaException(StanzaErrors.ResourceConstraint("Too many ask for tokens. Try again in a minute."));
            int number;
            do
                number = RandomNumberGenerator.GetInt32(int.MaxValue);
            while (!_challenges.TryAdd(number, (holder.Bare, certificate, block, now)));
            return (number, encrypted);
        }
    }

    /// <summary>Gives a token out for an answered challenge. There is one try.</summary>
    /// <exception cref="StanzaException"><c>item-not-found</c>: no such challenge of this address; <c>bad-request</c>: the answer is wrong.</exception>
    public async ValueTask<string> IssueAsync(Jid holder, int number, byte[] answer, CancellationToken ct)
    {
        TokenCertificate certificate;
        lock (_lock)
        {
            if (!_challenges.TryGetValue(number, out var challenge) || challenge.Holder != holder.Bare || time.GetUtcNow() - challenge.At > Kept)
                throw new StanzaException(StanzaErrors.ItemNotFound("There is no such challenge."));
            _challenges.Remove(number);
            if (!CryptographicOperations.FixedTimeEquals(challenge.Block, answer))
                throw new StanzaException(StanzaErrors.BadRequest("That is not the block that was encrypted."));
            certificate = challenge.Certificate;
        }

        // Letters, digits, minus and underscore: no white space (XEP-0324 3.1.3.1).
        string token = System.Buffers.Text.Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        await store.AddAsync(new TokenRecord(HashOf(token), holder.Bare, certificate.Der, time.GetUtcNow()), MaxTokens, ct);
        return token;
    }
}
