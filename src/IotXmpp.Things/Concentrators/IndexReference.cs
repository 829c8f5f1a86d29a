namespace IotXmpp.Things.Concentrators;

/// <summary>An index of a data source and a value in it (XEP-0326 3.3.19).</summary>
/// <param name="SourceId">Data source.</param>
/// <param name="Index">Name of the index.</param>
/// <param name="Value">Value.</param>
public readonly record struct IndexReference(string SourceId, string Index, string Value);
