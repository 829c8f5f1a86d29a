#nullable disable
using System.Reflection;

[assembly: AssemblyTitle("IotXmpp.Device")]
[assembly: AssemblyDescription("A board's session, sans-IO")]
[assembly: AssemblyCompany("IotXmpp")]
[assembly: AssemblyProduct("IotXmpp")]
[assembly: AssemblyVersion("0.1.0.0")]
[assembly: AssemblyFileVersion("0.1.0.0")]
