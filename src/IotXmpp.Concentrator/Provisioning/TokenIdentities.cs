using System.Security.Cryptography;
using IotXmpp.Concentrator.Access;
using IotXmpp.Concentrator.Storage.Access;
using IotXmpp.Concentrator.Upstream;
using IotXmpp.Things.Provisioning;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Concentrator.Provisioning;

/// <summary>
/// Challenges the sender of a token to show that it may use it (XEP-0324 3.1.3.2). A token alone opens nothing: who has read it on its way holds no key.
/// </summary>
internal sealed class TokenIdentities(ITokenStore store, WorldRequests requests, TimeProvider time) : ITokenIdentities
{
    /// <summary>Senders remembered.</summary>
    private const int MaxProven = 10_000;

    /// <summary>How long a challenge has. The key may be two hops away.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>How long a sender that has shown its key is believed, at the same full JID.</summary>
    private static readonly TimeSpan Believed = TimeSpan.FromMinutes(10);

    private readonly Lock _lock = new();
    private readonly Dictionary<(Jid Sender, string TokenHash), DateTimeOffset> _proven = [];

    public async ValueTask<IReadOnlyList<string>> ProveAsync(Jid sender, RequestTokens tokens, IReadOnlySet<string> wanted, CancellationToken ct)
    {
        // Each in a stanza of its own, all at once (XEP-0324 3.1.5).
        string?[] proven = await Task.WhenAll(tokens.All.Select(token => ProveAsync(sender, token, wanted, ct).AsTask()));
        return [.. proven.OfType<string>().Distinct(StringComparer.Ordinal)];
    }

    private async ValueTask<string?> ProveAsync(Jid sender, string token, IReadOnlySet<string> wanted, CancellationToken ct)
    {
        string hash = TokenIssuer.HashOf(token);
        if (sender.IsBare || await store.FindAsync(hash, ct) is not { } record || TokenCertificate.Read(record.Certificate) is not { } certificate
            || !wanted.Contains(certificate.Thumbprint) || !certificate.IsValid(time.GetUtcNow()))
            return null;
        var key = (sender, hash);
        lock (_lock)
        {
            if (_proven.TryGetValue(key, out var at) && time.GetUtcNow() - at < Believed)
                return certificate.Thumbprint;
        }

        var (block, encrypted) = certificate.Challenge();
        var answer = await requests.AskAsync(sender, IqType.Get, ProvisioningXml.WriteTokenChallenge(token, encrypted), Patience, ct);
        if (answer is not { Type: IqType.Result, Request: { } response } || !IsAnswer(response, block))
            return null;
        lock (_lock)
        {
            if (_proven.Count >= MaxProven)
                _proven.Clear();
            _proven[key] = time.GetUtcNow();
        }

        return certificate.Thumbprint;
    }

    private static bool IsAnswer(XmppElement response, byte[] block)
    {
        try
        {
            return ProvisioningXml.IsTokenChallengeResponse(response) && CryptographicOperations.FixedTimeEquals(ProvisioningXml.ReadBytes(response, new ProvisioningLimits()), block);
        }
        catch (StanzaException)
        {
            return false;
        }
    }
}
