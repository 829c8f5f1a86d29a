using System.CommandLine;
using IotXmpp.Tool.Commands;
using IotXmpp.Tool.Flashing;

namespace IotXmpp.Tool.Tests.Flashing;

/// <summary>Runs <c>flash</c> in this process, with an image and settings in a folder of its own.</summary>
internal sealed class FlashRun : IDisposable
{
    public const string WifiPassword = "correct horse battery";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("iotxmpp-flash-tests-");

    public FlashRun()
    {
        File.WriteAllBytes(Image, ImageVectors.Image);
        WriteSettings("climate-devkit", "concentrator.example");
    }

    public ScriptedPrograms Programs { get; } = new();

    public string Image => Path("app.bin");

    public string Settings => Path("board1.json");

    public string Output { get; private set; } = "";

    public string Error { get; private set; } = "";

    public string Path(string name) => System.IO.Path.Combine(_folder.FullName, name);

    /// <summary>A settings file with the members that the service writes.</summary>
    public void WriteSettings(string kind, string host) => File.WriteAllText(
        Settings,
        $$"""
        { "name": "board1", "kind": "{{kind}}", "domain": "things.example", "host": "{{host}}", "ports": { "exi": 15222, "xmpp": null, "xmppTls": null },
          "scramSha256": { "salt": "{{Base64(16)}}", "iterations": 4096, "clientKey": "{{Base64(32)}}", "serverKey": "{{Base64(32)}}" }, "exi": { "configurationId": "x" } }
        """);

    public Task<int> FlashAsync(params string[] more) => FlashAsync(Programs, CancellationToken.None, more);

    public async Task<int> FlashAsync(IProgramRunner programs, CancellationToken ct, params string[] more)
    {
        string[] arguments = ["flash", "--board", "climate-devkit", "--port", "COM3", "--settings", Settings, "--image", Image, .. more];
        return await RunAsync(programs, ct, arguments);
    }

    public async Task<int> RunAsync(IProgramRunner programs, CancellationToken ct, params string[] arguments)
    {
        var output = new StringWriter();
        var error = new StringWriter();
        var root = new RootCommand { FlashCommand.Create(programs, _ => WifiPassword) };
        int code = await root.Parse(arguments).InvokeAsync(new InvocationConfiguration { Output = output, Error = error }, ct);
        Output = output.ToString();
        Error = error.ToString();
        return code;
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static string Base64(int length) => Convert.ToBase64String(Enumerable.Range(0, length).Select(i => (byte)i).ToArray());
}
