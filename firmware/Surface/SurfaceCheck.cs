using IotXmpp.Surface.Checks;
using IotXmpp.Surface.Reference;
using Microsoft.CodeAnalysis;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace IotXmpp.Surface;

/// <summary>Compiles device sources against the declared API and checks the result.</summary>
internal sealed class SurfaceCheck(ReferenceAssemblies references)
{
    /// <summary>Bytes of IL of all assemblies of a board: 96 KiB.</summary>
    public const int IlBudget = 98304;

    /// <summary>
    /// Checks what runs on a board: every <c>Portable</c>, <c>firmware/Device</c>, the drivers, <c>firmware/Node</c>. Each part becomes an assembly
    /// of its own, as on a board, which sees the parts before it.
    /// </summary>
    public SurfaceResult Run(params IReadOnlyList<SurfacePart> parts)
    {
        var images = new Dictionary<string, byte[]>(references.Images);
        var compiled = new List<string>();
        var errors = new List<string>();
        var sizes = new List<string>();
        var used = new Dictionary<string, IReadOnlySet<string>>();
        var il = new Dictionary<string, int>();
        foreach (var part in parts)
        {
            var visible = (part.IsSansIo ? DeviceCompilation.SansIoAssemblies : references.Images.Keys).Concat(compiled).Where(name => name != part.Name);
            var compilation = DeviceCompilation.Compile(part.Name, part.Sources, visible.Select(v => MetadataReference.CreateFromImage(images[v], filePath: v + ".dll")));
            errors.AddRange(compilation.Errors);
            if (compilation.Image.Length == 0)
            {
                break;
            }

            using var resolver = new ImageResolver(images);
            using var assembly = Read(compilation, resolver);
            errors.AddRange(IlCheck.Run(assembly, part.IsSansIo, compiled).Select(violation => violation.ToString()));
            if (part.IsRehearsal)
            {
                continue;
            }

            if (!images.TryAdd(part.Name, compilation.Image))
            {
                images[part.Name] = compilation.Image;
            }
            else
            {
                compiled.Add(part.Name);
            }

            var names = assembly.MainModule.AssemblyReferences.Select(reference => reference.Name);
            used[part.Name] = used.TryGetValue(part.Name, out var others) ? names.Concat(others).ToHashSet() : names.ToHashSet();
            var measured = AssemblySizes.Measure(assembly);
            sizes.Add($"{part.Name}{(part.Board is null ? "" : $" ({part.Board})")} on the declared nanoFramework API: {measured}");
            il[part.Name] = measured.Il;
            if (part.Board is not null)
            {
                sizes.Add($"All assemblies of {part.Board}: IL {il.Values.Sum()} B (budget {IlBudget} B)");
                if (il.Values.Sum() > IlBudget)
                {
                    errors.Add($"{part.Name} : error NANO013: the assemblies of {part.Board} have {il.Values.Sum()} bytes of IL; the budget of a board is {IlBudget}");
                }
            }
        }

        return new SurfaceResult(errors, sizes, used);
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
