using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Disco;
using IotXmpp.Xmpp.Routing;
using IotXmpp.Xmpp.Sasl;
using IotXmpp.Xmpp.Stanzas;
using IotXmpp.Xmpp.Streams;
using Microsoft.Extensions.Logging;

namespace IotXmpp.Concentrator.Upstream.LocalDomain;

/// <summary>
/// A small XMPP domain of our own, for the people who have no server: accounts, rosters, presence, messages (RFC 6121). It is the
/// upstream of the things domain beside it; every other domain is unknown here.
/// </summary>
public sealed class LocalDomainUpstream : IUpstream, IStreamHost
{
    private readonly ConcurrentDictionary<string, LocalUser> _users = new(StringComparer.Ordinal);
    private readonly LocalDomainOptions _options;
    private readonly LocalDomainStores _stores;
    private readonly ILogger _log;
    private readonly IThingsDomain _things;
    private readonly PresenceRules _presence;
    private readonly MessageRules _messages;
    private readonly IqDispatcher _toDomain;
    private readonly IqDispatcher _toOwnAccount;
    private readonly IqDispatcher _toAccount;

    /// <summary>Creates the domain; it is ready at once.</summary>
    /// <param name="options">Name and bounds.</param>
    /// <param name="stores">Accounts and what belongs to them.</param>
    /// <param name="things">The things domain this is the upstream of.</param>
    /// <param name="time">Clock.</param>
    /// <param name="loggers">Log.</param>
    public LocalDomainUpstream(LocalDomainOptions options, LocalDomainStores stores, IThingsDomain things, TimeProvider time, ILoggerFactory loggers)
    {
        _options = options;
        _stores = stores;
        _things = things;
        _log = loggers.CreateLogger("IotXmpp.LocalDomain");
        DomainJid = Jid.Create(null, options.Domain);
        _presence = new PresenceRules(this, options);
        _messages = new MessageRules(this, options, stores.OfflineMessages, time);
        var vCards = new VCardHandler(this, stores.VCards, options);
        var disco = new LocalDisco(this, options, things);
        var info = new DiscoInfoHandler(disco);
        var items = new DiscoItemsHandler(disco);
        var ping = new PingHandler();
        _toDomain = new IqDispatcher([info, items, ping, new SoftwareVersionHandler(new SoftwareVersion(options.SoftwareName, options.SoftwareVersion)), new EntityTimeHandler(time)]);
        _toOwnAccount = new IqDispatcher(
        [
            info,
            items,
            ping,
            vCards,
            new RosterHandler(this, _presence, options),
            new CarbonsHandler(this, enable: true),
            new CarbonsHandler(this, enable: false),
            new SessionHandler(),
        ]);
        _toAccount = new IqDispatcher([info, items, vCards]);
    }

    /// <inheritdoc/>
    public string Domain => _options.Domain;

    /// <inheritdoc/>
    public StreamHostOptions Options => _options.Streams;

    /// <inheritdoc/>
    public bool IsConnected => true;

    /// <summary>Sessions of all people.</summary>
    public int SessionCount => _users.Values.Sum(user => user.Sessions.Length);

    internal Jid DomainJid { get; }

    internal IReadOnlyList<string> DomainFeatures => _toDomain.Features;

    internal IReadOnlyList<string> AccountFeatures => _toOwnAccount.Features;

    /// <inheritdoc/>
    public async ValueTask<ScramCredential?> FindCredentialAsync(string username, HashAlgorithmName hash, CancellationToken ct)
    {
        var account = await _stores.Accounts.FindAsync(username, ct);
        return hash == HashAlgorithmName.SHA256 ? account?.ScramSha256 : hash == HashAlgorithmName.SHA1 ? account?.ScramSha1 : null;
    }

    /// <inheritdoc/>
    /// <remarks>People log in by password here.</remarks>
    public ValueTask<string?> MapCertificateAsync(X509Certificate2 certificate, string? authorizationId, CancellationToken ct) => ValueTask.FromResult<string?>(null);

    /// <inheritdoc/>
    /// <exception cref="StanzaException">Too many sessions (RFC 6120 7.6.2.1), or the account has gone meanwhile.</exception>
    public async ValueTask<IBoundSession> BindAsync(IStreamSession stream, CancellationToken ct)
    {
        var user = await FindUserAsync(stream.Jid, ct) ?? throw new StanzaException(StanzaErrors.NotAllowed("The account has been removed."));
        LocalSession session;
        LocalSession? replaced;
        using (await user.EnterAsync(ct))
        {
            replaced = user.Session(stream.Jid.Resource!);
            var others = replaced is null ? user.Sessions : user.Sessions.Remove(replaced);
            if (others.Length >= _options.MaxResources)
                throw new StanzaException(StanzaErrors.ResourceConstraint($"An account has at most {_options.MaxResources} sessions."));
            session = new LocalSession(this, user, stream);
            user.Sessions = others.Add(session);
            if (replaced is not null)
                replaced.IsOver = true;
        }

        if (replaced is not null)
        {
            // A client that comes back before its old connection was noticed dead (RFC 6120 7.7.2.2).
            await _presence.EndAsync(replaced, ct);
            replaced.Stream.Close(StreamErrorCondition.Conflict);
        }

        return session;
    }

