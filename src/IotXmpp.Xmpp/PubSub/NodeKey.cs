using IotXmpp.Xmpp.Addressing;

namespace IotXmpp.Xmpp.PubSub;

/// <summary>Address of a node (XEP-0060 4.6): a service and a name in it.</summary>
/// <param name="Service">Bare JID or domain of the service; a bare JID with localpart is somebody's personal eventing service (XEP-0163).</param>
/// <param name="Node">Name, 1 to 1023 octets in UTF-8.</param>
public readonly record struct NodeKey(Jid Service, string Node);
