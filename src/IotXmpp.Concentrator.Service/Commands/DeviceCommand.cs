using System.CommandLine;

namespace IotXmpp.Concentrator.Service.Commands;

/// <summary><c>device add|list|remove</c>: boards. Works while the service runs.</summary>
internal static class DeviceCommand
{
    public static Command Build(CommandConsole console)
    {
        var command = new Command("device", "Boards of the things domain.");
        return command;
    }
}
