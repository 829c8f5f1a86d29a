using IotXmpp.Concentrator.Access;
using IotXmpp.Xmpp.Addressing;

namespace IotXmpp.Concentrator.Storage.Access;

/// <summary>Somebody wants something that no rule is about: the owner is asked.</summary>
public sealed record AccessQuestion
{
    /// <summary>Number among the questions of this owner, from 0, never twice; given by the store.</summary>
    public int Number { get; init; }

    /// <summary>Bare JID of who is asked.</summary>
    public required Jid Owner { get; init; }

    /// <summary>Name of the board.</summary>
    public required string Device { get; init; }

    /// <summary>Bare JID of who wants it.</summary>
    public required Jid Requester { get; init; }

    /// <summary>What is wanted; <see cref="AccessAction.See"/> for a presence subscription.</summary>
    public required AccessAction Action { get; init; }

    /// <summary>Node; null for the board with all its nodes.</summary>
    public string? Node { get; init; }

    /// <summary>Fields or parameters; empty for all.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>When it was asked.</summary>
    public required DateTimeOffset Asked { get; init; }

    /// <summary>When it was answered, given up or overtaken; null while it is open.</summary>
    public DateTimeOffset? Closed { get; init; }

    /// <summary>What was answered, in words; null while it is open.</summary>
    public string? Answer { get; init; }
}
