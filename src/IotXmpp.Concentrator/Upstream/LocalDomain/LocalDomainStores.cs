namespace IotXmpp.Concentrator.Upstream.LocalDomain;

/// <summary>The stores of a local domain.</summary>
/// <param name="Accounts">Who may log in.</param>
/// <param name="Rosters">Their contacts.</param>
/// <param name="OfflineMessages">What waits for them.</param>
/// <param name="VCards">What they say of themselves.</param>
public sealed record LocalDomainStores(IAccountStore Accounts, IRosterStore Rosters, IOfflineMessageStore OfflineMessages, IVCardStore VCards);
