using IotXmpp.Surface.Checks;
using IotXmpp.Surface.Reference;
using Microsoft.CodeAnalysis;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace IotXmpp.Surface;

/// <summary>Compiles device sources against the declared API and checks the result.</summary>
internal sealed class SurfaceCheck(ReferenceAssemblies references)
{
    /// <summary>
    /// Checks what runs on a board: every <c>Portable</c>, <c>firmware/Device</c>, the drivers, <c>firmware/Node</c>. Each part becomes an assembly
    /// of its own, as on a board, which sees the parts before it.
    /// </summary>
    /// <returns>Errors in the compiler's format, and a line of sizes for each assembly that compiled.</returns>
    public (IReadOnlyList<string> Errors, IReadOnlyList<string> Sizes) Run(params SurfacePart[] parts)
    {
        var images = new Dictionary<string, byte[]>(references.Images);
        var compiled = new List<string>();
        var errors = new List<string>();
        var sizes = new List<string>();
        foreach (var part in parts)
        {
            var (name, sources, isSansIo, isRehearsal) = part;
            var visible = (isSansIo ? DeviceCompilation.SansIoAssemblies : references.Images.Keys).Concat(compiled);
            var compilation = DeviceCompilation.Compile(name, sources, visible.Select(v => MetadataReference.CreateFromImage(images[v], filePath: v + ".dll")));
            errors.AddRange(compilation.Errors);
            if (compilation.Image.Length == 0)
            {
                break;
            }

            if (!isRehearsal)
            {
                images.Add(name, compilation.Image);
                compiled.Add(name);
            }

            using var resolver = new ImageResolver(images);
            using var assembly = Read(compilation, resolver);
            errors.AddRange(IlCheck.Run(assembly, isSansIo, compiled).Select(violation => violation.ToString()));
            if (!isRehearsal || part.Board is not null)
            {
                sizes.Add($"{name}{(part.Board is { } board ? $" for {board}" : "")} on the declared nanoFramework API: {AssemblySizes.Measure(assembly)}");
            }
        }

        return (errors, sizes);
    }

    private static AssemblyDefinition Read(DeviceCompilation compilation, IAssemblyResolver resolver) =>
        AssemblyDefinition.ReadAssembly(new MemoryStream(compilation.Image), new ReaderParameters
        {
            AssemblyResolver = resolver,
            ReadSymbols = true,
            SymbolStream = new MemoryStream(compilation.Symbols),
            SymbolReaderProvider = new PortablePdbReaderProvider(),
        });

    private sealed class ImageResolver(IReadOnlyDictionary<string, byte[]> images) : IAssemblyResolver
    {
        private readonly Dictionary<string, AssemblyDefinition> _loaded = [];

        public AssemblyDefinition Resolve(AssemblyNameReference name) => Resolve(name, new ReaderParameters());

        public AssemblyDefinition Resolve(AssemblyNameReference name, ReaderParameters parameters)
        {
            if (!_loaded.TryGetValue(name.Name, out var assembly))
            {
                parameters.AssemblyResolver = this;
                parameters.ReadSymbols = false;
                assembly = AssemblyDefinition.ReadAssembly(new MemoryStream(images[name.Name]), parameters);
                _loaded.Add(name.Name, assembly);
            }

            return assembly;
        }

        public void Dispose()
        {
            foreach (var assembly in _loaded.Values)
            {
                assembly.Dispose();
            }
        }
    }
}
