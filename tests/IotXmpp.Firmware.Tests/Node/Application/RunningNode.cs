using System.Reflection;
using System.Runtime.Loader;
using IotXmpp.Surface;
using IotXmpp.Surface.Tests;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace IotXmpp.Node.Tests.Application;

/// <summary>
/// The board's application from power to the end of that start, on .NET: its own threads and sources, with stand-ins for the radio, TLS, sleep and restarts. Each start is a copy of the
/// program with statics of its own, as on a board.
/// </summary>
internal sealed class RunningNode
{
    private const string Board = "climate-devkit";

    private static readonly Lazy<byte[]> s_image = new(Compile);

    private readonly Type _world;

    private RunningNode(Assembly assembly) => _world = assembly.GetType("World", throwOnError: true)!;

    /// <summary>What the test makes of the world around the board: a static field of World.</summary>
    public object this[string name]
    {
        get => _world.GetField(name)!.GetValue(null)!;
        set => _world.GetField(name)!.SetValue(null, value);
    }

    /// <summary>Switches a board on.</summary>
    /// <param name="drive">Folder that stands for its flash.</param>
    /// <param name="world">Sets up the world before the first line runs.</param>
    public static RunningNode Start(string drive, Action<RunningNode>? world = null)
    {
        var node = Load(out var assembly);
        assembly.GetType("IotXmpp.Node.Esp32.FlashFiles", throwOnError: true)!.GetField("Drive", BindingFlags.Static | BindingFlags.Public)!.SetValue(null, drive + Path.DirectorySeparatorChar);
        world?.Invoke(node);
        var main = assembly.GetType("IotXmpp.Node.Program", throwOnError: true)!.GetMethod("Main")!.CreateDelegate<ThreadStart>();
        new Thread(main) { IsBackground = true }.Start();
        return node;
    }

    /// <summary>A board that is not switched on, for a look at one class of it.</summary>
    public static RunningNode Load(out Assembly assembly)
    {
        assembly = new AssemblyLoadContext("board").LoadFromStream(new MemoryStream(s_image.Value));
        return new RunningNode(assembly);
    }

    /// <summary>True once the board has restarted or sleeps.</summary>
    public bool WaitForEnd(TimeSpan timeout) => ((ManualResetEventSlim)this["Ended"]).Wait(timeout, TestContext.Current.CancellationToken);

    /// <summary>Pulls the plug.</summary>
    public void Stop() => this["Over"] = true;

    private static byte[] Compile()
    {
        string root = SurfaceFixture.Repository;
        var parse = CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.Latest);
        var sources = BoardParts.PortableSources(root).Concat(BoardParts.DeviceSources(root)).Concat(BoardParts.NodeSources(root, Board))
            .Where(path => Path.GetFileName(Path.GetDirectoryName(path)) is not ("Buses" or "Properties"))
            .Append(Path.Combine(root, "tests/IotXmpp.Firmware.Tests/Node/Application/Stand-ins.cs.txt"));
        var platform = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal) || Path.GetFileName(path) is "mscorlib.dll" or "netstandard.dll" or "Microsoft.Win32.Primitives.dll");
        var compilation = CSharpCompilation.Create(
            "IotXmpp.Node",
            sources.Select(path => CSharpSyntaxTree.ParseText(SourceText.From(Adapt(File.ReadAllText(path)), System.Text.Encoding.UTF8), parse, path)),
            platform.Select(path => MetadataReference.CreateFromFile(path)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        using var image = new MemoryStream();
        var emitted = compilation.Emit(image);
        emitted.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Should().BeEmpty();
        return image.ToArray();
    }

    /// <summary>Flash is a folder, the calendar is the world's, and threads end with the test.</summary>
    private static string Adapt(string source) => source
        .Replace("public const string Drive = \"I:\\\\\";", "public static string Drive = \"\";", StringComparison.Ordinal)
        .Replace("public const string Settings = Drive + \"iotxmpp.json\";", "public static string Settings => Drive + \"iotxmpp.json\";", StringComparison.Ordinal)
        .Replace("private const string Prefix = FlashFiles.Drive + \"board.\";", "private static string Prefix => FlashFiles.Drive + \"board.\";", StringComparison.Ordinal)
        .Replace("DateTime.UtcNow.Ticks - UnixEpochTicks", "nanoFramework.Runtime.Native.Rtc.Now.Ticks - UnixEpochTicks", StringComparison.Ordinal)
        .Replace("using System.Threading;\nusing IotXmpp.", "using System.Threading;\nusing Thread = IotXmpp.Node.StandIn.Thread;\nusing IotXmpp.", StringComparison.Ordinal)
        .Replace("using System.Threading;\nusing nanoFramework", "using System.Threading;\nusing Thread = IotXmpp.Node.StandIn.Thread;\nusing nanoFramework", StringComparison.Ordinal);
}
