using IotXmpp.Things.Model;
using IotXmpp.Things.Provisioning;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Forms;

namespace IotXmpp.Things.Concentrators;

/// <summary>A command as it was sent. Only the parts its description names are filled.</summary>
public sealed record ConcentratorRequest
{
    /// <summary>Full JID of the sender.</summary>
    public required Jid Requester { get; init; }

    /// <summary>Address that was asked.</summary>
    public required Jid Address { get; init; }

    /// <summary>Tokens of the request (XEP-0324 3.1.3).</summary>
    public RequestTokens Tokens { get; init; } = RequestTokens.None;

    /// <summary>Language wished for; null for the default.</summary>
    public string? Language { get; init; }

    /// <summary>Data source; of <see cref="Node"/> if that is there.</summary>
    public string SourceId { get; init; } = "";

    /// <summary>The node.</summary>
    public NodeRef Node { get; init; }

    /// <summary>The nodes of a batch, in order.</summary>
    public IReadOnlyList<NodeRef> Nodes { get; init; } = [];

    /// <summary>Parameters are to be told.</summary>
    public bool Parameters { get; init; }

    /// <summary>Messages are to be told.</summary>
    public bool Messages { get; init; }

    /// <summary>Classes and interfaces a node must all have.</summary>
    public IReadOnlyList<string> DerivedFrom { get; init; } = [];

    /// <summary>Sorting, the first counts most.</summary>
    public IReadOnlyList<SortOrder> SortOrders { get; init; } = [];

    /// <summary>Indices with values; one of them for the single variant. <see cref="IndexReference.Value"/> is empty where only the index is asked for.</summary>
    public IReadOnlyList<IndexReference> Indices { get; init; } = [];

    /// <summary>Type of a new node.</summary>
    public string NodeType { get; init; } = "";

    /// <summary>Id of a node command.</summary>
    public string Command { get; init; } = "";

    /// <summary>The submitted form; null for none.</summary>
    public DataForm? Form { get; init; }

    /// <summary>Id of a query.</summary>
    public string QueryId { get; init; } = "";

    /// <summary>Kinds of events.</summary>
    public SourceEventTypes EventTypes { get; init; } = SourceEventTypes.All;

    /// <summary>Events since then are wished for as well; null for only those to come.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Field database.</summary>
    public string DatabaseId { get; init; } = "";

    /// <summary>Number of the readout, of the same number space as those of XEP-0323.</summary>
    public string SequenceNumber { get; init; } = "";
}
