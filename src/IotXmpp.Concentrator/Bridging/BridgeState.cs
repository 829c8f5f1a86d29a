namespace IotXmpp.Concentrator.Bridging;

/// <summary>State of a bridge.</summary>
public enum BridgeState
{
    /// <summary>Not connected, and trying.</summary>
    Connecting,

    /// <summary>Connected: what is stored is passed on.</summary>
    Connected,

    /// <summary>Not connected, and waiting before it tries again.</summary>
    Down,
}
