using IotXmpp.Concentrator.Nodes;
using IotXmpp.Concentrator.Storage;
using IotXmpp.Concentrator.Upstream;
using IotXmpp.Things.Provisioning;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Routing;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Concentrator.Provisioning;

/// <summary>
/// What the provisioning server that we trust may tell us: to forget what it said, to make and to drop friends, and to show that a token is somebody's.
/// Nobody else may (XEP-0324 3.1.3.2, 3.2.3, 3.2.4, 3.5.1).
/// </summary>
/// <param name="server">The server; null if we trust none but ourselves.</param>
/// <param name="cache">Its answers.</param>
/// <param name="sent">Tokens passed on to it.</param>
/// <param name="requests">Passes a challenge on to who sent the token.</param>
/// <param name="presence">Makes and drops friends.</param>
/// <param name="work">Runs what need not be waited for.</param>
internal sealed class ProvisioningTrust(Jid? server, PermissionCache cache, SentTokens sent, WorldRequests requests, BoardPresence presence, SerialWork work)
{
    /// <summary>How long who sent a token has to answer a challenge, less than the server waits for us.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    /// <summary>To be put into an <see cref="IqDispatcher"/>.</summary>
    public IReadOnlyList<IIqHandler> Handlers => [new ClearCacheHandler(this), new TokenChallengeHandler(this)];

    /// <summary>True for a message that is for <see cref="ReceiveAsync"/>.</summary>
    public static bool IsConcerned(Message message) => message.Type != MessageType.Error && (message.Payload(Ns.Provisioning, "friend") ?? message.Payload(Ns.Provisioning, "unfriend")) is not null;

    /// <summary>Takes a recommendation to make or drop a friend. Of anybody else it is ignored, silently.</summary>
    public async ValueTask ReceiveAsync(Message message, CancellationToken ct)
    {
        if (!IsTrusted(message.From) || message.To?.Local is not { } board)
            return;
        if (message.Payload(Ns.Provisioning, "unfriend") is { } unfriend)
            await presence.UnfriendAsync(board, ProvisioningXml.ReadJid(unfriend), ct);
        else if (message.Payload(Ns.Provisioning, "friend") is { } friend)
            await presence.RequestAsync(board, ProvisioningXml.ReadJid(friend), ct);
    }

    private bool IsTrusted(Jid? sender) => server is not null && sender is not null && sender.Bare == server.Bare;

    private async ValueTask<Iq> ClearAsync(Iq request, CancellationToken ct)
    {
        if (!IsTrusted(request.From))
            return request.Fail(StanzaErrors.Forbidden("You are not the provisioning server of this thing."));
        // The whole of it, for all boards: it does not say what has changed.
        await cache.ClearAsync(ct);
        // Afterwards: finding out who is still a friend asks the server, which may wait for our answer first.
        work.Start(presence.ReconcileAllAsync);
        return request.Result(ProvisioningXml.WriteClearCacheResponse());
    }

    private async ValueTask<Iq> ChallengeAsync(Iq request, CancellationToken ct)
    {
        if (request.From is not { } challenger || ProvisioningXml.ReadToken(request.Request!) is not { } token || sent.OriginOf(token, challenger) is not { } origin)
            return request.Fail(StanzaErrors.Refused("You were not sent that token."));
        // The key is not ours: who used the token has it, or knows who has.
        var answer = await requests.AskAsync(origin, IqType.Get, request.Request!, Patience, ct);
        return answer is { Type: IqType.Result, Request: { } response } && ProvisioningXml.IsTokenChallengeResponse(response)
            ? request.Result(response)
            : request.Fail(StanzaErrors.Refused("Who sent that token does not answer for it."));
    }

    private sealed class ClearCacheHandler(ProvisioningTrust owner) : IIqHandler
    {
        public QName Payload { get; } = new(Ns.Provisioning, "clearCache");

        public IqType? Type => IqType.Set;

        public IReadOnlyList<string> Features => [];

        public async ValueTask<Iq?> HandleAsync(Iq request, CancellationToken ct) => await owner.ClearAsync(request, ct);
    }

    private sealed class TokenChallengeHandler(ProvisioningTrust owner) : IIqHandler
    {
        public QName Payload { get; } = new(Ns.Provisioning, "tokenChallenge");

        public IqType? Type => IqType.Get;

        public IReadOnlyList<string> Features => [];

        public async ValueTask<Iq?> HandleAsync(Iq request, CancellationToken ct) => await owner.ChallengeAsync(request, ct);
    }
}
