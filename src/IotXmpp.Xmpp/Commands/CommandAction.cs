namespace IotXmpp.Xmpp.Commands;

/// <summary>What the requester wants of a command (XEP-0050 4.1).</summary>
public enum CommandAction
{
    /// <summary>The default: start, or whatever the stage says this stands for.</summary>
    Execute,
    Next,
    Prev,
    Complete,
    Cancel,
}
