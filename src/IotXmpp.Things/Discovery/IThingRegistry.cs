using IotXmpp.Things.Model;
using IotXmpp.Xmpp.Addressing;

namespace IotXmpp.Things.Discovery;

/// <summary>A thing registry (XEP-0347). Things are named by their bare JID and, behind a concentrator, a node.</summary>
public interface IThingRegistry
{
    /// <summary>Registers a thing, in place of what was registered of it.</summary>
    /// <param name="thing">Full JID it registers from.</param>
    /// <param name="node">The thing behind it; an empty node id for itself.</param>
    /// <param name="tags">Its tags.</param>
    /// <param name="selfOwned">True to be public at once, without an owner.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>Its owner, if it has one already: then nothing was changed; null if it was registered.</returns>
    ValueTask<Jid?> RegisterAsync(Jid thing, NodeRef node, IReadOnlyList<MetaTag> tags, bool selfOwned, CancellationToken ct);

    /// <summary>Claims the thing that has exactly these tags.</summary>
    /// <param name="claimer">Who claims.</param>
    /// <param name="tags">The tags.</param>
    /// <param name="isPublic">True if it may be found afterwards.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>The thing, claimed now or by the same before; null if there is none, for whatever reason.</returns>
    ValueTask<FoundThing?> ClaimAsync(Jid claimer, IReadOnlyList<MetaTag> tags, bool isPublic, CancellationToken ct);

    /// <summary>Takes a thing out of the registry; it keeps its owner. False if it is not there or another's.</summary>
    ValueTask<bool> RemoveAsync(Jid owner, Jid thing, NodeRef node, CancellationToken ct);

    /// <summary>Changes tags; those not named stay, an empty text removes one.</summary>
    /// <param name="sender">The thing itself, or its owner.</param>
    /// <param name="thing">The thing, if its owner asks; null if it does itself.</param>
    /// <param name="node">The thing behind it.</param>
    /// <param name="tags">Changes.</param>
    /// <param name="ct">Cancels.</param>
    ValueTask<UpdateOutcome> UpdateAsync(Jid sender, Jid? thing, NodeRef node, IReadOnlyList<MetaTag> tags, CancellationToken ct);

    /// <summary>Finds public things that fulfil all conditions.</summary>
    ValueTask<SearchResult> SearchAsync(IReadOnlyList<SearchOperator> operators, int offset, int maxCount, CancellationToken ct);

    /// <summary>A thing takes itself out of the registry.</summary>
    ValueTask UnregisterAsync(Jid thing, NodeRef node, CancellationToken ct);

    /// <summary>Gives a thing up: it can be claimed again once it has registered anew.</summary>
    ValueTask<DisownOutcome> DisownAsync(Jid owner, Jid thing, NodeRef node, CancellationToken ct);
}
