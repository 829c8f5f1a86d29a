namespace IotXmpp.Benchmarks;

/// <summary>A stanza of the vectors in the three forms that are measured.</summary>
/// <param name="Name">File name without extension.</param>
/// <param name="Text">XML in UTF-8.</param>
/// <param name="Nodes">The same, parsed.</param>
/// <param name="Strict">A body, strict and schema-informed, bit-packed.</param>
/// <param name="SchemaLess">A body without schema, bit-packed.</param>
internal sealed record Stanza(string Name, byte[] Text, XmlNodes Nodes, byte[] Strict, byte[] SchemaLess);