    /// <inheritdoc/>
    public ValueTask SendAsync(Stanza stanza, CancellationToken ct) => RouteAsync(stanza, ct);

    /// <inheritdoc/>
    public async ValueTask WaitForRoomAsync(Jid to, CancellationToken ct)
    {
        if (to.Domain == Domain && to.Resource is { } resource && await FindUserAsync(to, ct) is { } user && user.Session(resource) is { } session)
            await session.Stream.WaitForRoomAsync(ct);
    }

    /// <summary>
    /// Makes somebody a contact in both directions without asking, as between an owner and an own board. A contact that is there
    /// already keeps the name and groups the person gave it.
    /// </summary>
    public async ValueTask AddContactAsync(string username, Jid contact, string? name, IReadOnlyList<string> groups, CancellationToken ct)
    {
        if (await FindUserAsync(Jid.Create(username, Domain), ct) is { } user)
            await _presence.AddContactAsync(user, contact, name, groups, ct);
    }

    /// <summary>Notices what another process has changed in the stores: accounts removed, contacts added or removed.</summary>
    public async ValueTask RefreshAsync(CancellationToken ct)
    {
        foreach (var user in _users.Values)
        {
            if (await _stores.Accounts.FindAsync(user.Username, ct) is not null)
            {
                await _presence.ReloadAsync(user, ct);
                continue;
            }

            _users.TryRemove(user.Username, out _);
            foreach (var session in user.Sessions)
                session.Stream.Close(StreamErrorCondition.NotAuthorized);
        }
    }

    /// <summary>The person of that address, null if there is no such account.</summary>
    internal async ValueTask<LocalUser?> FindUserAsync(Jid jid, CancellationToken ct)
    {
        if (jid.Local is not { } username || jid.Domain != Domain)
            return null;
        if (_users.TryGetValue(username, out var user))
            return user;
        if (await _stores.Accounts.FindAsync(username, ct) is null)
            return null;
        return _users.GetOrAdd(username, static (_, state) => new LocalUser(state.Bare, state.Rosters), (jid.Bare, _stores.Rosters));
    }

    internal async ValueTask OnStanzaAsync(LocalSession session, Stanza stanza, CancellationToken ct)
    {
        if (session.IsOver)
            return;
        try
        {
            switch (stanza)
            {
                case Presence { To: null } presence:
                    await _presence.BroadcastAsync(session, presence, ct);
                    await _messages.DeliverOfflineAsync(session, ct);
                    break;
                case Presence presence:
                    await _presence.SendAsync(session, presence, ct);
                    break;
                case Message message:
                    await _messages.CopySentAsync(session, message, ct);
                    await RouteAsync(message.To is null ? message with { To = session.User.Jid } : message, ct);
                    break;
                case Iq iq when iq.To is null || iq.To == session.User.Jid:
                    if (iq.IsRequest && await _toOwnAccount.DispatchAsync(iq, ct) is { } answer)
                        session.TrySend(answer);
                    break;
                default:
                    await RouteAsync(stanza, ct);
                    break;
            }
        }
        catch (StanzaException e)
        {
            Refuse(session, stanza, e.Error);
        }
        catch (IOException e)
        {
            LocalDomainLog.StoreFailed(_log, session.User.Username, e.Message);
            Refuse(session, stanza, StanzaErrors.ResourceConstraint("The store is not available now."));
        }
    }

    internal async ValueTask OnClosedAsync(LocalSession session, IReadOnlyList<Stanza> undelivered, CancellationToken ct)
    {
        var user = session.User;
        using (await user.EnterAsync(ct))
        {
            session.IsOver = true;
            user.Sessions = user.Sessions.Remove(session);
        }

        await _presence.EndAsync(session, ct);
        foreach (var stanza in undelivered)
        {
            // XEP-0198 5: what the client never saw goes where it would have gone without this session.
            if (stanza is Message { Type: not MessageType.Error } message && !_messages.IsCopy(message))
                await RouteAsync(message with { To = message.To ?? user.Jid }, ct);
            else if (stanza is Iq { IsRequest: true, From: not null } request)
                await RouteAsync(request.Fail(StanzaErrors.RecipientUnavailable()), ct);
        }
    }

