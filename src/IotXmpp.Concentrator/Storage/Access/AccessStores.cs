namespace IotXmpp.Concentrator.Storage.Access;

/// <summary>What access decisions rest on.</summary>
/// <param name="Rules">Rules and questions.</param>
/// <param name="Audit">Log of decisions.</param>
/// <param name="Tokens">Tokens given out.</param>
public sealed record AccessStores(IAccessStore Rules, IAuditStore Audit, ITokenStore Tokens);
