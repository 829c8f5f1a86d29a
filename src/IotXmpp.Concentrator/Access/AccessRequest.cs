using IotXmpp.Concentrator.Storage;
using IotXmpp.Xmpp.Addressing;

namespace IotXmpp.Concentrator.Access;

/// <summary>A question to the access policy.</summary>
/// <param name="Requester">Bare JID.</param>
/// <param name="Device">The board.</param>
/// <param name="Action">What for.</param>
/// <param name="Names">Fields or parameters; empty for all.</param>
internal sealed record AccessRequest(Jid Requester, DeviceRecord Device, AccessAction Action, IReadOnlyList<string> Names);
