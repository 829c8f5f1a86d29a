namespace IotXmpp.Things.Concentrators;

/// <summary>Overall state of a node, in order of importance (XEP-0326 5.6). The names are the values on the wire.</summary>
public enum NodeState
{
    /// <summary>Nothing to report.</summary>
    None,
    Information,

    /// <summary>Warnings, all seen by an operator.</summary>
    WarningSigned,

    /// <summary>Warnings that nobody has seen yet.</summary>
    WarningUnsigned,

    /// <summary>Errors, all seen by an operator.</summary>
    ErrorSigned,

    /// <summary>Errors that nobody has seen yet.</summary>
    ErrorUnsigned,
}
