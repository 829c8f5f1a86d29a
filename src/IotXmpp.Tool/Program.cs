using System.CommandLine;
using IotXmpp.Tool.Commands;

var root = new RootCommand("IotXmpp on the command line.") { ExiCommand.Create(), DeviceTypeCommand.Create(), FakeHubCommand.Create(), BoardCommand.Create() };
return root.Parse(args).Invoke();
