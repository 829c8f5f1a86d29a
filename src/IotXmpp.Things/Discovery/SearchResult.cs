namespace IotXmpp.Things.Discovery;

/// <summary>What a search has found.</summary>
/// <param name="Things">The things.</param>
/// <param name="More">True if there are more after them.</param>
public sealed record SearchResult(IReadOnlyList<FoundThing> Things, bool More);
