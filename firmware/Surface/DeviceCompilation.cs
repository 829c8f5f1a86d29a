using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Text;

namespace IotXmpp.Surface;

/// <summary>Device sources compiled as the board's tool chain does: C# 9, release, against the declared API only.</summary>
/// <param name="Image">The assembly, or empty when it does not compile.</param>
/// <param name="Symbols">Its portable symbols, which give violations their line.</param>
/// <param name="Errors">The compiler's errors and warnings, in its own format; any of them refuses the code.</param>
internal sealed record DeviceCompilation(byte[] Image, byte[] Symbols, IReadOnlyList<string> Errors)
{
    /// <summary>
    /// What sans-IO code may refer to. Sockets, pins, files, threads and the clock live in other assemblies or are refused
    /// one by one (<see cref="Checks.ForbiddenCalls"/>).
    /// </summary>
    public static readonly IReadOnlyList<string> SansIoAssemblies = ["mscorlib", "nanoFramework.System.Text"];

    /// <summary>Compiles sources, given as (path, text).</summary>
    public static DeviceCompilation Compile(
        string name,
        IEnumerable<(string Path, string Text)> sources,
        IEnumerable<MetadataReference> references)
    {
        var parse = CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.CSharp9);
        var compilation = CSharpCompilation.Create(
            name,
            sources.Select(source => CSharpSyntaxTree.ParseText(SourceText.From(source.Text, System.Text.Encoding.UTF8), parse, source.Path)),
            references,
            new CSharpCompilationOptions(
                OutputKind.DynamicallyLinkedLibrary,
                optimizationLevel: OptimizationLevel.Release,
                nullableContextOptions: NullableContextOptions.Disable,
                allowUnsafe: true, // so that the check on the IL speaks, with its reason, and not a project switch
                // SpanByte is marked obsolete in the released class library, and the only way to its buses.
                specificDiagnosticOptions: [new("CS0612", ReportDiagnostic.Suppress), new("CS0618", ReportDiagnostic.Suppress)],
                deterministic: true));
        using var image = new MemoryStream();
        using var symbols = new MemoryStream();
        var emitted = compilation.Emit(image, symbols, options: new EmitOptions(debugInformationFormat: DebugInformationFormat.PortablePdb));
        var errors = emitted.Diagnostics.Where(d => d.Severity >= DiagnosticSeverity.Warning).Select(Format).ToList();
        return emitted.Success ? new(image.ToArray(), symbols.ToArray(), errors) : new([], [], errors);
    }

    private static string Format(Diagnostic diagnostic)
    {
        var at = diagnostic.Location.GetLineSpan();
        string place = diagnostic.Location.IsInSource ? $"{at.Path}({at.StartLinePosition.Line + 1},{at.StartLinePosition.Character + 1})" : "surface";
        return $"{place}: error {diagnostic.Id}: {diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture)} [nanoFramework surface]";
    }
}
