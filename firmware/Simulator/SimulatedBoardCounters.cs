namespace IotXmpp.Simulator;

/// <summary>What a board has done since it was made; a snapshot.</summary>
public sealed record SimulatedBoardCounters
{
    /// <summary>TCP connections tried.</summary>
    public long ConnectAttempts { get; init; }

    /// <summary>Streams that got as far as initial presence.</summary>
    public long SessionsReady { get; init; }

    /// <summary>Sessions resumed (XEP-0198) instead of bound anew.</summary>
    public long SessionsResumed { get; init; }

    /// <summary>Readings put into the outbox.</summary>
    public long ReadingsTaken { get; init; }

    /// <summary>Readings the server acknowledged.</summary>
    public long ReadingsAcknowledged { get; init; }

    /// <summary>Readings dropped unsent because the outbox was full.</summary>
    public long ReadingsDropped { get; init; }

    /// <summary>Readings waiting in the outbox now.</summary>
    public int ReadingsPending { get; init; }

    /// <summary>Readout requests answered with fields.</summary>
    public long ReadoutsAnswered { get; init; }

    /// <summary>Control requests carried out.</summary>
    public long ControlsApplied { get; init; }

    /// <summary>Requests refused, whatever the reason.</summary>
    public long RequestsRefused { get; init; }

    /// <summary>Bytes received.</summary>
    public long BytesIn { get; init; }

    /// <summary>Bytes sent.</summary>
    public long BytesOut { get; init; }
}
