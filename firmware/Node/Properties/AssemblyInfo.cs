#nullable disable
using System.Reflection;

[assembly: AssemblyTitle("IotXmpp.Node")]
[assembly: AssemblyDescription("The application of a board")]
[assembly: AssemblyCompany("IotXmpp")]
[assembly: AssemblyProduct("IotXmpp")]
[assembly: AssemblyVersion("0.1.0.0")]
[assembly: AssemblyFileVersion("0.1.0.0")]
