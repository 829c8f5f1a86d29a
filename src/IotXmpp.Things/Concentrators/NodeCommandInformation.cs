namespace IotXmpp.Things.Concentrators;

/// <summary>What is told of a node command (XEP-0326 5.5).</summary>
/// <param name="Command">Id.</param>
/// <param name="Name">For people.</param>
/// <param name="Type">How it is executed.</param>
public sealed record NodeCommandInformation(string Command, string Name, NodeCommandType Type)
{
    /// <summary>Commands are sorted by this first; null for none.</summary>
    public string? SortCategory { get; init; }

    /// <summary>Commands of a category are sorted by this; null for none.</summary>
    public string? SortKey { get; init; }

    /// <summary>Shown before it is executed, as a yes or no question; null for none.</summary>
    public string? Confirmation { get; init; }

    /// <summary>Shown when it failed; null for none.</summary>
    public string? Failure { get; init; }

    /// <summary>Shown when it succeeded; null for none.</summary>
    public string? Success { get; init; }
}
