using IotXmpp.Concentrator.Storage;

namespace IotXmpp.Concentrator.Tests.Storage;

/// <summary>The contract of <see cref="ICommandStore"/> in memory.</summary>
public sealed class InMemoryCommandStore : ICommandStore
{
    private readonly Lock _lock = new();
    private readonly List<CommandRecord> _commands = [];

    /// <summary>If set, thrown by every write.</summary>
    public Exception? Failure { get; set; }

    public ValueTask AddAsync(CommandRecord command, CancellationToken ct)
    {
        if (Failure is { } failure)
            throw failure;
        lock (_lock)
            _commands.Add(command);
        return default;
    }

    public ValueTask<bool> TryMoveAsync(string id, CommandState from, CommandState to, DateTimeOffset at, string? reason, CancellationToken ct)
    {
        if (Failure is { } failure)
            throw failure;
        lock (_lock)
        {
            int index = _commands.FindIndex(command => command.Id == id && command.State == from);
            if (index >= 0)
                _commands[index] = _commands[index] with { State = to, Changed = at, Reason = reason };
            return new(index >= 0);
        }
    }

    public ValueTask<IReadOnlyList<CommandRecord>> ListAsync(DateTimeOffset since, CancellationToken ct)
    {
        lock (_lock)
            return new(_commands.Where(command => !command.IsOver || command.Changed >= since).OrderBy(command => command.Created).ToList());
    }

    public ValueTask RemoveAsync(DateTimeOffset before, CancellationToken ct)
    {
        lock (_lock)
            _commands.RemoveAll(command => command.IsOver && command.Changed < before);
        return default;
    }

    public ValueTask RemoveAsync(string device, CancellationToken ct)
    {
        lock (_lock)
            _commands.RemoveAll(command => command.Device == device);
        return default;
    }
}
