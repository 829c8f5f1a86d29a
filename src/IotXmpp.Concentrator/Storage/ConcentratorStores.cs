namespace IotXmpp.Concentrator.Storage;

/// <summary>The stores of a concentrator.</summary>
/// <param name="Devices">Registered boards.</param>
/// <param name="History">What they reported.</param>
/// <param name="Friendships">Presence subscriptions.</param>
public sealed record ConcentratorStores(IDeviceStore Devices, IHistoryStore History, IFriendshipStore Friendships);
