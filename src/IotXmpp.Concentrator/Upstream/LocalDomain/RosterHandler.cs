using IotXmpp.Concentrator.Storage;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Routing;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Concentrator.Upstream.LocalDomain;

/// <summary>A person's own roster (RFC 6121 2), without versioning.</summary>
internal sealed class RosterHandler(LocalDomainUpstream domain, PresenceRules presence, LocalDomainOptions options) : IIqHandler
{
    public QName Payload => new(Ns.Roster, "query");

    public IqType? Type => null;

    public IReadOnlyList<string> Features => [Ns.Roster];

    public async ValueTask<Iq?> HandleAsync(Iq request, CancellationToken ct)
    {
        var user = await domain.FindUserAsync(request.From!, ct) ?? throw new StanzaException(StanzaErrors.NotAllowed());
        return request.Type == IqType.Get ? await GetAsync(user, request, ct) : await SetAsync(user, request, ct);
    }

    private static async ValueTask<Iq> GetAsync(LocalUser user, Iq request, CancellationToken ct)
    {
        RosterItem[] items;
        using (await user.EnterAsync(ct))
        {
            if (user.Session(request.From!.Resource!) is { } session)
                session.IsInterested = true;
            items = [.. (await user.RosterAsync(ct)).Values.Where(item => item.Listed)];
        }

        return request.Result(XmppElement.Build(Ns.Roster, "query", w =>
        {
            foreach (var item in items)
                item.WriteTo(w);
        }));
    }

    private async ValueTask<Iq> SetAsync(LocalUser user, Iq request, CancellationToken ct)
    {
        var items = request.Request!.Elements.ToList();
        if (items is not [{ LocalName: "item", Namespace: Ns.Roster } element])
            throw new StanzaException(StanzaErrors.BadRequest("A roster set has exactly one item."));
        if (!Jid.TryParse(element.Attribute("jid"), out var jid))
            throw new StanzaException(StanzaErrors.JidMalformed());
        var contact = jid.Bare;
        if (element.Attribute("subscription") == "remove")
        {
            await RemoveAsync(user, contact, ct);
            return request.Result();
        }

        // RFC 6121 2.1.2.5: other values of subscription are ignored.
        string? name = element.Attribute("name");
        var groups = element.Elements.Where(child => child.Is(Ns.Roster, "group")).Select(child => child.Text).ToList();
        Check(user, contact, name, groups);
        RosterItem item;
        using (await user.EnterAsync(ct))
        {
            var old = await user.FindAsync(contact, ct);
            if (!old.Listed && (await user.RosterAsync(ct)).Count >= options.MaxRosterItems)
                throw new StanzaException(StanzaErrors.ResourceConstraint($"A roster has at most {options.MaxRosterItems} contacts."));
            item = old with { Listed = true, Name = string.IsNullOrEmpty(name) ? null : name, Groups = groups };
            await user.SetAsync(item, ct);
        }

        presence.Push(user, item);
        return request.Result();
    }

    /// <summary>RFC 6121 2.3.3.</summary>
    private void Check(LocalUser user, Jid contact, string? name, List<string> groups)
    {
        if (contact == user.Jid)
            throw new StanzaException(StanzaErrors.NotAllowed("Nobody is one's own contact."));
        if (name?.Length > options.MaxNameLength || groups.Any(group => group.Length > options.MaxNameLength))
            throw new StanzaException(StanzaErrors.NotAcceptable($"A name has at most {options.MaxNameLength} characters."));
        if (groups.Any(group => group.Length == 0))
            throw new StanzaException(StanzaErrors.NotAcceptable("A group has a name."));
        if (groups.Count > options.MaxGroups)
            throw new StanzaException(StanzaErrors.NotAcceptable($"A contact is in at most {options.MaxGroups} groups."));
        if (groups.Distinct(StringComparer.Ordinal).Count() != groups.Count)
            throw new StanzaException(StanzaErrors.BadRequest("A group is named twice."));
    }

    private async ValueTask RemoveAsync(LocalUser user, Jid contact, CancellationToken ct)
    {
        RosterItem old;
        using (await user.EnterAsync(ct))
        {
            old = await user.FindAsync(contact, ct);
            if (!old.Listed)
                throw new StanzaException(StanzaErrors.ItemNotFound());
            await user.SetAsync(old with { Listed = false, State = FriendshipState.None }, ct);
        }

        presence.PushRemoved(user, contact);
        await presence.SeverAsync(user, old, ct);
    }
}
