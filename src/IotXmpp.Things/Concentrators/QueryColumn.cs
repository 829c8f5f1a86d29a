namespace IotXmpp.Things.Concentrators;

/// <summary>A column of a table in a query result (XEP-0326 5.8).</summary>
/// <param name="ColumnId">Id.</param>
/// <param name="Header">For people; null for the id.</param>
public sealed record QueryColumn(string ColumnId, string? Header = null)
{
    /// <summary>Left, Center or Right; null to leave it to the reader.</summary>
    public string? Alignment { get; init; }

    /// <summary>Decimals of numbers; null for as many as they have.</summary>
    public int? Decimals { get; init; }

    /// <summary>The column holds ids of nodes of that data source; null if it does not.</summary>
    public string? SourceId { get; init; }

    /// <summary>Partition of those nodes; null for none.</summary>
    public string? Partition { get; init; }

    /// <summary>Colour of the text, RRGGBB; null for none.</summary>
    public string? Foreground { get; init; }

    /// <summary>Colour behind the text, RRGGBB; null for none.</summary>
    public string? Background { get; init; }
}
