using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Concentrator.Upstream;

/// <summary>
/// The XMPP world as the concentrator sees it: an external server (XEP-0114) or our own local domain. Stanzas of the things
/// domain go out by <see cref="SendAsync"/>; what the world sends to the things domain comes in by <see cref="IThingsDomain"/>.
/// </summary>
public interface IUpstream
{
    /// <summary>True while stanzas can be delivered.</summary>
    bool IsConnected { get; }

    /// <summary>Sends a stanza. Its <c>from</c> is an address of the things domain, its <c>to</c> is set.</summary>
    /// <remarks>While the link is down messages wait in a bounded queue and everything else is dropped: the peer's server answers for it.</remarks>
    ValueTask SendAsync(Stanza stanza, CancellationToken ct);

    /// <summary>Largest stanza the way to the world carries, in bytes, if it has said so (XEP-0478); null if not.</summary>
    int? MaxStanzaBytes => null;

    /// <summary>
    /// Waits until there is room on the way to an address: for answers of many stanzas, which then go as fast as they are taken. Returns at once where
    /// <see cref="SendAsync"/> itself waits.
    /// </summary>
    ValueTask WaitForRoomAsync(Jid to, CancellationToken ct) => ValueTask.CompletedTask;
}

/// <summary>The things domain as an upstream sees it: every stanza addressed to the domain or to a board in it.</summary>
public interface IThingsDomain
{
    /// <summary>The domain, such as <c>things.localhost</c>.</summary>
    string Domain { get; }

    /// <summary>A stanza from the world; <c>from</c> and <c>to</c> are set and trustworthy. Calls for one sender come in order.</summary>
    ValueTask ReceiveAsync(Stanza stanza, CancellationToken ct);

    /// <summary>The upstream has (re)connected: presence of boards is to be told anew.</summary>
    ValueTask OnConnectedAsync(CancellationToken ct);
}
