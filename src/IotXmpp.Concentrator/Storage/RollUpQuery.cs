using IotXmpp.Things.Model;

namespace IotXmpp.Concentrator.Storage;

/// <summary>Which part of a roll-up.</summary>
/// <param name="Device">Name of the board's account.</param>
/// <param name="Node">Node behind the board.</param>
/// <param name="Field">Name of the field, exact.</param>
/// <param name="Level">How long the buckets are.</param>
/// <param name="From">Buckets that begin then or later.</param>
/// <param name="To">Buckets that begin before.</param>
public sealed record RollUpQuery(string Device, NodeRef Node, string Field, RollUpLevel Level, DateTimeOffset From, DateTimeOffset To);
