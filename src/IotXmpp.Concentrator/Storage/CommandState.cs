namespace IotXmpp.Concentrator.Storage;

/// <summary>What is known of a command. The numbers are stored: never renumber.</summary>
public enum CommandState
{
    /// <summary>Waits for the board; nothing has been sent.</summary>
    Queued = 0,

    /// <summary>Handed to the board's stream.</summary>
    Sent = 1,

    /// <summary>The board has acknowledged it (XEP-0198) and not answered yet.</summary>
    Accepted = 2,

    /// <summary>The board said that it did it.</summary>
    Done = 3,

    /// <summary>Refused by the board, or its sender may not control the board any more: nothing was done.</summary>
    Refused = 4,

    /// <summary>Its time passed first: nothing was done.</summary>
    Expired = 5,

    /// <summary>Taken back before it was sent: nothing was done.</summary>
    Cancelled = 6,

    /// <summary>The answer never came: it may or may not have been done, and will not be done later.</summary>
    Unknown = 7,
}
