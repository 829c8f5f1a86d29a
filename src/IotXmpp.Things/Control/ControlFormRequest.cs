using IotXmpp.Things.Model;
using IotXmpp.Things.Provisioning;

namespace IotXmpp.Things.Control;

/// <summary>Asks for a control form (XEP-0325 3.3.1).</summary>
/// <param name="Nodes">Nodes; empty for all behind the address.</param>
/// <param name="Tokens">Who asks besides the address it came from (XEP-0324).</param>
public sealed record ControlFormRequest(IReadOnlyList<NodeRef> Nodes, RequestTokens Tokens);
