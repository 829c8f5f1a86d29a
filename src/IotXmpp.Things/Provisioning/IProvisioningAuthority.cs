using IotXmpp.Xmpp.Addressing;

namespace IotXmpp.Things.Provisioning;

/// <summary>What a <see cref="ProvisioningHandler"/> answers by.</summary>
public interface IProvisioningAuthority
{
    /// <summary>May the thing that asks be friends with somebody (XEP-0324 3.2.1)?</summary>
    /// <param name="thing">Who asks.</param>
    /// <param name="jid">The other one, bare.</param>
    /// <param name="ct">Cancels.</param>
    ValueTask<FriendResponse> IsFriendAsync(Jid thing, Jid jid, CancellationToken ct);

    /// <summary>May somebody read or control the thing that asks (XEP-0324 3.3 and 3.4)? An answer that allows nothing of what was asked is a no.</summary>
    ValueTask<PermissionResponse> MayAsync(Jid thing, PermissionRequest request, CancellationToken ct);

    /// <summary>Begins to give a token out (XEP-0324 3.1.3.1).</summary>
    /// <returns>Number of the challenge, and the challenge.</returns>
    /// <exception cref="Xmpp.Stanzas.StanzaException">No token for this certificate.</exception>
    ValueTask<(int SequenceNumber, byte[] Challenge)> ChallengeAsync(Jid holder, byte[] certificate, CancellationToken ct);

    /// <summary>Gives a token out, without white space.</summary>
    /// <exception cref="Xmpp.Stanzas.StanzaException">The challenge is unknown, or the answer is wrong.</exception>
    ValueTask<string> IssueAsync(Jid holder, int sequenceNumber, byte[] answer, CancellationToken ct);
}
