namespace IotXmpp.Concentrator.Devices;

/// <summary>What is known of a command.</summary>
public enum ControlOutcomeKind
{
    /// <summary>The board said that it did it.</summary>
    Done,

    /// <summary>The board said that it did not.</summary>
    Refused,

    /// <summary>It never reached the board.</summary>
    Away,

    /// <summary>The board did not answer in time: it may or may not have done it, and will not do it later.</summary>
    TimedOut,

    /// <summary>The connection broke before the answer: it may or may not have done it, and will not do it later.</summary>
    Interrupted,

    /// <summary>Its time passed before the board did it: nothing was done.</summary>
    Expired,
}
