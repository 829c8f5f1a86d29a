namespace IotXmpp.Things.SensorData;

/// <summary>How a readout ended.</summary>
public enum ReadoutOutcome
{
    /// <summary>Everything the peer had.</summary>
    Done,

    /// <summary>The peer refused the request or reported a failure.</summary>
    Failed,

    /// <summary>The peer did not finish in time.</summary>
    TimedOut,

    /// <summary>The peer cannot be reached.</summary>
    Away,
}
