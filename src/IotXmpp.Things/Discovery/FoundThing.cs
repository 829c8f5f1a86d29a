using IotXmpp.Things.Model;
using IotXmpp.Xmpp.Addressing;

namespace IotXmpp.Things.Discovery;

/// <summary>A thing as a search tells of it (XEP-0347 3.15).</summary>
/// <param name="Thing">Bare JID.</param>
/// <param name="Node">The thing behind it; its node id is empty for the address itself.</param>
/// <param name="Owner">Bare JID of the owner.</param>
/// <param name="Tags">Its tags, without the secret.</param>
public sealed record FoundThing(Jid Thing, NodeRef Node, Jid Owner, IReadOnlyList<MetaTag> Tags);
