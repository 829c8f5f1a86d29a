namespace IotXmpp.Concentrator;

/// <summary>Bounds on what boards and strangers can make us hold.</summary>
public sealed record ConcentratorLimits
{
    /// <summary>Fields in one stanza of a board. Default 1,000: an outbox of a board holds less.</summary>
    public int MaxFieldsPerStanza { get; init; } = 1_000;

    /// <summary>Longest field name, string value or unit, in characters. Default 1,000.</summary>
    public int MaxFieldText { get; init; } = 1_000;

    /// <summary>Different fields remembered per board. Default 500.</summary>
    public int MaxFieldsPerBoard { get; init; } = 500;

    /// <summary>Things behind one board that get a node of their own. Default 32: a Modbus segment has as many.</summary>
    public int MaxNodesPerBoard { get; init; } = 32;

    /// <summary>Longest id of a thing behind a board, in characters. Default 64.</summary>
    public int MaxLocalId { get; init; } = 64;

    /// <summary>How far ahead of our clock a board's timestamp may be. Default one day: a wrong zone is tolerated, a broken clock is not.</summary>
    public TimeSpan MaxClockAhead { get; init; } = TimeSpan.FromDays(1);

    /// <summary>Readouts under way for one requester (full JID). Default 10.</summary>
    public int MaxReadoutsPerRequester { get; init; } = 10;

    /// <summary>Readouts under way in all. Default 10,000.</summary>
    public int MaxReadouts { get; init; } = 10_000;

    /// <summary>Readouts of one person (bare JID) that run at once; others are queued. Default 4.</summary>
    public int MaxRunningReadoutsPerPerson { get; init; } = 4;

    /// <summary>Readouts that run at once in all; others are queued. Default 64.</summary>
    public int MaxRunningReadouts { get; init; } = 64;

    /// <summary>Boards that one readout asks at the same time. Default 16: what is read waits in memory for its turn to be sent.</summary>
    public int MaxBoardsAtOnce { get; init; } = 16;

    /// <summary>Largest message of an answer, in bytes. Default 10,000: what every server has to carry (RFC 6120 13.12).</summary>
    public int MaxMessageBytes { get; init; } = 10_000;

    /// <summary>Fields in one message of an answer. Default 100.</summary>
    public int MaxFieldsPerMessage { get; init; } = 100;

    /// <summary>How far ahead a readout may be scheduled (<c>when</c>). Default one day.</summary>
    public TimeSpan MaxSchedule { get; init; } = TimeSpan.FromDays(1);

    /// <summary>Subscriptions to changes of fields, of one person (bare JID), counted by node. Default 200.</summary>
    public int MaxSubscriptionsPerPerson { get; init; } = 200;

    /// <summary>Subscriptions to changes of fields in all, counted by node. Default 10,000.</summary>
    public int MaxSubscriptions { get; init; } = 10_000;

    /// <summary>Commands that may wait for one board. Default 16.</summary>
    public int MaxWaitingCommands { get; init; } = 16;

    /// <summary>How long a command may wait for a board at most. Default one day.</summary>
    public TimeSpan MaxCommandWait { get; init; } = TimeSpan.FromDays(1);

    /// <summary>Longest chat line understood, in characters. Default 1,000.</summary>
    public int MaxChatText { get; init; } = 1_000;

    /// <summary>Chat lines of one person that may wait for an answer. Default 20; more get no answer.</summary>
    public int MaxWaitingChatLines { get; init; } = 20;

    /// <summary>Answers of a provisioning server kept, the least recently used go first. Default 10,000, about 10 MB.</summary>
    public int MaxProvisioningAnswers { get; init; } = 10_000;
}
