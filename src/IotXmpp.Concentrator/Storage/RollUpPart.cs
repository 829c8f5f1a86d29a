namespace IotXmpp.Concentrator.Storage;

/// <summary>A piece of the answer to a <see cref="RollUpQuery"/>: a bucket, or a gap.</summary>
public abstract record RollUpPart;
