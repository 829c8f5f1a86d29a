using IotXmpp.Concentrator.Devices;
using IotXmpp.Concentrator.Storage;

namespace IotXmpp.Concentrator.Control;

/// <summary>A command on its way.</summary>
/// <param name="Record">As it was given; null if it was refused at once.</param>
/// <param name="Outcome">How it ends.</param>
internal sealed record SubmittedCommand(CommandRecord? Record, Task<ControlOutcome> Outcome)
{
    /// <summary>True if it waits for the board.</summary>
    public bool Waits => Record?.State == CommandState.Queued && !Outcome.IsCompleted;

    /// <summary>A command that is over already, or never was one.</summary>
    public static SubmittedCommand Ended(ControlOutcomeKind kind) => new(null, Task.FromResult(new ControlOutcome(kind)));
}
