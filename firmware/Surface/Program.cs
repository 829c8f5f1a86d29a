using IotXmpp.Surface;
using IotXmpp.Surface.Reference;

// Run by the build (see IotXmpp.Surface.csproj): check --root <repository> --report <file>
if (args is not ["check", "--root", var root, "--report", var report])
{
    Console.Error.WriteLine("usage: IotXmpp.Surface check --root <repository> --report <file>");
    return 2;
}

root = Path.GetFullPath(root);
string[] portable = [.. Directory.GetDirectories(Path.Combine(root, "src")).Select(project => Path.Combine(project, "Portable")).Where(Directory.Exists)];
var check = new SurfaceCheck(ReferenceAssemblies.Compile(Path.Combine(root, "firmware", "Surface", "api")));
string node = Path.Combine(root, "firmware", "Node");
var (errors, sizes) = check.Run(
    new SurfacePart("IotXmpp.Portable", portable.SelectMany(Sources)),
    new SurfacePart("IotXmpp.Device", Sources(Path.Combine(root, "firmware", "Device"))),
    // By themselves first: a driver that sleeps, or a decision that asks for the time, could not be tested off the board. On the board they are part of Node.
    new SurfacePart("IotXmpp.Node", [.. Sources(Path.Combine(node, "Drivers")), .. Sources(Path.Combine(node, "Life"))], IsRehearsal: true),
    new SurfacePart("IotXmpp.Node", Sources(node), IsSansIo: false));
foreach (string error in errors)
{
    Console.WriteLine(error);
}

if (errors.Count > 0)
{
    File.Delete(report);
    return 1;
}

foreach (string line in sizes)
{
    Console.WriteLine(line);
}

File.WriteAllLines(report, sizes);
return 0;

static IEnumerable<(string Path, string Text)> Sources(string folder) =>
    Directory.GetFiles(folder, "*.cs", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(path => (path, File.ReadAllText(path)));
