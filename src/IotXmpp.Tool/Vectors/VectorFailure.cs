namespace IotXmpp.Tool.Vectors;

/// <summary>A codec refused what a vector says it must accept.</summary>
public sealed class VectorFailure(string message) : Exception(message);
