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
[
    new SurfacePart("IotXmpp.Portable", portable.SelectMany(Sources)),
    new SurfacePart("IotXmpp.Device", Sources(Path.Combine(root, "firmware", "Device"))),
    // By themselves first: a driver that sleeps, or a decision that asks for the time, could not be tested off the board. On the board they are part of Node.
    new SurfacePart("IotXmpp.Node", [.. Sources(Path.Combine(node, "Drivers")), .. Sources(Path.Combine(node, "Life"))], IsRehearsal: true),
    .. Boards(node).Select(board => new SurfacePart("IotXmpp.Node", [.. NodeSources(node, board)], IsSansIo: false, IsRehearsal: true) { Board = board }),
]);
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

// A build of the firmware is for one board (decision 0018): the sources of the others are not in it.
static string[] Boards(string node) => [.. Directory.GetDirectories(Path.Combine(node, "Boards")).Select(folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal)];

static IEnumerable<(string Path, string Text)> NodeSources(string node, string board)
{
    string boards = Path.Combine(node, "Boards");
    string own = string.Concat(board.Split('-').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
    return Sources(node).Where(source =>
    {
        string place = Path.GetRelativePath(boards, source.Path);
        return !place.EndsWith(".g.cs", StringComparison.Ordinal) || place == Path.Combine(board, "ThisBoard.g.cs") || place == own + ".g.cs" || place == own + "Grammar.g.cs";
    });
}
