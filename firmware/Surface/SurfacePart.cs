namespace IotXmpp.Surface;

/// <summary>Sources that become one assembly on a board.</summary>
/// <param name="Name">Name of the assembly.</param>
/// <param name="Sources">Path and text of each file.</param>
/// <param name="IsSansIo">
/// True for code that takes time, randomness and bytes as arguments and also runs on a PC; false for the application that owns pins,
/// sockets, files and threads, and may use the whole declared API.
/// </param>
/// <param name="IsRehearsal">Compiled and checked, but no assembly of its own on a board: another part holds the same sources.</param>
/// <param name="Board">The board whose application it is; null for what all boards have.</param>
internal sealed record SurfacePart(string Name, IEnumerable<(string Path, string Text)> Sources, bool IsSansIo = true, bool IsRehearsal = false, string? Board = null);
