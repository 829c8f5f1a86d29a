namespace IotXmpp.Xmpp.Commands;

/// <summary>How serious a note is (XEP-0050 4.3).</summary>
public enum CommandNoteType
{
    /// <summary>The default.</summary>
    Info,
    Warn,
    Error,
}
