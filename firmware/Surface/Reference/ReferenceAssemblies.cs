using IotXmpp.Surface.Listing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;

namespace IotXmpp.Surface.Reference;

/// <summary>The declared API as assemblies: metadata only, no standard library beneath them.</summary>
internal sealed class ReferenceAssemblies
{
    private readonly Dictionary<string, byte[]> _images = [];

    private ReferenceAssemblies()
    {
    }

    /// <summary>Images by simple assembly name.</summary>
    public IReadOnlyDictionary<string, byte[]> Images => _images;

    /// <summary>Compiles every list of a folder.</summary>
    /// <exception cref="InvalidDataException">The generated source does not compile: generator and list disagree.</exception>
    public static ReferenceAssemblies Compile(string apiFolder)
    {
        var assemblies = ApiListParser.ReadFolder(apiFolder);
        var result = new ReferenceAssemblies();
        var source = new ReferenceSource(assemblies);
        var parse = CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.CSharp9);
        foreach (var assembly in assemblies)
        {
            var compilation = CSharpCompilation.Create(
                assembly.Name,
                [CSharpSyntaxTree.ParseText(source.Write(assembly), parse, assembly.Name + ".g.cs")],
                result.References(Closure(assembly, assemblies)),
                new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, deterministic: true, nullableContextOptions: NullableContextOptions.Disable));
            using var image = new MemoryStream();
            var emitted = compilation.Emit(image, options: new EmitOptions(metadataOnly: true));
            if (!emitted.Success)
            {
                throw new InvalidDataException(string.Join('\n', emitted.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error)));
            }

            result._images.Add(assembly.Name, image.ToArray());
        }

        return result;
    }

    /// <summary>References for a compilation that may see the named assemblies and nothing else.</summary>
    public IEnumerable<MetadataReference> References(IEnumerable<string> names) =>
        names.Select(name => MetadataReference.CreateFromImage(_images[name], filePath: name + ".dll"));

    private static IEnumerable<string> Closure(ApiAssembly assembly, IReadOnlyList<ApiAssembly> all) =>
        assembly.Dependencies.Concat(assembly.Dependencies.SelectMany(name => Closure(all.Single(a => a.Name == name), all))).Distinct();
}
