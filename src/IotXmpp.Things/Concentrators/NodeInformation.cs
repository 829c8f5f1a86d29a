using IotXmpp.Things.Model;

namespace IotXmpp.Things.Concentrators;

/// <summary>What is told of a node (XEP-0326 5.1).</summary>
public sealed record NodeInformation
{
    /// <summary>Id in its data source; the source itself is not part of what is told.</summary>
    public required NodeRef Node { get; init; }

    /// <summary>For people; null for the id.</summary>
    public string? DisplayName { get; init; }

    /// <summary>Type of the node.</summary>
    public required string NodeType { get; init; }

    /// <summary>Id among its siblings; null for none.</summary>
    public string? LocalId { get; init; }

    /// <summary>State.</summary>
    public NodeState State { get; init; }

    /// <summary>True with children.</summary>
    public bool HasChildren { get; init; }

    /// <summary>True if the order of the children means something.</summary>
    public bool ChildrenOrdered { get; init; }

    /// <summary>True if it can be read (XEP-0323).</summary>
    public bool IsReadable { get; init; }

    /// <summary>True if it can be controlled (XEP-0325).</summary>
    public bool IsControllable { get; init; }

    /// <summary>True with commands.</summary>
    public bool HasCommands { get; init; }

    /// <summary>Id of its parent; null for a root.</summary>
    public string? ParentId { get; init; }

    /// <summary>When it was last changed; null if unknown.</summary>
    public DateTimeOffset? LastChanged { get; init; }

    /// <summary>Parameters, if they were asked for.</summary>
    public IReadOnlyList<NodeParameter> Parameters { get; init; } = [];

    /// <summary>Messages, if they were asked for.</summary>
    public IReadOnlyList<NodeMessage> Messages { get; init; } = [];
}
