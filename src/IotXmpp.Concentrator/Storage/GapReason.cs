namespace IotXmpp.Concentrator.Storage;

/// <summary>Why there are no values. The numbers are stored: never renumber.</summary>
public enum GapReason
{
    /// <summary>The service ran and stored, the board did not report: it was away for longer than it can keep readings, or had nothing to say.</summary>
    NotReported = 0,

    /// <summary>The service did not run, and the board did not keep the readings until it did.</summary>
    ServiceDown = 1,

    /// <summary>The service ran without being able to store, and the board did not keep the readings until it was.</summary>
    NotStored = 2,
}
