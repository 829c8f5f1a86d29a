using IotXmpp.Concentrator.Bridging;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.PubSub;

namespace IotXmpp.Concentrator.PubSub;

/// <summary>Publishing to a pub-sub service elsewhere.</summary>
public sealed record RemotePubSubOptions
{
    /// <summary>Address of the service, such as <c>pubsub.example.org</c>.</summary>
    public required Jid Service { get; init; }

    /// <summary>What goes there.</summary>
    public BridgeRoute Route { get; init; } = new();

    /// <summary>Stands before the names of the nodes. Default none: <c>boards/board1</c>.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>Access model of the nodes we make, and a condition for publishing to any node: never open. Default <see cref="AccessModel.Whitelist"/>.</summary>
    public AccessModel AccessModel { get; init; } = AccessModel.Whitelist;

    /// <summary>Bare JIDs that may read the nodes. Default none: then only the owners of the nodes, whom the service's administrator names.</summary>
    public IReadOnlyList<Jid> Members { get; init; } = [];

    /// <summary>Items that a new node is to keep, 1 to 100,000. Default 100; a service that allows less is asked for its own number.</summary>
    public int MaxItems { get; init; } = 100;

    /// <summary>How long an answer is waited for. Default 30 s.</summary>
    public TimeSpan AnswerTimeout { get; init; } = TimeSpan.FromSeconds(30);
}
