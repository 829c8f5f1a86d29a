namespace IotXmpp.Xmpp.Disco;

/// <summary>What an entity is (XEP-0030 3.1), by the registry of categories and types.</summary>
/// <param name="Category">Such as <c>component</c> or <c>client</c>.</param>
/// <param name="Type">Such as <c>generic</c> or <c>bot</c>.</param>
/// <param name="Name">Name for people; null for none.</param>
/// <param name="Lang"><c>xml:lang</c> of the name; null for none.</param>
public sealed record DiscoIdentity(string Category, string Type, string? Name = null, string? Lang = null);
