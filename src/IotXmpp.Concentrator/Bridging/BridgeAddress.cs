using IotXmpp.Xmpp.Addressing;

namespace IotXmpp.Concentrator.Bridging;

/// <summary>
/// The address by which owners know a bridge, such as <c>mqtt@bridge</c>: <c>deny mqtt@bridge board1</c> closes it for a board, <c>allow mqtt@bridge board1 Temperature</c>
/// opens it. Nobody else has such an address: stanzas from that domain are dropped.
/// </summary>
public static class BridgeAddress
{
    /// <summary>Domain of all bridges.</summary>
    public const string Domain = "bridge";

    /// <summary>Address of the bridge of that name.</summary>
    public static Jid Of(string name) => Jid.Create(name, Domain);
}
