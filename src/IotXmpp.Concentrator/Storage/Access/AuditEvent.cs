namespace IotXmpp.Concentrator.Storage.Access;

/// <summary>What an entry of the log of decisions is about. The numbers are stored: never renumber.</summary>
public enum AuditEvent
{
    /// <summary>Somebody was allowed what he asked for, all or in part.</summary>
    Allowed = 0,

    /// <summary>Somebody was refused.</summary>
    Refused = 1,

    /// <summary>The owner was asked.</summary>
    Asked = 2,

    /// <summary>The owner answered.</summary>
    Answered = 3,

    /// <summary>A rule was made.</summary>
    RuleAdded = 4,

    /// <summary>A rule was taken back.</summary>
    RuleRemoved = 5,

    /// <summary>A presence subscription began.</summary>
    Befriended = 6,

    /// <summary>A presence subscription was ended by us.</summary>
    Unfriended = 7,
}
