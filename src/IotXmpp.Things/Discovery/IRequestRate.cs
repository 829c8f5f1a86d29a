using IotXmpp.Xmpp.Addressing;

namespace IotXmpp.Things.Discovery;

/// <summary>How often somebody may try: claims guess secrets, searches gather what is there.</summary>
public interface IRequestRate
{
    /// <summary>True if this bare JID may claim now.</summary>
    bool TryClaim(Jid requester);

    /// <summary>True if this bare JID may search now.</summary>
    bool TrySearch(Jid requester);
}
