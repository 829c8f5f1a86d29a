using IotXmpp.Things.Provisioning;
using IotXmpp.Xmpp.Addressing;

namespace IotXmpp.Concentrator.Sources;

/// <summary>Who looks at a data source: what is seen depends on it.</summary>
/// <param name="Address">Full JID.</param>
/// <param name="Tokens">Tokens of the request (XEP-0324 3.1.3).</param>
internal readonly record struct Requester(Jid Address, RequestTokens Tokens)
{
    /// <summary>The person or thing behind the address.</summary>
    public Jid Bare => Address.Bare;
}
