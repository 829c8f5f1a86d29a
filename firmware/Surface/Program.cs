using IotXmpp.Surface;
using IotXmpp.Surface.Listing;
using IotXmpp.Surface.Projects;
using IotXmpp.Surface.Reference;

// Run by the build (see IotXmpp.Surface.csproj): check --root <repository> --report <file>
// By hand:                                       projects --root <repository> --write
switch (args)
{
    case ["check", "--root", var root, "--report", var report]:
        return Check(Path.GetFullPath(root), report);
    case ["projects", "--root", var root, "--write"]:
        return WriteProjects(Path.GetFullPath(root));
    default:
        Console.Error.WriteLine("usage: IotXmpp.Surface check --root <repository> --report <file> | projects --root <repository> --write");
        return 2;
}

static int Check(string root, string report)
{
    var result = Run(root);
    if (result.Errors.Count > 0)
    {
        File.Delete(report);
        return 1;
    }

    foreach (string line in result.Sizes)
    {
        Console.WriteLine(line);
    }

    File.WriteAllLines(report, result.Sizes);
    return 0;
}

static int WriteProjects(string root)
{
    var result = Run(root);
    if (result.Errors.Count > 0)
    {
        return 1;
    }

    foreach (var (path, text) in new BoardProjects(root, ApiListParser.ReadFolder(ApiFolder(root)), result.References).Files())
    {
        File.WriteAllText(Path.Combine(root, "firmware", path), text);
        Console.WriteLine(path);
    }

    return 0;
}

static SurfaceResult Run(string root)
{
    var result = new SurfaceCheck(ReferenceAssemblies.Compile(ApiFolder(root))).Run(BoardParts.Find(root));
    foreach (string error in result.Errors)
    {
        Console.WriteLine(error);
    }

    return result;
}

static string ApiFolder(string root) => Path.Combine(root, "firmware", "Surface", "api");
