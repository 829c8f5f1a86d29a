using IotXmpp.Things.Provisioning;
using IotXmpp.Xmpp.Addressing;

namespace IotXmpp.Concentrator.Access;

/// <summary>Finds out which certificates the sender of a request stands for (XEP-0324 3.1.3).</summary>
internal interface ITokenIdentities
{
    /// <summary>Challenges the sender for its tokens.</summary>
    /// <param name="sender">Who sent them; challenged there (XEP-0324 3.1.3.2).</param>
    /// <param name="tokens">The tokens.</param>
    /// <param name="wanted">Thumbprints that matter.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>Thumbprints, out of <paramref name="wanted"/>, of the certificates whose keys the sender has shown to have.</returns>
    ValueTask<IReadOnlyList<string>> ProveAsync(Jid sender, RequestTokens tokens, IReadOnlySet<string> wanted, CancellationToken ct);
}
