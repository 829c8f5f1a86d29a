namespace IotXmpp.Exi.Schema;

/// <summary>Where something is declared: the location of its document, if known, and its line in it from 1, or 0.</summary>
internal readonly record struct SchemaPlace(string? Location, int Line);
