using IotXmpp.Concentrator.Diagnostics;
using IotXmpp.Concentrator.Nodes;
using IotXmpp.Concentrator.Storage;
using IotXmpp.Concentrator.Upstream;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Disco;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Stanzas;
using Microsoft.Extensions.Logging;

namespace IotXmpp.Concentrator.PubSub;

/// <summary>
/// Which contacts are there and want the events of a board without a subscription: those whose capabilities have the node's name with <c>+notify</c> (XEP-0163 4.3.2). Asked
/// once for each version of a client (XEP-0115). Nothing of it is stored: presence comes anew.
/// </summary>
internal sealed class InterestedContacts(BoardTable boards, IFriendshipStore friendships, WorldRequests asking, SerialWork work, Func<Stanza, CancellationToken, ValueTask> send, ILogger log)
{
    private const string Notify = "+notify";

    /// <summary>Resources of contacts remembered, and versions of clients. Above it nobody new is.</summary>
    private const int MaxContacts = 20_000;

    private const int MaxVersions = 1_000;

    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(30);
    private static readonly IReadOnlySet<string> Nobody = new HashSet<string>();

    private readonly Lock _lock = new();
    private readonly Dictionary<Jid, Dictionary<Jid, IReadOnlySet<string>>> _there = [];
    private readonly Dictionary<EntityCapabilities, IReadOnlySet<string>> _versions = [];
    private int _count;

    /// <summary>A contact's resource came online at one of our addresses; a second presence of it is no news.</summary>
    public required Func<Jid, Jid, CancellationToken, ValueTask> OnAvailable { get; init; }

    /// <summary>A contact's resource wants the events of these nodes of one of our addresses.</summary>
    public required Func<Jid, Jid, IReadOnlySet<string>, CancellationToken, ValueTask> OnInterested { get; init; }

    /// <summary>The full JIDs that want the events of a node.</summary>
    public IReadOnlyList<Jid> Of(Jid service, string node)
    {
        lock (_lock)
            return _there.TryGetValue(service, out var contacts) ? [.. contacts.Where(contact => contact.Value.Contains(node)).Select(contact => contact.Key)] : [];
    }

    /// <summary>Takes note of presence from the world.</summary>
    public void OnPresence(Presence presence)
    {
        if (presence is not { From: { Resource: not null } contact, To: { } to })
            return;
        var service = to.Bare;
        if (presence.Type != PresenceType.Available)
        {
            if (presence.Type is PresenceType.Unavailable or PresenceType.Error)
                Remove(service, contact);
            return;
        }

        var capabilities = presence.Payload(Ns.Caps, "c") is { } c ? EntityCapabilities.Read(c) : null;
        bool isNew;
        IReadOnlySet<string>? known;
        lock (_lock)
        {
            known = capabilities is null ? Nobody : _versions.GetValueOrDefault(capabilities);
            isNew = !_there.TryGetValue(service, out var contacts) || !contacts.ContainsKey(contact);
            if (isNew && _count >= MaxContacts)
                return;
            if (contacts is null)
                _there.Add(service, contacts = []);
            _count += isNew ? 1 : 0;
            contacts[contact] = known ?? contacts.GetValueOrDefault(contact) ?? Nobody;
        }

        if (isNew)
            work.Start(token => OnAvailable(service, contact, token));
        if (known is null)
            work.Start(token => AskAsync(service, contact, capabilities!, token));
        else if (isNew && known.Count > 0)
            work.Start(token => OnInterested(service, contact, known, token));
    }

    /// <summary>The way to the world is new: contacts of boards are asked who of them is there (RFC 6121 4.3).</summary>
    public async ValueTask ProbeAsync(CancellationToken ct)
    {
        lock (_lock)
        {
            _there.Clear();
            _count = 0;
        }

        await foreach (var board in boards.ListAsync(ct))
        {
            await foreach (var friendship in friendships.ListAsync(board.Address, ct))
            {
                if ((friendship.State & FriendshipState.To) != 0)
                    await send(new Presence { Type = PresenceType.Probe, From = board.Address, To = friendship.Contact }, ct);
            }
        }
    }

    private async ValueTask AskAsync(Jid service, Jid contact, EntityCapabilities capabilities, CancellationToken ct)
    {
        var query = new DiscoInfo { Node = capabilities.InfoNode }.ToElement();
        if (await asking.AskAsync(service, contact, IqType.Get, query, AnswerTimeout, ct) is not { Type: IqType.Result, Request: { } answer })
        {
            PubSubLog.NoCapabilities(log, contact.ToString(), "no answer");
            return;
        }

        DiscoInfo info;
        try
        {
            info = DiscoXml.ReadInfo(answer, DiscoLimits.Default);
        }
        catch (StanzaException e)
        {
            PubSubLog.NoCapabilities(log, contact.ToString(), e.Error.Text ?? e.Error.Condition);
            return;
        }

        var wanted = info.Features.Where(feature => feature.EndsWith(Notify, StringComparison.Ordinal)).Select(feature => feature[..^Notify.Length]).ToHashSet(StringComparer.Ordinal);
        lock (_lock)
        {
            // What is not what was announced is this one's alone (XEP-0115 5.4).
            if (capabilities.Matches(info) && _versions.Count < MaxVersions)
                _versions[capabilities] = wanted;
            // Gone meanwhile, or asked twice because its presence came twice.
            if (!_there.TryGetValue(service, out var contacts) || !contacts.TryGetValue(contact, out var before) || before.SetEquals(wanted))
                return;
            contacts[contact] = wanted;
        }

        if (wanted.Count > 0)
            await OnInterested(service, contact, wanted, ct);
    }

    private void Remove(Jid service, Jid contact)
    {
        lock (_lock)
        {
            if (!_there.TryGetValue(service, out var contacts) || !contacts.Remove(contact))
                return;
            _count--;
            if (contacts.Count == 0)
                _there.Remove(service);
        }
    }
}
