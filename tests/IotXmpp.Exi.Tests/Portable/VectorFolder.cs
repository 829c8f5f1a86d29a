using IotXmpp.Tool.Vectors;

namespace IotXmpp.Exi.Tests.Portable;

/// <summary>The vectors in tests/vectors/exi as the tool reads them.</summary>
internal static class VectorFolder
{
    public static string Root { get; } = Find();

    public static VectorSchemas Schemas { get; } = new();

    public static VectorFile Load(string name) => VectorFile.Load(Path.Combine(Root, name + ".jsonl"));

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder != null; folder = folder.Parent)
        {
            var vectors = Path.Combine(folder.FullName, "tests", "vectors", "exi");
            if (Directory.Exists(vectors))
                return vectors;
        }

        throw new DirectoryNotFoundException("tests/vectors/exi is not above the test's folder");
    }
}
