using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Things.Provisioning;

/// <summary>Asks a provisioning server (XEP-0324). Whatever is no clear yes is a no.</summary>
/// <param name="ask">Sends a request to the server and waits for its answer; null without one in time.</param>
/// <param name="limits">Bounds on what it answers.</param>
public sealed class ProvisioningClient(Func<IqType, XmppElement, CancellationToken, ValueTask<Iq?>> ask, ProvisioningLimits limits)
{
    /// <summary>Is somebody a friend of who asks (XEP-0324 3.2.1)? Null if the server does not answer.</summary>
    public async ValueTask<FriendResponse?> IsFriendAsync(Jid jid, CancellationToken ct) =>
        await AskAsync(ProvisioningXml.WriteIsFriend(jid), ct) is { } payload && ProvisioningXml.ReadFriendResponse(payload) is { } response && response.Jid == jid.Bare ? response : null;

    /// <summary>May somebody read or control who asks (XEP-0324 3.3 and 3.4)? Null if the server does not answer.</summary>
    public async ValueTask<PermissionResponse?> MayAsync(PermissionRequest request, CancellationToken ct) =>
        await AskAsync(ProvisioningXml.WriteRequest(request), ct) is { } payload
        && ProvisioningXml.ReadResponse(payload, limits) is { } response && response.Kind == request.Kind && response.Jid == request.Jid.Bare
            ? response
            : null;

    /// <summary>Gets a token for a certificate with its private key (XEP-0324 3.1.3.1); null if the server gives none. It may be kept for good.</summary>
    public async ValueTask<string?> GetTokenAsync(X509Certificate2 certificate, CancellationToken ct)
    {
        using var key = certificate.GetRSAPrivateKey() ?? throw new ArgumentException("A certificate with a private RSA key.", nameof(certificate));
        if (await AskAsync(ProvisioningXml.WriteGetToken(certificate.RawData), ct) is not { } challenge || !challenge.Is(Ns.Provisioning, ProvisioningNames.GetTokenChallenge)
            || ProvisioningXml.ReadSequenceNumber(challenge) is not { } number
            || TokenCertificate.Answer(key, ProvisioningXml.ReadBytes(challenge, limits)) is not { } block)
            return null;
        return await AskAsync(ProvisioningXml.WriteGetTokenChallenge(number, block, isResponse: true), ct) is { } response && response.Is(Ns.Provisioning, ProvisioningNames.GetTokenResponse)
            ? ProvisioningXml.ReadToken(response)
            : null;
    }

    private async ValueTask<XmppElement?> AskAsync(XmppElement payload, CancellationToken ct) =>
        await ask(IqType.Get, payload, ct) is { Type: IqType.Result } answer ? answer.Request : null;
}
