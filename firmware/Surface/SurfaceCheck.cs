using IotXmpp.Surface.Checks;
using IotXmpp.Surface.Reference;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace IotXmpp.Surface;

/// <summary>Compiles device sources against the declared API and checks the result.</summary>
internal sealed class SurfaceCheck(ReferenceAssemblies references)
{
    /// <summary>Checks sources that must be sans-IO: <c>firmware/Device</c> and every <c>Portable</c>.</summary>
    /// <returns>Errors in the compiler's format, and sizes when it compiled.</returns>
    public (IReadOnlyList<string> Errors, AssemblySizes? Sizes) Run(string name, IEnumerable<(string Path, string Text)> sources)
    {
        var compilation = DeviceCompilation.Compile(name, sources, references, DeviceCompilation.SansIoAssemblies);
        if (compilation.Image.Length == 0)
        {
            return (compilation.Errors, null);
        }

        using var resolver = new ImageResolver(references);
        using var image = new MemoryStream(compilation.Image);
        using var symbols = new MemoryStream(compilation.Symbols);
        using var assembly = AssemblyDefinition.ReadAssembly(image, new ReaderParameters
        {
            AssemblyResolver = resolver,
            ReadSymbols = true,
            SymbolStream = symbols,
            SymbolReaderProvider = new PortablePdbReaderProvider(),
        });
        var violations = IlCheck.Run(assembly).Select(violation => violation.ToString());
        return ([.. compilation.Errors, .. violations], AssemblySizes.Measure(assembly));
    }

    private sealed class ImageResolver(ReferenceAssemblies references) : IAssemblyResolver
    {
        private readonly Dictionary<string, AssemblyDefinition> _loaded = [];

        public AssemblyDefinition Resolve(AssemblyNameReference name) => Resolve(name, new ReaderParameters());

        public AssemblyDefinition Resolve(AssemblyNameReference name, ReaderParameters parameters)
        {
            if (!_loaded.TryGetValue(name.Name, out var assembly))
            {
                parameters.AssemblyResolver = this;
                parameters.ReadSymbols = false;
                assembly = AssemblyDefinition.ReadAssembly(new MemoryStream(references.Images[name.Name]), parameters);
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
