namespace IotXmpp.Xmpp.Commands;

/// <summary>A sentence for the person who runs a command (XEP-0050 4.3).</summary>
/// <param name="Type">How serious it is.</param>
/// <param name="Text">The sentence.</param>
public sealed record CommandNote(CommandNoteType Type, string Text)
{
    /// <summary>Nothing exceptional.</summary>
    public static CommandNote Info(string text) => new(CommandNoteType.Info, text);

    /// <summary>Something did not work.</summary>
    public static CommandNote Error(string text) => new(CommandNoteType.Error, text);
}
