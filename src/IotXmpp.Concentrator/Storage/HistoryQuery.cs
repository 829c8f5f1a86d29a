using IotXmpp.Things.Model;

namespace IotXmpp.Concentrator.Storage;

/// <summary>Which part of a board's history.</summary>
public sealed record HistoryQuery
{
    /// <summary>Name of the board's account.</summary>
    public required string Device { get; init; }

    /// <summary>Names of the fields, exact; empty for all.</summary>
    public IReadOnlyList<string> Fields { get; init; } = [];

    /// <summary>Only fields with at least one of these types (a union, XEP-0323 5.6).</summary>
    public FieldTypes FieldTypes { get; init; } = FieldTypes.All;

    /// <summary>Earliest timestamp, inclusive; null for no bound.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Latest timestamp, inclusive; null for no bound.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Most entries returned, the newest ones. Default 10,000: a month of 5-minute values.</summary>
    public int Limit { get; init; } = 10_000;
}