    /// <summary>Sends a stanza with <c>from</c> and <c>to</c> to where it belongs.</summary>
    internal async ValueTask RouteAsync(Stanza stanza, CancellationToken ct)
    {
        try
        {
            if (stanza.To is not { } to)
                throw new ArgumentException("A routed stanza has an addressee.", nameof(stanza));
            if (to.Domain == _things.Domain)
                await _things.ReceiveAsync(stanza, ct);
            else if (to.Domain != Domain)
                await BounceAsync(stanza, StanzaErrors.RemoteServerNotFound("This service knows no other domains."), ct);
            else if (to.Local is null)
                await ReceiveForDomainAsync(stanza, ct);
            else if (await FindUserAsync(to, ct) is { } user)
                await ReceiveForUserAsync(user, stanza, ct);
            else
                await ReceiveForNobodyAsync(stanza, ct);
        }
        catch (StanzaException e)
        {
            await BounceAsync(stanza, e.Error, ct);
        }
        catch (IOException e)
        {
            LocalDomainLog.StoreFailed(_log, stanza.To?.Local ?? "", e.Message);
            await BounceAsync(stanza, StanzaErrors.ResourceConstraint("The store is not available now."), ct);
        }
    }

    /// <summary>Answers a stanza with an error, where one is due: never to an error, a result or a presence that manages nothing.</summary>
    internal async ValueTask BounceAsync(Stanza stanza, StanzaError error, CancellationToken ct)
    {
        Stanza? answer = Failure(stanza, error);
        if (answer?.To is null)
            return;
        if (answer.To.Domain == _things.Domain)
            await _things.ReceiveAsync(answer, ct);
        else if (await FindUserAsync(answer.To, ct) is { } user && answer.To.Resource is { } resource)
            user.Session(resource)?.TrySend(answer);
    }

    private static Stanza? Failure(Stanza stanza, StanzaError error) => stanza switch
    {
        Iq { IsRequest: true } iq => iq.Fail(error),
        Message { Type: not MessageType.Error } message => message.Fail(error),
        Presence { Type: not (PresenceType.Error or PresenceType.Unavailable or PresenceType.Probe) } presence =>
            new Presence { Type = PresenceType.Error, Id = presence.Id, From = presence.To, To = presence.From, Error = error },
        _ => null,
    };

    private static void Refuse(LocalSession session, Stanza stanza, StanzaError error)
    {
        if (Failure(stanza, error) is { } answer)
            session.TrySend(answer with { To = session.Jid });
    }

    private async ValueTask ReceiveForDomainAsync(Stanza stanza, CancellationToken ct)
    {
        switch (stanza)
        {
            case Iq { IsRequest: true } request:
                if (await _toDomain.DispatchAsync(request, ct) is { } answer)
                    await RouteAsync(answer, ct);
                break;
            case Message { Type: not (MessageType.Error or MessageType.Headline) }:
                await BounceAsync(stanza, StanzaErrors.ServiceUnavailable("Nobody reads the messages of this domain."), ct);
                break;
            case Presence { Type: PresenceType.Subscribe }:
                await RouteAsync(new Presence { Type = PresenceType.Unsubscribed, From = DomainJid, To = stanza.From!.Bare }, ct);
                break;
        }
    }

    private async ValueTask ReceiveForUserAsync(LocalUser user, Stanza stanza, CancellationToken ct)
    {
        switch (stanza)
        {
            case Presence presence:
                await _presence.ReceiveAsync(user, presence, ct);
                break;
            case Message message:
                await _messages.ReceiveAsync(user, message, ct);
                break;
            case Iq iq when iq.To!.Resource is { } resource:
                if (user.Session(resource)?.TrySend(iq) != true)
                    await BounceAsync(iq, StanzaErrors.ServiceUnavailable(), ct);
                break;
            case Iq { IsRequest: true } iq:
                // RFC 6121 8.5.2.1.3: the server answers for the account.
                if (await _toAccount.DispatchAsync(iq, ct) is { } answer)
                    await RouteAsync(answer, ct);
                break;
        }
    }

    /// <summary>RFC 6121 8.5.1: the account does not exist.</summary>
    private async ValueTask ReceiveForNobodyAsync(Stanza stanza, CancellationToken ct)
    {
        if (stanza is Presence { Type: PresenceType.Subscribe })
            await RouteAsync(new Presence { Type = PresenceType.Unsubscribed, From = stanza.To!.Bare, To = stanza.From!.Bare }, ct);
        else if (stanza is not Presence)
            await BounceAsync(stanza, StanzaErrors.ServiceUnavailable(), ct);
    }
}
