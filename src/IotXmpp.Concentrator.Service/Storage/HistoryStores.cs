using IotXmpp.Concentrator.Storage;

namespace IotXmpp.Concentrator.Service.Storage;

/// <summary>A history and what goes with it, on one engine.</summary>
/// <param name="Readings">What was reported.</param>
/// <param name="RollUps">The same by minute, hour and day.</param>
/// <param name="Feed">What was stored, for those who pass it on.</param>
/// <param name="Upkeep">Heartbeat and retention.</param>
internal sealed record HistoryStores(IHistoryStore Readings, IRollUpStore RollUps, IReadingFeed Feed, IHistoryUpkeep Upkeep);
