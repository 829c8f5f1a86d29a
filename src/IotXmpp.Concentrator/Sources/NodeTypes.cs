namespace IotXmpp.Concentrator.Sources;

/// <summary>Types of nodes: classes and interfaces (XEP-0326 3.3.9).</summary>
internal static class NodeTypes
{
    /// <summary>Every node.</summary>
    public const string Node = "IotXmpp.Node";

    /// <summary>Root of a tree.</summary>
    public const string Root = "IotXmpp.Root";

    /// <summary>Every board; a kind of board is <c>IotXmpp.Board.</c> and the kind.</summary>
    public const string Board = "IotXmpp.Board";

    /// <summary>A thing behind a board.</summary>
    public const string SubNode = "IotXmpp.SubNode";

    /// <summary>A group of somebody's.</summary>
    public const string Group = "IotXmpp.Group";

    /// <summary>A node of a group that stands for one of <see cref="TopologySource"/>.</summary>
    public const string Reference = "IotXmpp.TopologyReference";

    /// <summary>Interface of what can be read (XEP-0323).</summary>
    public const string Readable = "IotXmpp.IReadable";

    /// <summary>Interface of what can be controlled (XEP-0325).</summary>
    public const string Controllable = "IotXmpp.IControllable";
}
