namespace IotXmpp.Concentrator.Storage;

/// <summary>Commands and their states.</summary>
public interface ICommandStore
{
    /// <summary>Adds a command. Durable on return: it is not sent before.</summary>
    ValueTask AddAsync(CommandRecord command, CancellationToken ct);

    /// <summary>
    /// Moves a command from one state to another; false, and no change, if it is in another state: of several that try, one succeeds. Durable on
    /// return.
    /// </summary>
    /// <param name="id">The command.</param>
    /// <param name="from">The state it must be in.</param>
    /// <param name="to">The state it gets.</param>
    /// <param name="at">Since when.</param>
    /// <param name="reason">Why, for people; null if there is no more to say.</param>
    /// <param name="ct">Cancels the waiting.</param>
    ValueTask<bool> TryMoveAsync(string id, CommandState from, CommandState to, DateTimeOffset at, string? reason, CancellationToken ct);

    /// <summary>All commands that are not over, and those that changed since then, in the order they were given.</summary>
    ValueTask<IReadOnlyList<CommandRecord>> ListAsync(DateTimeOffset since, CancellationToken ct);

    /// <summary>Forgets commands that were over before that time.</summary>
    ValueTask RemoveAsync(DateTimeOffset before, CancellationToken ct);

    /// <summary>Forgets all commands of a board.</summary>
    ValueTask RemoveAsync(string device, CancellationToken ct);
}
