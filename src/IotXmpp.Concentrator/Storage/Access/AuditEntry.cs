using IotXmpp.Xmpp.Addressing;

namespace IotXmpp.Concentrator.Storage.Access;

/// <summary>One line of the log of decisions: who, what, when, by which rule.</summary>
public sealed record AuditEntry
{
    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Name of the board.</summary>
    public required string Device { get; init; }

    /// <summary>Bare JID of who did or wanted it.</summary>
    public required Jid Who { get; init; }

    /// <summary>What happened.</summary>
    public required AuditEvent Event { get; init; }

    /// <summary>What it was about, in words.</summary>
    public required string What { get; init; }

    /// <summary>Numbers of the rules it rests on; empty if no rule is about it.</summary>
    public IReadOnlyList<long> Rules { get; init; } = [];
}
