using IotXmpp.Concentrator.Diagnostics;
using IotXmpp.Concentrator.Nodes;
using IotXmpp.Concentrator.Storage;
using IotXmpp.Concentrator.Upstream;
using IotXmpp.Things.Discovery;
using IotXmpp.Things.Model;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Stanzas;
using Microsoft.Extensions.Logging;

namespace IotXmpp.Concentrator.Registry;

/// <summary>
/// The thing registry of this concentrator (XEP-0347), for its own boards and for things of any domain. For its own boards it answers itself: a claim makes
/// the claimer their owner at once, and disowning needs no answer of theirs. The secret of a thing is kept until it is claimed and not a moment
/// longer; after that a digest says whether a claim is the same again.
/// </summary>
internal sealed class ThingRegistry(
    ConcentratorOptions options,
    IRegistryStore store,
    BoardTable boards,
    BoardOwnership ownership,
    WorldRequests world,
    Action<Func<CancellationToken, ValueTask>> start,
    TimeProvider time,
    ILogger log) : IThingRegistry
{
    /// <summary>Things of one foreign domain: a bound on what strangers make us keep (XEP-0347 6.6).</summary>
    private const int MaxThingsPerDomain = 10_000;

    /// <summary>How long a thing has to take note of something.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    /// <summary>A thing changes hands once: two claims at the same time are one after the other.</summary>
    private readonly SemaphoreSlim _gate = new(1, 1);

    /// <inheritdoc/>
    public ValueTask<Jid?> RegisterAsync(Jid thing, NodeRef node, IReadOnlyList<MetaTag> tags, bool selfOwned, CancellationToken ct) => ExclusiveAsync(async () =>
    {
        var existing = await store.FindAsync(thing.Bare, node, ct);
        if (existing?.Owner is { } owner && owner != thing.Bare)
            return owner;
        if (await FindBoardAsync(thing.Bare, node, ct) is { Record.Owner: { } owned })
            return owned;
        if (existing is null && await store.CountAsync(thing.Domain, ct) >= MaxThingsPerDomain)
            throw new StanzaException(StanzaErrors.ResourceConstraint("Too many things of that domain are registered."));
        await store.SetAsync(
            new RegistryRecord
            {
                Thing = thing.Bare,
                Node = node,
                Resource = thing.Domain == options.Domain ? null : thing,
                // What owns itself is never claimed: its secret is good for nothing.
                Tags = selfOwned ? WithoutKey(tags) : tags,
                Fingerprint = MetaTags.Fingerprint(tags),
                Owner = selfOwned ? thing.Bare : null,
                IsPublic = selfOwned,
                Registered = time.GetUtcNow(),
            },
            ct);
        RegistryLog.Registered(log, thing.Bare.ToString(), node.ToString());
        return null;
    }, ct);

    /// <inheritdoc/>
    public ValueTask<FoundThing?> ClaimAsync(Jid claimer, IReadOnlyList<MetaTag> tags, bool isPublic, CancellationToken ct) => ExclusiveAsync(async () =>
    {
        claimer = claimer.Bare;
        var fitting = tags.Count > 0 ? await store.FindAsync(MetaTags.Fingerprint(tags), ct) : [];
        foreach (var record in fitting.OrderBy(record => record.Owner is null ? 0 : 1))
        {
            if (record.Owner == claimer && claimer != record.Thing)
                return Found(record);
            if (record.Owner is not null)
                continue;
            if (record.Thing.Domain == options.Domain && record.Node.NodeId.Length == 0
                && (await FindBoardAsync(record.Thing, record.Node, ct) is not { Record.Owner: null } board || !await ownership.ChangeAsync(board, claimer, ct)))
                continue;
            var claimed = record with { Owner = claimer, IsPublic = isPublic, Tags = WithoutKey(record.Tags) };
            await store.SetAsync(claimed, ct);
            RegistryLog.Claimed(log, claimer.ToString(), record.Thing.ToString(), record.Node.ToString());
            Tell(record, DiscoveryXml.WriteClaimed(claimer, record.Node, isPublic));
            return Found(claimed);
        }

        RegistryLog.ClaimFailed(log, claimer.ToString());
        return null;
    }, ct);

    /// <inheritdoc/>
    public ValueTask<bool> RemoveAsync(Jid owner, Jid thing, NodeRef node, CancellationToken ct) => ExclusiveAsync(async () =>
    {
        if (await store.FindAsync(thing.Bare, node, ct) is not { } record || record.Owner != owner.Bare)
            return false;
        await store.RemoveAsync(thing.Bare, node, ct);
        RegistryLog.Removed(log, thing.Bare.ToString(), node.ToString());
        Tell(record, DiscoveryXml.WriteNotice("removed", node));
        return true;
    }, ct);

    /// <inheritdoc/>
    public ValueTask<UpdateOutcome> UpdateAsync(Jid sender, Jid? thing, NodeRef node, IReadOnlyList<MetaTag> tags, CancellationToken ct) => ExclusiveAsync(async () =>
    {
        if (await store.FindAsync((thing ?? sender).Bare, node, ct) is not { } record)
            return UpdateOutcome.NotFound;
        bool isItself = record.Thing == sender.Bare;
        if (isItself && record.Owner is null)
            return UpdateOutcome.Disowned;
        if (!isItself && record.Owner != sender.Bare)
            return UpdateOutcome.NotFound;
        await store.SetAsync(record with { Tags = WithoutKey(MetaTags.Update(record.Tags, tags)) }, ct);
        return UpdateOutcome.Done;
    }, ct);

    /// <inheritdoc/>
    public async ValueTask<SearchResult> SearchAsync(IReadOnlyList<SearchOperator> operators, int offset, int maxCount, CancellationToken ct)
    {
        var found = new List<FoundThing>();
        // Searches on the secret find nothing: the same answer without looking.
        if (operators.Any(condition => condition.Name == MetaTag.KeyName))
            return new SearchResult(found, More: false);
        await foreach (var record in store.ListPublicAsync(ct))
        {
            if (record is not { IsPublic: true, Owner: not null } || !operators.All(condition => condition.Matches(record.Tags)) || offset-- > 0)
                continue;
            if (found.Count >= maxCount)
                return new SearchResult(found, More: true);
            found.Add(Found(record));
        }

        return new SearchResult(found, More: false);
    }

    /// <inheritdoc/>
    public async ValueTask UnregisterAsync(Jid thing, NodeRef node, CancellationToken ct)
    {
        if (await store.RemoveAsync(thing.Bare, node, ct))
            RegistryLog.Removed(log, thing.Bare.ToString(), node.ToString());
    }

    /// <inheritdoc/>
    public async ValueTask<DisownOutcome> DisownAsync(Jid owner, Jid thing, NodeRef node, CancellationToken ct)
    {
        owner = owner.Bare;
        thing = thing.Bare;
        // A board that was added with an owner need not be in the registry.
        if (await FindBoardAsync(thing, node, ct) is { } board)
            return await ExclusiveAsync(() => DisownBoardAsync(owner, board, ct), ct);
        if (await store.FindAsync(thing, node, ct) is not { } record || record.Owner != owner)
            return DisownOutcome.NotFound;
        // Not inside the gate: a thing that is silent must hold up nobody else.
        if (record.Resource is not { } resource
            || await world.AskAsync(resource, IqType.Set, DiscoveryXml.WriteNotice("disowned", node), s_patience, ct) is not { Type: IqType.Result })
            return DisownOutcome.Unreachable;
        return await ExclusiveAsync(async () =>
        {
            if (await store.FindAsync(thing, node, ct) is not { } now || now.Owner != owner)
                return DisownOutcome.NotFound;
            // Nobody can guess this: it is claimed again only after it has registered again.
            MetaTag[] tags = [MetaTag.Of(MetaTag.KeyName, BoardRegistration.MakeKey())];
            await store.SetAsync(now with { Owner = null, IsPublic = false, Tags = tags, Fingerprint = MetaTags.Fingerprint(tags) }, ct);
            RegistryLog.Disowned(log, owner.ToString(), thing.ToString(), node.ToString());
            return DisownOutcome.Done;
        }, ct);
    }

    private async ValueTask<DisownOutcome> DisownBoardAsync(Jid owner, Board board, CancellationToken ct)
    {
        if (board.Record.Owner != owner)
            return DisownOutcome.NotFound;
        await ownership.ChangeAsync(board, null, ct);
        // What a thing does when it learns it, we do for the board: it registers anew, with a new secret.
        await store.SetAsync(BoardRegistration.Create(board.Record, options.Domain, time.GetUtcNow()), ct);
        RegistryLog.Disowned(log, owner.ToString(), board.Address.ToString(), "");
        return DisownOutcome.Done;
    }

    private static IReadOnlyList<MetaTag> WithoutKey(IReadOnlyList<MetaTag> tags) => [.. tags.Where(tag => !tag.IsKey)];

    private static FoundThing Found(RegistryRecord record) => new(record.Thing, record.Node, record.Owner!, WithoutKey(record.Tags));

    private async ValueTask<Board?> FindBoardAsync(Jid thing, NodeRef node, CancellationToken ct) =>
        thing.Domain == options.Domain && thing.Local is { } name && node.NodeId.Length == 0 ? await boards.FindAsync(name, ct) : null;

    /// <summary>Tells a thing something that does not depend on its answer.</summary>
    private void Tell(RegistryRecord record, XmppElement notice)
    {
        if (record.Resource is { } resource)
            start(async ct => await world.AskAsync(resource, IqType.Set, notice, s_patience, ct));
    }

    private async ValueTask<T> ExclusiveAsync<T>(Func<ValueTask<T>> work, CancellationToken ct)
    {
        await _gate.WaitAsync(ct);
        try
        {
            return await work();
        }
        finally
        {
            _gate.Release();
        }
    }
}
