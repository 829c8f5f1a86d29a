using IotXmpp.Things.Concentrators;
using IotXmpp.Things.Model;

namespace IotXmpp.Concentrator.Sources;

/// <summary>A node of a data source as one requester sees it, with what that requester may do to it. Made anew for each request: rights and states change.</summary>
internal sealed record SourceNode
{
    /// <summary>What is told of it, without parameters and messages. Its reference names the source.</summary>
    public required NodeInformation Information { get; init; }

    /// <summary>Classes its type derives from, the nearest first; not its own type (XEP-0326 3.3.11).</summary>
    public IReadOnlyList<string> BaseClasses { get; init; } = [];

    /// <summary>Interfaces its type implements.</summary>
    public IReadOnlyList<string> Interfaces { get; init; } = [];

    /// <summary>Parameters as they are shown.</summary>
    public IReadOnlyList<NodeParameter> Parameters { get; init; } = [];

    /// <summary>What was reported on it.</summary>
    public IReadOnlyList<NodeMessage> Messages { get; init; } = [];

    /// <summary>Parameters in the form for editing; empty if this requester may not edit it.</summary>
    public IReadOnlyList<ParameterDescription> Editable { get; init; } = [];

    /// <summary>Commands this requester may execute now.</summary>
    public IReadOnlyList<NodeCommand> Commands { get; init; } = [];

    /// <summary>Types of nodes this requester may add below it.</summary>
    public IReadOnlyList<AddableNodeType> Addable { get; init; } = [];

    /// <summary>Value by name of index.</summary>
    public IReadOnlyDictionary<string, string> Indices { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>True if this requester may remove it.</summary>
    public bool MayDestroy { get; init; }

    /// <summary>True if this requester may move it among its siblings.</summary>
    public bool MayMove { get; init; }

    /// <summary>The reference.</summary>
    public NodeRef Reference => Information.Node;

    /// <summary>Id in its source.</summary>
    public string NodeId => Information.Node.NodeId;

    /// <summary>True if it is, or derives from, that class, or implements that interface.</summary>
    public bool DerivesFrom(string type) => Information.NodeType == type || BaseClasses.Contains(type, StringComparer.Ordinal) || Interfaces.Contains(type, StringComparer.Ordinal);

    /// <summary>What is told of it.</summary>
    /// <param name="parameters">With parameters.</param>
    /// <param name="messages">With messages.</param>
    public NodeInformation Tell(bool parameters, bool messages) => Information with
    {
        HasCommands = Commands.Count > 0,
        Parameters = parameters ? Parameters : [],
        Messages = messages ? Messages : [],
    };
}
