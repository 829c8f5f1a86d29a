using IotXmpp.Concentrator.Access;
using IotXmpp.Concentrator.Diagnostics;
using IotXmpp.Concentrator.Storage;
using IotXmpp.Concentrator.Storage.Access;
using IotXmpp.Things.Model;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Stanzas;
using Microsoft.Extensions.Logging;

namespace IotXmpp.Concentrator.Nodes;

/// <summary>
/// Presence and presence subscriptions of the boards and of the concentrator itself (RFC 6121 3 and 4): a component has no
/// roster, so all of it is done here. Presence is true: away as soon as a board cannot be asked.
/// </summary>
internal sealed class BoardPresence(
    ConcentratorOptions options,
    BoardTable boards,
    IFriendshipStore friendships,
    BoardAccess access,
    AccessAudit audit,
    Func<Board?, XmppElement> capabilities,
    Func<Stanza, CancellationToken, ValueTask> send,
    TimeProvider time,
    ILogger log) : IBoardObserver
{
    private readonly Jid _domain = Jid.Create(null, options.Domain);
    private readonly Lock _lock = new();
    private readonly Dictionary<string, (long? At, string Status)> _told = new(StringComparer.Ordinal);

    /// <summary>Handles presence from the world.</summary>
    public async ValueTask ReceiveAsync(Presence presence, CancellationToken ct)
    {
        if (presence.From is not { } from || presence.To is not { } to || presence.IsError || from.Domain == _domain.Domain)
            return;
        var contact = from.Bare;
        var board = to.Local is { } name ? await boards.FindAsync(name, ct) : null;
        if (to.Local is not null && board is null)
        {
            // Whoever still has a board that is gone in a roster learns so; nothing else exists to be said.
            if (presence.Type is PresenceType.Subscribe or PresenceType.Probe)
                await SendAsync(PresenceType.Unsubscribed, to.Bare, contact, ct);
            return;
        }

        var thing = to.Bare;
        var state = await friendships.GetAsync(thing, contact, ct);
        switch (presence.Type)
        {
            case PresenceType.Subscribe:
                await SubscribeAsync(thing, board, contact, state, ct);
                break;
            case PresenceType.Subscribed when (state & FriendshipState.PendingOut) != 0:
                await SetAsync(thing, contact, (state & ~FriendshipState.PendingOut) | FriendshipState.To, ct);
                break;
            case PresenceType.Unsubscribe when (state & (FriendshipState.From | FriendshipState.PendingIn)) != 0:
                await SetAsync(thing, contact, state & ~(FriendshipState.From | FriendshipState.PendingIn), ct);
                await SendAsync(PresenceType.Unsubscribed, thing, contact, ct);
                await send(Unavailable(thing, contact, null), ct);
                break;
            case PresenceType.Unsubscribed when (state & (FriendshipState.To | FriendshipState.PendingOut)) != 0:
                await SetAsync(thing, contact, state & ~(FriendshipState.To | FriendshipState.PendingOut), ct);
                break;
            case PresenceType.Probe:
                await ProbeAsync(thing, board, from, state, ct);
                break;
        }
    }

    /// <inheritdoc/>
    public async ValueTask OnAvailabilityAsync(Board board, CancellationToken ct)
    {
        if (board.IsUp)
            DeviceLog.Up(log, board.Name);
        else
            DeviceLog.Away(log, board.Name);
        // The first values after it came up are news again, however soon they follow.
        await BroadcastAsync(board, at: null, ct);
    }

    /// <inheritdoc/>
    public async ValueTask OnValuesAsync(Board board, bool switched, CancellationToken ct)
    {
        string status = StatusOf(board, static (_, _) => true);
        lock (_lock)
        {
            // Presence goes to phones: numbers may be a minute old there, a switch may not.
            if (_told.TryGetValue(board.Name, out var told)
                && (told.Status == status || (!switched && told.At is { } at && time.GetElapsedTime(at) < options.PresenceInterval)))
                return;
        }

        await BroadcastAsync(board, time.GetTimestamp(), ct);
    }

    /// <summary>
    /// The rules of a board have changed, or one has ended: who may see it now and has asked becomes a contact, who may not any more is one no longer, in
    /// both directions (XEP-0324 3.2.3).
    /// </summary>
    public async ValueTask ReconcileAsync(string name, CancellationToken ct)
    {
        if (await boards.FindAsync(name, ct) is not { } board)
            return;
        var known = new List<Friendship>();
        await foreach (var friendship in friendships.ListAsync(board.Address, ct))
            known.Add(friendship);
        foreach (var (thing, contact, state) in known)
        {
            var decision = await access.LookAsync(contact, board, AccessAction.See, ct);
            if (decision.IsAllowed && (state & FriendshipState.PendingIn) != 0)
                await BefriendAsync(thing, board, contact, state, ct);
            else if (decision.IsAllowed && (state & FriendshipState.From) != 0)
                await TellAsync(board, contact, ct);
            else if (!decision.IsAllowed && (state & FriendshipState.From) != 0)
                await UnfriendAsync(board, contact, ct);
            else if (decision is { IsAllowed: false, IsUndecided: false } && (state & FriendshipState.PendingIn) != 0)
            {
                await SetAsync(thing, contact, state & ~FriendshipState.PendingIn, ct);
                await SendAsync(PresenceType.Unsubscribed, thing, contact, ct);
            }
        }
    }

    /// <summary>As <see cref="ReconcileAsync"/>, for all boards.</summary>
    public async ValueTask ReconcileAllAsync(CancellationToken ct)
    {
        await foreach (var board in boards.ListAsync(ct))
            await ReconcileAsync(board.Name, ct);
    }

    /// <summary>Has all boards ask a contact for its presence.</summary>
    public async ValueTask RequestAllAsync(Jid contact, CancellationToken ct)
    {
        await foreach (var board in boards.ListAsync(ct))
            await RequestAsync(board.Name, contact, ct);
    }

    /// <summary>Ends the friendship of a board with a contact, at the word of its provisioning server (XEP-0324 3.2.3).</summary>
    public async ValueTask UnfriendAsync(string name, Jid contact, CancellationToken ct)
    {
        if (await boards.FindAsync(name, ct) is { } board && await friendships.GetAsync(board.Address, contact, ct) != FriendshipState.None)
            await UnfriendAsync(board, contact, ct);
    }

    /// <summary>Asks a contact for its presence, at the word of the board's provisioning server (XEP-0324 3.2.4).</summary>
    public async ValueTask RequestAsync(string name, Jid contact, CancellationToken ct)
    {
        if (await boards.FindAsync(name, ct) is not { } board)
            return;
        var state = await friendships.GetAsync(board.Address, contact, ct);
        if ((state & (FriendshipState.To | FriendshipState.PendingOut)) != 0)
            return;
        await SetAsync(board.Address, contact, state | FriendshipState.PendingOut, ct);
        await SendAsync(PresenceType.Subscribe, board.Address, contact, ct);
    }

    /// <summary>Tells everybody how it stands with every board and with the concentrator, as after a restart of either side.</summary>
    public async ValueTask BroadcastAllAsync(CancellationToken ct)
    {
        await foreach (var friendship in friendships.ListAsync(_domain, ct))
        {
            if ((friendship.State & FriendshipState.From) != 0)
                await send(await OwnAsync(friendship.Contact, ct), ct);
        }

        await foreach (var board in boards.ListAsync(ct))
        {
            lock (_lock)
                _told[board.Name] = (time.GetTimestamp(), StatusOf(board, static (_, _) => true));
            // Rules may have ended, or changed by another hand, while we were not there.
            await ReconcileAsync(board.Name, ct);
        }
    }

    /// <summary>Says goodbye for all: the service ends.</summary>
    public async ValueTask LeaveAsync(CancellationToken ct)
    {
        await foreach (var board in boards.ListAsync(ct))
        {
            await foreach (var friendship in friendships.ListAsync(board.Address, ct))
            {
                if ((friendship.State & FriendshipState.From) != 0)
                    await send(Unavailable(board.Resource, friendship.Contact, "The concentrator is switched off."), ct);
            }
        }

        await foreach (var friendship in friendships.ListAsync(_domain, ct))
        {
            if ((friendship.State & FriendshipState.From) != 0)
                await send(Unavailable(_domain, friendship.Contact, null), ct);
        }
    }

    private async ValueTask SubscribeAsync(Jid thing, Board? board, Jid contact, FriendshipState state, CancellationToken ct)
    {
        if (board is null)
        {
            if (await OwnsSomethingAsync(contact, ct))
                await BefriendAsync(thing, board, contact, state, ct);
            else if ((state & FriendshipState.PendingIn) == 0)
            {
                // Kept until somebody decides; asked again it is not news (RFC 6121 3.1.3).
                await SetAsync(thing, contact, state | FriendshipState.PendingIn, ct);
                await TellAsync(contact, ct);
            }

            return;
        }

        var request = new AccessRequest(contact, board.Record, AccessAction.See);
        var decision = await access.LookAsync(contact, board, AccessAction.See, ct);
        if (decision.IsAllowed)
            await BefriendAsync(thing, board, contact, state, ct);
        else if (decision.IsUndecided)
        {
            if ((state & FriendshipState.PendingIn) == 0)
                await SetAsync(thing, contact, state | FriendshipState.PendingIn, ct);
            await access.RefuseAsync(board, request, decision, ct);
        }
        else
        {
            // The owner has said no (XEP-0324 3.2.2).
            await SetAsync(thing, contact, state & ~FriendshipState.PendingIn, ct);
            await access.RefuseAsync(board, request, decision, ct);
            await SendAsync(PresenceType.Unsubscribed, thing, contact, ct);
        }
    }

    private async ValueTask BefriendAsync(Jid thing, Board? board, Jid contact, FriendshipState state, CancellationToken ct)
    {
        bool ask = (state & (FriendshipState.To | FriendshipState.PendingOut)) == 0;
        bool isNew = (state & FriendshipState.From) == 0;
        state = (state & ~FriendshipState.PendingIn) | FriendshipState.From;
        await SetAsync(thing, contact, ask ? state | FriendshipState.PendingOut : state, ct);
        if (isNew && board is not null)
            await audit.WriteAsync(board.Name, contact, AuditEvent.Befriended, AccessText.What(AccessAction.See, board.Name, null, []), [], ct);
        await SendAsync(PresenceType.Subscribed, thing, contact, ct);
        if (board is null)
            await send(await OwnAsync(contact, ct), ct);
        else
            await TellAsync(board, contact, ct);
        if (ask)
            await SendAsync(PresenceType.Subscribe, thing, contact, ct);
    }

    private async ValueTask UnfriendAsync(Board board, Jid contact, CancellationToken ct)
    {
        await SetAsync(board.Address, contact, FriendshipState.None, ct);
        await audit.WriteAsync(board.Name, contact, AuditEvent.Unfriended, AccessText.What(AccessAction.See, board.Name, null, []), [], ct);
        await send(Unavailable(board.Resource, contact, null), ct);
        await SendAsync(PresenceType.Unsubscribed, board.Address, contact, ct);
        await SendAsync(PresenceType.Unsubscribe, board.Address, contact, ct);
    }

    private async ValueTask ProbeAsync(Jid thing, Board? board, Jid asker, FriendshipState state, CancellationToken ct)
    {
        var contact = asker.Bare;
        if ((state & FriendshipState.From) == 0)
        {
            bool owner = board is null ? await OwnsSomethingAsync(contact, ct) : await access.MaySeeAsync(contact, board, ct);
            if (!owner)
            {
                // RFC 6121 4.3.2: the asker's server believes in a subscription that is not. Says nothing about boards that exist.
                await SendAsync(PresenceType.Unsubscribed, thing, contact, ct);
                return;
            }

            // The server of the owner has the subscription, we have lost it or never had it: it is theirs anyway.
            await SetAsync(thing, contact, (state & ~FriendshipState.PendingIn) | FriendshipState.From, ct);
        }

        if (board is null)
            await send(await OwnAsync(asker, ct), ct);
        else
            await TellAsync(board, asker, ct);
    }

    private async ValueTask TellAsync(Jid contact, CancellationToken ct)
    {
        if (options.Owner is { } owner)
        {
            var body = Message.BodyOf($"{contact} wants to see the presence of the concentrator. Nothing was answered.");
            await send(new Message { Type = MessageType.Chat, From = _domain, To = owner, Payloads = [body] }, ct);
        }
    }

    private async ValueTask BroadcastAsync(Board board, long? at, CancellationToken ct)
    {
        lock (_lock)
            _told[board.Name] = (at, StatusOf(board, static (_, _) => true));
        await foreach (var friendship in friendships.ListAsync(board.Address, ct))
        {
            if ((friendship.State & FriendshipState.From) != 0)
                await TellAsync(board, friendship.Contact, ct);
        }
    }

    /// <summary>Tells a contact how it stands with a board: of its values, those the contact may read at any time.</summary>
    private async ValueTask TellAsync(Board board, Jid to, CancellationToken ct)
    {
        if (!await access.MaySeeAsync(to, board, ct))
            return;
        var readable = await access.LookLastingAsync(to, board, AccessAction.Read, ct);
        string status = StatusOf(board, readable.Covers);
        await send(
            board.IsUp
                ? new Presence { From = board.Resource, To = to, Payloads = status.Length > 0 ? [Presence.Child("status", status), capabilities(board)] : [capabilities(board)] }
                : Unavailable(board.Resource, to, status),
            ct);
    }

    private static string StatusOf(Board board, Func<NodeRef, Field, bool> covers)
    {
        string values = string.Join(", ", board.LastValues()
            .Where(value => (value.Field.FieldTypes & FieldTypes.Momentary) != 0 && covers(value.Node, value.Field)).Take(5).Select(value => ValueText.Of(value.Field)));
        if (board.IsUp)
            return values;
        var (state, when) = board.SleepsUntil is { } until ? ("Sleeping until", until) : ("Away since", board.Since);
        string text = $"{state} {when.UtcDateTime.ToString("yyyy-MM-dd HH:mm", System.Globalization.CultureInfo.InvariantCulture)} UTC.";
        return values.Length > 0 ? $"{text} Last: {values}" : text;
    }

    private async ValueTask<Presence> OwnAsync(Jid to, CancellationToken ct)
    {
        int known = 0, up = 0;
        await foreach (var board in boards.ListAsync(ct))
        {
            if (!await access.MaySeeAsync(to, board, ct))
                continue;
            known++;
            up += board.IsUp ? 1 : 0;
        }

        return new Presence { From = _domain, To = to, Payloads = [Presence.Child("status", $"{known} boards, {up} up"), capabilities(null)] };
    }

    private async ValueTask<bool> OwnsSomethingAsync(Jid contact, CancellationToken ct)
    {
        if (contact == options.Owner?.Bare)
            return true;
        await foreach (var board in boards.ListAsync(ct))
        {
            if (await access.MaySeeAsync(contact, board, ct))
                return true;
        }

        return false;
    }

    private static Presence Unavailable(Jid from, Jid to, string? status) => new()
    {
        Type = PresenceType.Unavailable,
        From = from,
        To = to,
        Payloads = string.IsNullOrEmpty(status) ? [] : [Presence.Child("status", status)],
    };

    private ValueTask SetAsync(Jid thing, Jid contact, FriendshipState state, CancellationToken ct) =>
        friendships.SetAsync(new Friendship(thing, contact, state), ct);

    private ValueTask SendAsync(PresenceType type, Jid thing, Jid contact, CancellationToken ct) =>
        send(new Presence { Type = type, From = thing, To = contact }, ct);
}
