namespace IotXmpp.Things.Concentrators;

/// <summary>What a message of a query is (XEP-0326 5.10). The names are the values on the wire.</summary>
public enum QueryMessageType
{
    Information,

    /// <summary>It may become an error.</summary>
    Warning,

    /// <summary>An error that was dealt with.</summary>
    Error,

    /// <summary>An error that nobody foresaw.</summary>
    Exception,
}
