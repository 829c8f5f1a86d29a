using System.Text.Json;
using IotXmpp.Exi.Portable;
using IotXmpp.Exi.Schema;

namespace IotXmpp.Exi.Tests.Oracle;

/// <summary>The files of tests/vectors/exi.</summary>
internal static class VectorSet
{
    private static readonly Lazy<Dictionary<string, string>> s_events = new(() =>
        Lines("events.jsonl").ToDictionary(e => e.GetProperty("id").GetString()!, e => e.GetProperty("events").GetString()!));

    public static string Folder { get; } = FindFolder();

    public static IEnumerable<JsonElement> Lines(string file)
    {
        foreach (string line in File.ReadLines(Path.Combine(Folder, file)))
        {
            using var document = JsonDocument.Parse(line);
            yield return document.RootElement.Clone();
        }
    }

    public static string Events(string id) => s_events.Value[id];

    /// <summary>Compiles a schema of the set; everything beside and below it may be referred to.</summary>
    public static GrammarImage Compile(string xsd)
    {
        string path = Path.Combine(Folder, xsd);
        string folder = Path.GetDirectoryName(path)!;
        IEnumerable<ExiSchemaSource> sources = Directory.EnumerateFiles(folder, "*.xsd", SearchOption.AllDirectories)
            .Select(file => new ExiSchemaSource(Path.GetRelativePath(folder, file), File.ReadAllBytes(file)));
        return ExiSchemaCompiler.Compile(Path.GetFileName(path), sources);
    }

    private static string FindFolder()
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            string candidate = Path.Combine(at.FullName, "tests", "vectors", "exi");
            if (Directory.Exists(candidate))
                return candidate;
        }

        throw new DirectoryNotFoundException("tests/vectors/exi");
    }
}
