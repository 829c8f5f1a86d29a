namespace IotXmpp.Concentrator.Service.Commands;

/// <summary>A command cannot do what it was asked; the message is the one line the person sees.</summary>
internal sealed class CommandException : Exception
{
    public CommandException(string message)
        : base(message)
    {
    }

    public CommandException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
