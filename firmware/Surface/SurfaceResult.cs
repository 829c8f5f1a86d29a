namespace IotXmpp.Surface;

/// <summary>What a check found.</summary>
/// <param name="Errors">In the compiler's format.</param>
/// <param name="Sizes">A line for each assembly that compiled.</param>
/// <param name="References">Assemblies that the compiled code of each assembly refers to, by its name; of all boards together for the application.</param>
internal sealed record SurfaceResult(IReadOnlyList<string> Errors, IReadOnlyList<string> Sizes, IReadOnlyDictionary<string, IReadOnlySet<string>> References);
