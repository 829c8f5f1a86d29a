using System.CommandLine;
using IotXmpp.Tool.Commands;

namespace IotXmpp.Tool.Tests.Exi;

/// <summary>Runs a command line in this process, in a folder of its own.</summary>
internal sealed class CommandRun : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("iotxmpp-tool-tests");

    /// <summary>Vectors of the repository.</summary>
    public static string Vectors { get; } = FindVectors();

    public string Output { get; private set; } = "";

    public string Error { get; private set; } = "";

    public string Path(string name) => System.IO.Path.Combine(_folder.FullName, name);

    public string Write(string name, string text)
    {
        File.WriteAllText(Path(name), text);
        return Path(name);
    }

    public int Run(params string[] args)
    {
        var output = new StringWriter();
        var error = new StringWriter();
        var root = new RootCommand { ExiCommand.Create(), DeviceTypeCommand.Create() };
        int code = root.Parse(args).Invoke(new InvocationConfiguration { Output = output, Error = error });
        Output = output.ToString();
        Error = error.ToString();
        return code;
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static string FindVectors()
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            string candidate = System.IO.Path.Combine(at.FullName, "tests", "vectors", "exi");
            if (Directory.Exists(candidate))
                return candidate;
        }

        throw new DirectoryNotFoundException("tests/vectors/exi");
    }
}
