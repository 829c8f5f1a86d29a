namespace IotXmpp.Xmpp.Schemas;

/// <summary>A schema document in memory.</summary>
/// <param name="FileName">As other documents import it.</param>
/// <param name="Namespace">Its target namespace.</param>
/// <param name="Content">Its bytes: XEP-0322 names a schema by their number and hash, so they must not change between two peers.</param>
public sealed record SchemaDocument(string FileName, string Namespace, ReadOnlyMemory<byte> Content);
