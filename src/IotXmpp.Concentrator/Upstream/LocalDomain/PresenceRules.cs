using IotXmpp.Concentrator.Storage;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Concentrator.Upstream.LocalDomain;

/// <summary>Presence of people: broadcast, probes, directed presence, subscriptions (RFC 6121 3 and 4).</summary>
internal sealed class PresenceRules(LocalDomainUpstream domain, LocalDomainOptions options)
{
    private long _pushes;

    /// <summary>A client's presence without addressee: to every contact that may see it (RFC 6121 4.2, 4.4, 4.5).</summary>
    public async ValueTask BroadcastAsync(LocalSession session, Presence presence, CancellationToken ct)
    {
        if (presence.Type is not (PresenceType.Available or PresenceType.Unavailable))
            throw new StanzaException(StanzaErrors.BadRequest("Presence of this type needs an addressee."));
        if (presence.Type == PresenceType.Unavailable)
        {
            await EndAsync(session, presence, ct);
            return;
        }

        var user = session.User;
        bool isInitial;
        IReadOnlyDictionary<Jid, RosterItem> roster;
        using (await user.EnterAsync(ct))
        {
            isInitial = session.Presence is null;
            session.Presence = presence;
            roster = Copy(await user.RosterAsync(ct));
        }

        foreach (var own in user.Sessions)
        {
            if (own.IsAvailable)
                own.TrySend(presence with { To = user.Jid });
            if (isInitial && own != session && own.Presence is { } other)
                session.TrySend(other with { To = session.Jid });
        }

        foreach (var item in roster.Values)
        {
            if (item.Has(FriendshipState.From))
                await domain.RouteAsync(presence with { To = item.Contact }, ct);
        }

        if (!isInitial)
            return;
        foreach (var item in roster.Values)
        {
            if (item.Has(FriendshipState.To))
                await domain.RouteAsync(new Presence { Type = PresenceType.Probe, From = session.Jid, To = item.Contact }, ct);
            if (item.Has(FriendshipState.PendingIn))
                session.TrySend(new Presence { Type = PresenceType.Subscribe, From = item.Contact, To = user.Jid });
        }
    }

    /// <summary>A client's presence to somebody: directed (RFC 6121 4.6) or a change of a subscription (3).</summary>
    public async ValueTask SendAsync(LocalSession session, Presence presence, CancellationToken ct)
    {
        if (presence.IsSubscriptionManagement)
        {
            await ManageAsync(session.User, presence, ct);
            return;
        }

        if (presence.Type == PresenceType.Available && !session.DirectedPresence.Contains(presence.To!))
        {
            if (session.DirectedPresence.Count >= options.MaxDirectedPresences)
                throw new StanzaException(StanzaErrors.ResourceConstraint("Too many directed presences."));
            session.DirectedPresence.Add(presence.To!);
        }
        else if (presence.Type == PresenceType.Unavailable)
            session.DirectedPresence.Remove(presence.To!);

        await domain.RouteAsync(presence, ct);
    }

    /// <summary>The client has gone without saying so.</summary>
    public ValueTask EndAsync(LocalSession session, CancellationToken ct) =>
        EndAsync(session, new Presence { Type = PresenceType.Unavailable, From = session.Jid }, ct);

    /// <summary>Presence for a person: from one of us or from the things domain (RFC 6121 8.5.2.1.2, 8.5.3.1).</summary>
    public async ValueTask ReceiveAsync(LocalUser user, Presence presence, CancellationToken ct)
    {
        if (presence.IsSubscriptionManagement)
            await ReceiveManagementAsync(user, presence, ct);
        else if (presence.Type == PresenceType.Probe)
            await AnswerProbeAsync(user, presence.From!, ct);
        else if (presence.To!.Resource is { } resource)
            user.Session(resource)?.TrySend(presence);
        else if (presence.Type != PresenceType.Error)
        {
            foreach (var session in user.Sessions)
            {
                if (session.IsAvailable)
                    session.TrySend(presence);
            }
        }
    }

    /// <summary>A contact in both directions without asking: for own boards.</summary>
    public async ValueTask AddContactAsync(LocalUser user, Jid contact, string? name, IReadOnlyList<string> groups, CancellationToken ct)
    {
        RosterItem item;
        using (await user.EnterAsync(ct))
        {
            var old = await user.FindAsync(contact, ct);
            item = old with
            {
                State = FriendshipState.From | FriendshipState.To,
                Listed = true,
                Name = old.Listed ? old.Name : name,
                Groups = old.Listed ? old.Groups : groups,
            };
            if (item.LooksLike(old))
                return;
            await user.SetAsync(item, ct);
        }

        Push(user, item);
        await ShowAsync(user, contact, ct);
    }

