using IotXmpp.Things.Model;

namespace IotXmpp.Concentrator.Storage;

/// <summary>A field with the board and node it is of.</summary>
/// <param name="Device">Name of the board's account.</param>
/// <param name="Node">Node behind the board.</param>
/// <param name="Field">The field.</param>
public sealed record HistoryEntry(string Device, NodeRef Node, Field Field);
