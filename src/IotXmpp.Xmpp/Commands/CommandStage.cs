using IotXmpp.Xmpp.Forms;

namespace IotXmpp.Xmpp.Commands;

/// <summary>Where a command stands after it was started or got a form back.</summary>
public abstract record CommandStage
{
    private CommandStage()
    {
    }

    /// <summary>Sentences for the person.</summary>
    public IReadOnlyList<CommandNote> Notes { get; init; } = [];

    /// <summary>A form is to be filled in.</summary>
    /// <param name="Form">The form, with the values that are proposed.</param>
    /// <param name="Submit">Takes the submission, which has passed <see cref="DataFormCheck"/>; rights are checked here again, minutes may have passed.</param>
    public sealed record Ask(DataForm Form, Func<DataForm, CancellationToken, ValueTask<CommandStage>> Submit) : CommandStage
    {
        /// <summary>True if the command is carried out with this form; false if another follows.</summary>
        public bool IsLast { get; init; } = true;
    }

    /// <summary>The submission will not do: the same form is shown again, with the values as they were sent.</summary>
    /// <param name="Reason">A sentence for the person.</param>
    public sealed record Refuse(string Reason) : CommandStage;

    /// <summary>The command has ended.</summary>
    public sealed record End : CommandStage
    {
        /// <summary>Its result; null if the notes say it all.</summary>
        public DataForm? Result { get; init; }

        /// <summary>Ended with a sentence.</summary>
        public static End Said(string text, DataForm? result = null) => new() { Notes = [CommandNote.Info(text)], Result = result };

        /// <summary>Ended without success.</summary>
        public static End Failed(string text) => new() { Notes = [CommandNote.Error(text)] };
    }
}
