namespace IotXmpp.Things.Concentrators;

/// <summary>A part of the result of a query, in the order it is found (XEP-0326 3.7).</summary>
public abstract record QueryEvent
{
    private protected QueryEvent()
    {
    }

    /// <summary>A table begins.</summary>
    /// <param name="TableId">Id within the query.</param>
    /// <param name="Name">For people.</param>
    /// <param name="Columns">Columns in order.</param>
    public sealed record NewTable(string TableId, string Name, IReadOnlyList<QueryColumn> Columns) : QueryEvent;

    /// <summary>Records of a table that has begun and is not done.</summary>
    /// <param name="TableId">The table.</param>
    /// <param name="Records">For each record one item per column.</param>
    public sealed record NewRecords(string TableId, IReadOnlyList<IReadOnlyList<QueryItem>> Records) : QueryEvent;

    /// <summary>No more records of that table.</summary>
    /// <param name="TableId">The table.</param>
    public sealed record TableDone(string TableId) : QueryEvent;

    /// <summary>Something that is no table: a picture, a document.</summary>
    /// <param name="ContentType">MIME type.</param>
    /// <param name="Content">The bytes.</param>
    public sealed record NewObject(string ContentType, ReadOnlyMemory<byte> Content) : QueryEvent;

    /// <summary>A message for people that is part of the result.</summary>
    /// <param name="Text">The message.</param>
    /// <param name="Type">What it is.</param>
    /// <param name="Level">How important it is.</param>
    public sealed record QueryMessage(string Text, QueryMessageType Type = QueryMessageType.Information, QueryMessageLevel Level = QueryMessageLevel.Minor) : QueryEvent;

    /// <summary>Title of the whole result.</summary>
    /// <param name="Name">The title.</param>
    public sealed record Title(string Name) : QueryEvent;

    /// <summary>How far the query is: shown, not kept.</summary>
    /// <param name="Message">For people.</param>
    public sealed record Status(string Message) : QueryEvent;

    /// <summary>A section begins, inside the one that is open.</summary>
    /// <param name="Header">For people.</param>
    public sealed record BeginSection(string Header) : QueryEvent;

    /// <summary>The section that is open ends.</summary>
    public sealed record EndSection : QueryEvent;

    /// <summary>The query has begun.</summary>
    public sealed record Started : QueryEvent;

    /// <summary>The query has ended; nothing follows.</summary>
    public sealed record Done : QueryEvent;

    /// <summary>The query was ended early; nothing follows.</summary>
    public sealed record Aborted : QueryEvent;
}
