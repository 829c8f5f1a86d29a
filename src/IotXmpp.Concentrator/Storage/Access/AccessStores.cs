namespace IotXmpp.Concentrator.Storage.Access;

/// <summary>What access decisions rest on.</summary>
/// <param name="Rules">Rules and questions.</param>
/// <param name="Audit">Log of decisions.</param>
/// <param name="Tokens">Tokens given out.</param>
/// <param name="Provisioning">Answers of a provisioning server, and what we owe as one.</param>
public sealed record AccessStores(IAccessStore Rules, IAuditStore Audit, ITokenStore Tokens, IProvisioningStore Provisioning);
