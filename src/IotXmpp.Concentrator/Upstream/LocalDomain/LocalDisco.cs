using IotXmpp.Concentrator.Storage;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Disco;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Concentrator.Upstream.LocalDomain;

/// <summary>What the domain and its accounts are, support and have (XEP-0030).</summary>
internal sealed class LocalDisco(LocalDomainUpstream domain, LocalDomainOptions options, IThingsDomain things) : IDiscoEntities
{
    public async ValueTask<DiscoInfo?> FindInfoAsync(Iq request, string? node, CancellationToken ct)
    {
        if (node is not null)
            return null;
        var subject = request.To ?? request.From!.Bare;
        if (subject.Local is null)
        {
            return new DiscoInfo
            {
                Identities = [new DiscoIdentity("server", "im", options.Name)],
                Features = [.. domain.DomainFeatures, "msgoffline", Ns.VCard],
            };
        }

        return new DiscoInfo
        {
            Identities = [new DiscoIdentity("account", "registered")],
            Features = await IsOwnAsync(request, ct) ? domain.AccountFeatures : [Ns.DiscoInfo, Ns.VCard],
        };
    }

    public async ValueTask<DiscoItems?> FindItemsAsync(Iq request, string? node, CancellationToken ct)
    {
        if (node is not null)
            return null;
        if (request.To == domain.DomainJid)
            return new DiscoItems { Items = [new DiscoItem(Jid.Create(null, things.Domain), Name: "Things")] };
        await IsOwnAsync(request, ct);
        return new DiscoItems();
    }

    /// <summary>XEP-0030 8: strangers do not even learn whether an account exists.</summary>
    /// <exception cref="StanzaException">A stranger asks.</exception>
    private async ValueTask<bool> IsOwnAsync(Iq request, CancellationToken ct)
    {
        var subject = (request.To ?? request.From!).Bare;
        if (request.From!.Bare == subject)
            return true;
        var user = await domain.FindUserAsync(subject, ct) ?? throw new StanzaException(StanzaErrors.ServiceUnavailable());
        using (await user.EnterAsync(ct))
        {
            if (request.From.Domain != things.Domain && !(await user.FindAsync(request.From.Bare, ct)).Has(FriendshipState.From))
                throw new StanzaException(StanzaErrors.ServiceUnavailable());
        }

        return false;
    }
}