    /// <summary>Reads a roster anew and tells the clients what another process has changed.</summary>
    public async ValueTask ReloadAsync(LocalUser user, CancellationToken ct)
    {
        IReadOnlyList<RosterItem> changed, removed;
        using (await user.EnterAsync(ct))
            (changed, removed) = await user.ReloadAsync(ct);
        foreach (var item in changed)
        {
            Push(user, item);
            if (item.Has(FriendshipState.To))
                await ShowAsync(user, item.Contact, ct);
        }

        foreach (var item in removed)
            PushRemoved(user, item.Contact);
    }

    /// <summary>Ends what a removed contact had (RFC 6121 2.5.2).</summary>
    public async ValueTask SeverAsync(LocalUser user, RosterItem item, CancellationToken ct)
    {
        if ((item.State & (FriendshipState.To | FriendshipState.PendingOut)) != 0)
            await domain.RouteAsync(new Presence { Type = PresenceType.Unsubscribe, From = user.Jid, To = item.Contact }, ct);
        if (item.Has(FriendshipState.From))
            await HideAsync(user, item.Contact, ct);
        if ((item.State & (FriendshipState.From | FriendshipState.PendingIn)) != 0)
            await domain.RouteAsync(new Presence { Type = PresenceType.Unsubscribed, From = user.Jid, To = item.Contact }, ct);
    }

    /// <summary>Tells the interested clients of a changed contact (RFC 6121 2.1.6); an unlisted one is nobody's business.</summary>
    public void Push(LocalUser user, RosterItem item)
    {
        if (item.Listed)
            Push(user, XmppElement.Build(Ns.Roster, "query", item.WriteTo));
    }

    /// <summary>Tells the interested clients of a removed contact.</summary>
    public void PushRemoved(LocalUser user, Jid contact) => Push(user, XmppElement.Build(Ns.Roster, "query", w =>
    {
        w.WriteStartElement("item", Ns.Roster);
        w.WriteAttributeString("jid", contact.ToString());
        w.WriteAttributeString("subscription", "remove");
        w.WriteEndElement();
    }));

    private static Dictionary<Jid, RosterItem> Copy(IReadOnlyDictionary<Jid, RosterItem> roster) => new(roster);

    private void Push(LocalUser user, XmppElement query)
    {
        foreach (var session in user.Sessions)
        {
            if (session.IsInterested)
                session.TrySend(new Iq { Type = IqType.Set, Id = $"push{Interlocked.Increment(ref _pushes)}", To = session.Jid, Payloads = [query] });
        }
    }

    private async ValueTask EndAsync(LocalSession session, Presence unavailable, CancellationToken ct)
    {
        var user = session.User;
        bool wasAvailable;
        Jid[] contacts;
        using (await user.EnterAsync(ct))
        {
            wasAvailable = session.Presence is not null;
            session.Presence = null;
            contacts = wasAvailable ? [.. (await user.RosterAsync(ct)).Values.Where(item => item.Has(FriendshipState.From)).Select(item => item.Contact)] : [];
        }

        if (wasAvailable)
        {
            foreach (var own in user.Sessions)
            {
                if (own == session || own.IsAvailable)
                    own.TrySend(unavailable with { To = user.Jid });
            }
        }

        foreach (var contact in contacts)
            await domain.RouteAsync(unavailable with { To = contact }, ct);
        foreach (var stranger in session.DirectedPresence)
        {
            if (!contacts.Contains(stranger.Bare))
                await domain.RouteAsync(unavailable with { To = stranger }, ct);
        }

        session.DirectedPresence.Clear();
    }

