using IotXmpp.Concentrator.Storage.Access;
using IotXmpp.Xmpp.PubSub;

namespace IotXmpp.Concentrator.Storage;

/// <summary>The stores of a concentrator.</summary>
/// <param name="Devices">Registered boards.</param>
/// <param name="History">What they reported.</param>
/// <param name="Friendships">Presence subscriptions.</param>
public sealed record ConcentratorStores(IDeviceStore Devices, IHistoryStore History, IFriendshipStore Friendships)
{
    /// <summary>Rules, questions, tokens and the log of decisions.</summary>
    public required AccessStores Access { get; init; }

    /// <summary>Everybody's groups of boards.</summary>
    public required IGroupStore Groups { get; init; }

    /// <summary>Things that can be claimed and found.</summary>
    public required IRegistryStore Registry { get; init; }

    /// <summary>Commands and what became of them.</summary>
    public required ICommandStore Commands { get; init; }

    /// <summary>What is stored in <see cref="History"/>, for those who pass it on.</summary>
    public required IReadingFeed Feed { get; init; }

    /// <summary>Pub-sub nodes of the things domain and of the boards.</summary>
    public required IPubSubStore PubSub { get; init; }
}
