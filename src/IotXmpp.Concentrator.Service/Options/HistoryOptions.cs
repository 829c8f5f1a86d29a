using IotXmpp.Concentrator.Storage;

namespace IotXmpp.Concentrator.Service.Options;

/// <summary>Where the history is and how long it is kept.</summary>
internal sealed record HistoryOptions
{
    /// <summary>Connection string of a PostgreSQL database for history and feed, as Npgsql reads it; null for the SQLite database of the data directory.</summary>
    public string? Postgres { get; init; }

    /// <summary>How long what is kept.</summary>
    public Retention Retention { get; init; } = Retention.Default;

    /// <summary>What is kept for bridges that are behind.</summary>
    public FeedLimits Feed { get; init; } = new();

    /// <summary>Never shows the connection string: it may hold a password.</summary>
    public override string ToString() => Postgres is null ? "SQLite" : "PostgreSQL";
}
