using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Routing;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Things.Provisioning;

/// <summary>Answers as a provisioning server (XEP-0324).</summary>
public sealed class ProvisioningHandler
{
    private readonly IProvisioningAuthority _authority;
    private readonly ProvisioningLimits _limits;

    /// <summary>Builds a handler.</summary>
    /// <param name="authority">Decides.</param>
    /// <param name="limits">Bounds on what peers send.</param>
    public ProvisioningHandler(IProvisioningAuthority authority, ProvisioningLimits limits)
    {
        _authority = authority;
        _limits = limits;
        Handlers =
        [
            new Handler(ProvisioningNames.IsFriend, IsFriendAsync),
            new Handler(ProvisioningNames.CanRead, MayAsync),
            new Handler(ProvisioningNames.CanControl, MayAsync),
            new Handler(ProvisioningNames.GetToken, ChallengeAsync),
            new Handler(ProvisioningNames.GetTokenChallengeResponse, IssueAsync),
        ];
    }

    /// <summary>To be put into an <see cref="IqDispatcher"/>.</summary>
    public IReadOnlyList<IIqHandler> Handlers { get; }

    private async ValueTask<Iq> IsFriendAsync(Iq request, CancellationToken ct) =>
        request.Result(ProvisioningXml.WriteFriendResponse(await _authority.IsFriendAsync(request.From!, ProvisioningXml.ReadJid(request.Request!), ct)));

    private async ValueTask<Iq> MayAsync(Iq request, CancellationToken ct) =>
        request.Result(ProvisioningXml.WriteResponse(await _authority.MayAsync(request.From!, ProvisioningXml.ReadRequest(request.Request!, _limits), ct)));

    private async ValueTask<Iq> ChallengeAsync(Iq request, CancellationToken ct)
    {
        var (number, challenge) = await _authority.ChallengeAsync(request.From!, ProvisioningXml.ReadBytes(request.Request!, _limits), ct);
        return request.Result(ProvisioningXml.WriteGetTokenChallenge(number, challenge, isResponse: false));
    }

    private async ValueTask<Iq> IssueAsync(Iq request, CancellationToken ct)
    {
        if (ProvisioningXml.ReadSequenceNumber(request.Request!) is not { } number)
            throw new StanzaException(StanzaErrors.BadRequest("The seqnr is no number."));
        return request.Result(ProvisioningXml.WriteGetTokenResponse(await _authority.IssueAsync(request.From!, number, ProvisioningXml.ReadBytes(request.Request!, _limits), ct)));
    }

    private sealed class Handler(string name, Func<Iq, CancellationToken, ValueTask<Iq>> answer) : IIqHandler
    {
        public QName Payload { get; } = new(Ns.Provisioning, name);

        public IqType? Type => IqType.Get;

        public IReadOnlyList<string> Features { get; } = [Ns.Provisioning];

        public async ValueTask<Iq?> HandleAsync(Iq request, CancellationToken ct) =>
            // The server is the address of the domain; things that have one of their own are none.
            request.From is null || request.To?.Local is not null ? request.Fail(StanzaErrors.ServiceUnavailable()) : await answer(request, ct);
    }
}