    private async ValueTask ManageAsync(LocalUser user, Presence presence, CancellationToken ct)
    {
        var contact = presence.To!.Bare;
        if (contact == user.Jid)
            throw new StanzaException(StanzaErrors.NotAllowed("Nobody subscribes to oneself."));
        RosterItem old, item;
        bool route;
        using (await user.EnterAsync(ct))
        {
            old = await user.FindAsync(contact, ct);
            (var state, route) = SubscriptionRules.Outbound(old.State, presence.Type);
            item = old with
            {
                State = state,
                // Asking or agreeing makes a contact (RFC 6121 3.1.2, 3.1.5); refusing does not.
                Listed = old.Listed || presence.Type == PresenceType.Subscribe || (presence.Type == PresenceType.Subscribed && route),
            };
            if (!old.Listed && item.Listed && (await user.RosterAsync(ct)).Count >= options.MaxRosterItems)
                throw new StanzaException(StanzaErrors.ResourceConstraint($"A roster has at most {options.MaxRosterItems} contacts."));
            if (!item.LooksLike(old))
                await user.SetAsync(item, ct);
        }

        if (!item.LooksLike(old))
            Push(user, item);
        if (old.Has(FriendshipState.From) && !item.Has(FriendshipState.From))
            await HideAsync(user, contact, ct);
        if (route)
            await domain.RouteAsync(presence with { From = user.Jid, To = contact }, ct);
        if (!old.Has(FriendshipState.From) && item.Has(FriendshipState.From))
            await TellAsync(user, contact, ct);
    }

    private async ValueTask ReceiveManagementAsync(LocalUser user, Presence presence, CancellationToken ct)
    {
        var contact = presence.From!.Bare;
        RosterItem old, item;
        bool deliver;
        using (await user.EnterAsync(ct))
        {
            old = await user.FindAsync(contact, ct);
            (var state, deliver) = SubscriptionRules.Inbound(old.State, presence.Type);
            item = old with { State = state };
            if (deliver && presence.Type == PresenceType.Subscribe && !old.Listed
                && (await user.RosterAsync(ct)).Values.Count(known => !known.Listed) >= options.MaxPendingRequests)
                return;
            if (state != old.State)
                await user.SetAsync(item, ct);
        }

        // Agreed long ago: the person is not asked again (RFC 6121 3.1.3).
        if (presence.Type == PresenceType.Subscribe && old.Has(FriendshipState.From))
        {
            await domain.RouteAsync(new Presence { Type = PresenceType.Subscribed, From = user.Jid, To = contact }, ct);
            await TellAsync(user, contact, ct);
            return;
        }

        if (!deliver)
            return;
        foreach (var session in user.Sessions)
        {
            if (session.IsAvailable || session.IsInterested)
                session.TrySend(presence with { From = contact, To = user.Jid });
        }

        if ((old.State & ~FriendshipState.PendingIn) != (item.State & ~FriendshipState.PendingIn))
            Push(user, item);
        if (old.Has(FriendshipState.From) && !item.Has(FriendshipState.From))
            await HideAsync(user, contact, ct);
    }

    /// <summary>RFC 6121 4.3.2.</summary>
    private async ValueTask AnswerProbeAsync(LocalUser user, Jid asker, CancellationToken ct)
    {
        RosterItem item;
        using (await user.EnterAsync(ct))
            item = await user.FindAsync(asker.Bare, ct);
        if (asker.Bare == user.Jid || item.Has(FriendshipState.From))
        {
            foreach (var session in user.Sessions)
            {
                if (session.Presence is { } presence)
                    await domain.RouteAsync(presence with { To = asker }, ct);
            }
        }
        else if (!item.Has(FriendshipState.PendingIn))
            await domain.RouteAsync(new Presence { Type = PresenceType.Unsubscribed, From = user.Jid, To = asker.Bare }, ct);
    }

    /// <summary>The presence of both to each other, after a subscription in both directions has come about.</summary>
    private async ValueTask ShowAsync(LocalUser user, Jid contact, CancellationToken ct)
    {
        await TellAsync(user, contact, ct);
        foreach (var session in user.Sessions)
        {
            if (session.IsAvailable)
                await domain.RouteAsync(new Presence { Type = PresenceType.Probe, From = session.Jid, To = contact }, ct);
        }
    }

    private async ValueTask TellAsync(LocalUser user, Jid contact, CancellationToken ct)
    {
        foreach (var session in user.Sessions)
        {
            if (session.Presence is { } presence)
                await domain.RouteAsync(presence with { To = contact }, ct);
        }
    }

    private async ValueTask HideAsync(LocalUser user, Jid contact, CancellationToken ct)
    {
        foreach (var session in user.Sessions)
        {
            if (session.IsAvailable)
                await domain.RouteAsync(new Presence { Type = PresenceType.Unavailable, From = session.Jid, To = contact }, ct);
        }
    }
}
