namespace IotXmpp.Xmpp.Commands;

/// <summary>How it stands with a command (XEP-0050 4.1). Completed says nothing about success: a note of type error does (3.6).</summary>
public enum CommandStatus
{
    Executing,
    Completed,
    Canceled,
}
