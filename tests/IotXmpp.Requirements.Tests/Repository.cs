using System.Runtime.CompilerServices;

namespace IotXmpp.Requirements.Tests;

/// <summary>Where the sources lie.</summary>
internal static class Repository
{
    /// <summary>The root, with a separator at its end.</summary>
    public static string Root { get; } = Find();

    /// <summary>A path below the root.</summary>
    public static string Path(string relative) => System.IO.Path.Combine(Root, relative);

    private static string Find([CallerFilePath] string path = "") => System.IO.Path.GetFullPath(System.IO.Path.Combine(System.IO.Path.GetDirectoryName(path)!, "../.."));
}
