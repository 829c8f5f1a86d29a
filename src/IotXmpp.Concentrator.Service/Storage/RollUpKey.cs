using IotXmpp.Concentrator.Storage;

namespace IotXmpp.Concentrator.Service.Storage;

/// <summary>Which bucket of a history.</summary>
/// <param name="Series">Number of the field of a node of a board.</param>
/// <param name="Level">How long the bucket is.</param>
/// <param name="Start">Its beginning, UTC ticks.</param>
/// <param name="Unit">Unit of its values.</param>
internal readonly record struct RollUpKey(long Series, RollUpLevel Level, long Start, string Unit);
