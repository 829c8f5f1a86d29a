using IotXmpp.Things.Model;
using IotXmpp.Xmpp.Addressing;

namespace IotXmpp.Concentrator.Storage;

/// <summary>A command to a board and what became of it.</summary>
public sealed record CommandRecord
{
    /// <summary>Unique, opaque.</summary>
    public required string Id { get; init; }

    /// <summary>Name of the board's account.</summary>
    public required string Device { get; init; }

    /// <summary>Full JID of who asked for it.</summary>
    public required Jid Requester { get; init; }

    /// <summary>The address that was asked, from which the requester is told.</summary>
    public required Jid Address { get; init; }

    /// <summary>Checked values in the order they are to be set.</summary>
    public required IReadOnlyList<ControlValue> Values { get; init; }

    /// <summary>When it was given, UTC.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>It is not carried out after that, UTC.</summary>
    public required DateTimeOffset Expires { get; init; }

    /// <summary>Whether the requester is a person in chat, to be told how a command that waited ended.</summary>
    public bool TellsByChat { get; init; }

    /// <summary>State.</summary>
    public required CommandState State { get; init; }

    /// <summary>Since when, UTC.</summary>
    public required DateTimeOffset Changed { get; init; }

    /// <summary>Why, for people; null if there is no more to say.</summary>
    public string? Reason { get; init; }

    /// <summary>True if nothing can change any more.</summary>
    public bool IsOver => State is not (CommandState.Queued or CommandState.Sent or CommandState.Accepted);
}
