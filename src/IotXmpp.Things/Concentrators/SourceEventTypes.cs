namespace IotXmpp.Things.Concentrators;

/// <summary>Kinds of events of a data source (XEP-0326 3.8).</summary>
[Flags]
public enum SourceEventTypes
{
    None = 0,
    NodeAdded = 1 << 0,
    NodeUpdated = 1 << 1,
    NodeStatusChanged = 1 << 2,
    NodeRemoved = 1 << 3,
    NodeMovedUp = 1 << 4,
    NodeMovedDown = 1 << 5,
    All = NodeAdded | NodeUpdated | NodeStatusChanged | NodeRemoved | NodeMovedUp | NodeMovedDown,
}
