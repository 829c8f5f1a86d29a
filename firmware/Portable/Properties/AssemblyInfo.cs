#nullable disable
using System.Reflection;

[assembly: AssemblyTitle("IotXmpp.Portable")]
[assembly: AssemblyDescription("EXI codec and names that a board shares with the service")]
[assembly: AssemblyCompany("IotXmpp")]
[assembly: AssemblyProduct("IotXmpp")]
[assembly: AssemblyVersion("0.1.0.0")]
[assembly: AssemblyFileVersion("0.1.0.0")]
