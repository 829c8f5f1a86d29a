namespace IotXmpp.Exi.Schema;

/// <summary>One schema document: what an include, import or redefine may resolve to. The compiler reads nothing else.</summary>
/// <param name="Location">Name relative to the set's root ("iot/control.xsd"), or an absolute URI. Schema locations are resolved
/// against it, and it appears in errors.</param>
/// <param name="Content">The bytes of the document, as XML in any encoding that it declares.</param>
public sealed record ExiSchemaSource(string Location, ReadOnlyMemory<byte> Content);
