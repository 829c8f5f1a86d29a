using System.Runtime.CompilerServices;
using IotXmpp.Surface.Reference;

namespace IotXmpp.Surface.Tests;

/// <summary>The reference assemblies, compiled once for all tests.</summary>
public sealed class SurfaceFixture
{
    internal ReferenceAssemblies References { get; } = ReferenceAssemblies.Compile(Path.Combine(Repository, "firmware", "Surface", "api"));

    /// <summary>Root of the repository.</summary>
    internal static string Repository { get; } = FindRepository();

    /// <summary>Checks one source file; empty means a board runs it.</summary>
    internal IReadOnlyList<string> Check(string source) => new SurfaceCheck(References).Run(new SurfacePart("Sample", [("Sample.cs", source)])).Errors;

    private static string FindRepository([CallerFilePath] string path = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, "../../.."));
}
