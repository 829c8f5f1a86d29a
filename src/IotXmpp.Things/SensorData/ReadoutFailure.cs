namespace IotXmpp.Things.SensorData;

/// <summary>A readout, or a part of it, failed (XEP-0323 3.2).</summary>
/// <param name="SequenceNumber">Of the request.</param>
/// <param name="Done">True if nothing follows.</param>
/// <param name="Errors">What went wrong, by node.</param>
public sealed record ReadoutFailure(string SequenceNumber, bool Done, IReadOnlyList<ReadoutError> Errors);
