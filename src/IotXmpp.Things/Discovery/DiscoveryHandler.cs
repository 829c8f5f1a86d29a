using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Routing;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Things.Discovery;

/// <summary>Answers requests to a thing registry (XEP-0347). Why something is not found is never told.</summary>
public sealed class DiscoveryHandler(IThingRegistry registry, Predicate<Jid> serves, IRequestRate rate, DiscoveryLimits limits) : IIqHandler
{
    /// <inheritdoc/>
    public QName Payload { get; } = new(Ns.Discovery, IqDispatcher.AnyName);

    /// <inheritdoc/>
    public IqType? Type => null;

    /// <inheritdoc/>
    public IReadOnlyList<string> Features { get; } = [Ns.Discovery];

    /// <inheritdoc/>
    public async ValueTask<Iq?> HandleAsync(Iq request, CancellationToken ct)
    {
        if (request.From is not { } from || request.To is not { } to || !serves(to))
            return request.Fail(StanzaErrors.ServiceUnavailable());
        var payload = request.Request!;
        return (request.Type, payload.LocalName) switch
        {
            (IqType.Set, "register") => await RegisterAsync(request, from, payload, ct),
            (IqType.Set, "mine") => await ClaimAsync(request, from, payload, ct),
            (IqType.Set, "remove") => await registry.RemoveAsync(from.Bare, Thing(payload), DiscoveryXml.ReadNode(payload, limits), ct) ? request.Result() : request.Fail(StanzaErrors.ItemNotFound()),
            (IqType.Set, "update") => await UpdateAsync(request, from, payload, ct),
            (IqType.Get, "search") => await SearchAsync(request, from, payload, ct),
            (IqType.Set, "unregister") => await UnregisterAsync(request, from, payload, ct),
            (IqType.Set, "disown") => await DisownAsync(request, from, payload, ct),
            _ => request.Fail(StanzaErrors.FeatureNotImplemented()),
        };
    }

    private static Jid Thing(XmppElement payload) => DiscoveryXml.ReadThing(payload) ?? throw new StanzaException(StanzaErrors.BadRequest("'jid' is missing."));

    private async ValueTask<Iq> RegisterAsync(Iq request, Jid from, XmppElement payload, CancellationToken ct)
    {
        var node = DiscoveryXml.ReadNode(payload, limits);
        var owner = await registry.RegisterAsync(from, node, DiscoveryXml.ReadTags(payload, limits), DiscoveryXml.ReadFlag(payload, "selfOwned", false), ct);
        return owner is null ? request.Result() : request.Result(DiscoveryXml.WriteClaimed(owner, node));
    }

    private async ValueTask<Iq> ClaimAsync(Iq request, Jid from, XmppElement payload, CancellationToken ct)
    {
        if (!rate.TryClaim(from.Bare))
            return request.Fail(StanzaErrors.ResourceConstraint("Too many claims. Try again later."));
        var tags = DiscoveryXml.ReadTags(payload, limits);
        return await registry.ClaimAsync(from.Bare, tags, DiscoveryXml.ReadFlag(payload, "public", true), ct) is { } thing
            ? request.Result(DiscoveryXml.WriteClaimed(thing.Thing, thing.Node))
            : request.Fail(StanzaErrors.ItemNotFound());
    }

    private async ValueTask<Iq> UpdateAsync(Iq request, Jid from, XmppElement payload, CancellationToken ct)
    {
        var node = DiscoveryXml.ReadNode(payload, limits);
        return await registry.UpdateAsync(from.Bare, DiscoveryXml.ReadThing(payload), node, DiscoveryXml.ReadTags(payload, limits), ct) switch
        {
            UpdateOutcome.Done => request.Result(),
            UpdateOutcome.Disowned => request.Result(DiscoveryXml.WriteNotice("disowned", node)),
            _ => request.Fail(StanzaErrors.ItemNotFound()),
        };
    }

    private async ValueTask<Iq> SearchAsync(Iq request, Jid from, XmppElement payload, CancellationToken ct)
    {
        if (!rate.TrySearch(from.Bare))
            return request.Fail(StanzaErrors.ResourceConstraint("Too many searches. Try again later."));
        int maxCount = Math.Min(DiscoveryXml.ReadCount(payload, "maxCount", limits.MaxFound), limits.MaxFound);
        var result = await registry.SearchAsync(DiscoveryXml.ReadOperators(payload, limits), DiscoveryXml.ReadCount(payload, "offset", 0), maxCount, ct);
        return request.Result(DiscoveryXml.WriteFound(result));
    }

    private async ValueTask<Iq> UnregisterAsync(Iq request, Jid from, XmppElement payload, CancellationToken ct)
    {
        await registry.UnregisterAsync(from.Bare, DiscoveryXml.ReadNode(payload, limits), ct);
        return request.Result();
    }

    private async ValueTask<Iq> DisownAsync(Iq request, Jid from, XmppElement payload, CancellationToken ct) =>
        await registry.DisownAsync(from.Bare, Thing(payload), DiscoveryXml.ReadNode(payload, limits), ct) switch
        {
            DisownOutcome.Done => request.Result(),
            DisownOutcome.Unreachable => request.Fail(StanzaErrors.NotAllowed()),
            _ => request.Fail(StanzaErrors.ItemNotFound()),
        };
}
