namespace IotXmpp.Things.Concentrators;

/// <summary>What a command carries (XEP-0326 10). Everything named is required unless its comment says otherwise; tokens and language come with all.</summary>
[Flags]
public enum RequestParts
{
    None = 0,

    /// <summary>The attribute <c>sourceId</c>.</summary>
    Source = 1 << 0,

    /// <summary>The attributes <c>sourceId</c>, <c>nodeId</c> and, optional, <c>cacheType</c>.</summary>
    Node = 1 << 1,

    /// <summary>At least one child <c>node</c>.</summary>
    Nodes = 1 << 2,

    /// <summary>The flags <c>parameters</c> and <c>messages</c>, false by default.</summary>
    Details = 1 << 3,

    /// <summary>Optional children <c>onlyIfDerivedFrom</c>.</summary>
    DerivedFrom = 1 << 4,

    /// <summary>Optional children <c>sortOrder</c>.</summary>
    SortOrder = 1 << 5,

    /// <summary>The attribute <c>index</c>.</summary>
    Index = 1 << 6,

    /// <summary>The attribute <c>indexValue</c>.</summary>
    IndexValue = 1 << 7,

    /// <summary>At least one child <c>indexRef</c>.</summary>
    IndexReferences = 1 << 8,

    /// <summary>The attribute <c>type</c>.</summary>
    NodeType = 1 << 9,

    /// <summary>The attribute <c>command</c>.</summary>
    Command = 1 << 10,

    /// <summary>A submitted data form.</summary>
    Form = 1 << 11,

    /// <summary>A submitted data form, which may be missing.</summary>
    OptionalForm = 1 << 12,

    /// <summary>The attribute <c>queryId</c>.</summary>
    Query = 1 << 13,

    /// <summary>The switches of the event types, true by default.</summary>
    EventTypes = 1 << 14,

    /// <summary>The attribute <c>getEventsSince</c>, optional.</summary>
    Since = 1 << 15,

    /// <summary>The attribute <c>databaseId</c>.</summary>
    Database = 1 << 16,

    /// <summary>The attribute <c>seqnr</c>.</summary>
    SequenceNumber = 1 << 17,
}
