#nullable disable
using System.Runtime.CompilerServices;

// The application of a board is an assembly of its own and the only one that sees the session. A board does not check who may see what;
// the compiler does.
[assembly: InternalsVisibleTo("IotXmpp.Node")]
