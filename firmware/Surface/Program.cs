using IotXmpp.Surface;
using IotXmpp.Surface.Reference;

// Run by the build (see IotXmpp.Surface.csproj): check --root <repository> --report <file>
if (args is not ["check", "--root", var root, "--report", var report])
{
    Console.Error.WriteLine("usage: IotXmpp.Surface check --root <repository> --report <file>");
    return 2;
}

root = Path.GetFullPath(root);
var sources = Directory.GetFiles(Path.Combine(root, "firmware", "Device"), "*.cs", SearchOption.AllDirectories)
    .Concat(Directory.GetDirectories(Path.Combine(root, "src"))
        .Select(project => Path.Combine(project, "Portable"))
        .Where(Directory.Exists)
        .SelectMany(folder => Directory.GetFiles(folder, "*.cs", SearchOption.AllDirectories)))
    .Order(StringComparer.Ordinal)
    .Select(path => (path, File.ReadAllText(path)));

var check = new SurfaceCheck(ReferenceAssemblies.Compile(Path.Combine(root, "firmware", "Surface", "api")));
var (errors, sizes) = check.Run("IotXmpp.Device", sources);
foreach (string error in errors)
{
    Console.WriteLine(error);
}

if (errors.Count > 0)
{
    File.Delete(report);
    return 1;
}

string line = $"IotXmpp.Device on the declared nanoFramework API: {sizes}";
Console.WriteLine(line);
File.WriteAllText(report, line + Environment.NewLine);
return 0;
