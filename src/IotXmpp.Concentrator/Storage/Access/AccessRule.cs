using IotXmpp.Concentrator.Access;
using IotXmpp.Xmpp.Addressing;

namespace IotXmpp.Concentrator.Storage.Access;

/// <summary>What an owner has said about who may do what. How rules decide: <c>src/decisions/0013-access-rules.md</c>.</summary>
public sealed record AccessRule
{
    /// <summary>Number given by the store, the later the higher, never twice; 0 before it is stored.</summary>
    public long Id { get; init; }

    /// <summary>Name of the board.</summary>
    public required string Device { get; init; }

    /// <summary>Bare JID of the owner who said so. Under another owner the rule counts for nothing.</summary>
    public required Jid Owner { get; init; }

    /// <summary>About whom.</summary>
    public required AccessSubject Subject { get; init; }

    /// <summary>About what.</summary>
    public required AccessAction Action { get; init; }

    /// <summary>True to allow, false to deny.</summary>
    public required bool IsAllowed { get; init; }

    /// <summary>The only node it is about (the board's own has the board's name); null for all.</summary>
    public string? Node { get; init; }

    /// <summary>The only field or parameter it is about; null for all.</summary>
    public string? Name { get; init; }

    /// <summary>When it ends; null for never.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>True if it is good for one request only.</summary>
    public bool IsOnce { get; init; }

    /// <summary>When the one request was; null before.</summary>
    public DateTimeOffset? Used { get; init; }

    /// <summary>When it was said.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>True if it counts at that time: neither over nor used up.</summary>
    public bool IsAlive(DateTimeOffset now) => !(Until <= now) && Used is null;
}
