using IotXmpp.Concentrator.Access;
using IotXmpp.Concentrator.Storage.Access;

namespace IotXmpp.Concentrator.Chat;

/// <summary>What an owner wants allowed or denied, as typed: <c>allow visitor@example.net board1 Temperature until 18:00</c>.</summary>
internal sealed record AccessOrder
{
    /// <summary>True to allow.</summary>
    public required bool IsAllowed { get; init; }

    /// <summary>About whom.</summary>
    public required AccessSubject Subject { get; init; }

    /// <summary>Name of a board as typed; null if none was named.</summary>
    public string? Board { get; init; }

    /// <summary>What; null if it was not said.</summary>
    public AccessAction? Action { get; init; }

    /// <summary>Node behind the board; null for all.</summary>
    public string? Node { get; init; }

    /// <summary>Fields or parameters as typed; empty for all.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>When it ends, as a time of day or a date in the owner's zone; null if it was not said so.</summary>
    public DateTime? Until { get; init; }

    /// <summary>True if <see cref="Until"/> is a time of day, of today or, if that is over, of tomorrow.</summary>
    public bool IsTimeOfDay { get; init; }

    /// <summary>How long it is to last; null if it was not said so.</summary>
    public TimeSpan? For { get; init; }

    /// <summary>True for one request only.</summary>
    public bool IsOnce { get; init; }

    /// <summary>When it ends; null for never.</summary>
    /// <param name="now">Now.</param>
    /// <param name="offset">The owner's zone.</param>
    public DateTimeOffset? End(DateTimeOffset now, TimeSpan offset)
    {
        if (For is { } span)
            return now + span;
        if (Until is not { } until)
            return null;
        var today = now.ToOffset(offset).Date;
        if (!IsTimeOfDay)
            return new DateTimeOffset(until, offset).ToUniversalTime();
        var end = new DateTimeOffset(today + until.TimeOfDay, offset).ToUniversalTime();
        return end > now ? end : end.AddDays(1);
    }
}
