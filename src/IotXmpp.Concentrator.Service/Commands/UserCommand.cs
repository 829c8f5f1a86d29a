using System.CommandLine;

namespace IotXmpp.Concentrator.Service.Commands;

/// <summary><c>user add|list|remove|password</c>: accounts of the local domain. Works while the service runs.</summary>
internal static class UserCommand
{
    public static Command Build(CommandConsole console)
    {
        var command = new Command("user", "Accounts of the local domain.");
        return command;
    }
}
