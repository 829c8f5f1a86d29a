namespace IotXmpp.Surface.Listing;

/// <summary>What a line of an API list declares.</summary>
internal enum ApiKind
{
    Field,
    Constructor,
    Property,
    Method,
    Event,
    EnumConstant,
}
