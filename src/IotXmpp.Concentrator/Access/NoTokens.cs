using IotXmpp.Things.Provisioning;
using IotXmpp.Xmpp.Addressing;

namespace IotXmpp.Concentrator.Access;

/// <summary>No token stands for anybody.</summary>
internal sealed class NoTokens : ITokenIdentities
{
    public ValueTask<IReadOnlyList<string>> ProveAsync(Jid sender, RequestTokens tokens, IReadOnlySet<string> wanted, CancellationToken ct) => new((IReadOnlyList<string>)[]);
}
