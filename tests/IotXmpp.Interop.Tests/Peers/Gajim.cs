using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace IotXmpp.Interop.Tests.Peers;

/// <summary>The chat client Gajim on a screen of its own (Xvfb), worked by <c>Python/gajim_person.py</c>. Pictures of the screen are kept in <see cref="Pictures"/>.</summary>
internal static class Gajim
{
    /// <summary>User and group without rights: Gajim refuses to run as root, which a container's only user is.</summary>
    private const string Nobody = "65534";

    /// <summary>Where the pictures lie after a run; not under version control.</summary>
    public static string Pictures { get; } = FindPictures();

    /// <summary>Runs the steps; returns what each printed.</summary>
    public static async Task<IReadOnlyList<JsonElement>> RunAsync(string jid, string password, int port, CancellationToken ct, params string[] steps)
    {
        Peer.Require("gajim", "gajim");
        Peer.RequireTypelib("Atspi-2.0", "gir1.2-atspi-2.0");
        string screen = Peer.Require("Xvfb", "xvfb"), bus = Peer.Require("dbus-run-session", "dbus-daemon"), python = Peer.Require("python3", "python3");
        string folder = Directory.CreateTempSubdirectory("iotxmpp-gajim-").FullName;
        try
        {
            string script = Path.Combine(folder, "gajim_person.py");
            File.Copy(Path.Combine(AppContext.BaseDirectory, "Python", "gajim_person.py"), script);
            await using var display = Program.Start(screen, ["-displayfd", "1", "-screen", "0", "1024x768x24", "-nolisten", "tcp"]);
            await display.UntilAsync("Xvfb has a display", _ => Task.FromResult(Display(display) is not null), TimeSpan.FromSeconds(20), ct);
            string[] command = [bus, "--", python, script, folder, jid, password, port.ToString(CultureInfo.InvariantCulture), .. steps];
            if (Environment.IsPrivilegedProcess)
            {
                await Program.RunAsync("/bin/chown", ["-R", $"{Nobody}:{Nobody}", folder], ct);
                command = [Peer.Require("setpriv", "util-linux"), $"--reuid={Nobody}", $"--regid={Nobody}", "--clear-groups", .. command];
            }

            var (code, output) = await Program.RunAsync(command[0], command[1..], ct, new Dictionary<string, string> { ["DISPLAY"] = $":{Display(display)}" });
            Directory.CreateDirectory(Pictures);
            foreach (string picture in Directory.EnumerateFiles(folder, "*.png"))
                File.Copy(picture, Path.Combine(Pictures, Path.GetFileName(picture)), overwrite: true);
            if (code != 0)
                Assert.Fail($"Gajim as {jid}: exit code {code}, pictures in {Pictures}\n{output}");
            return JsonLines.Of(output);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string? Display(Program xvfb) => xvfb.Output.Split('\n').Select(line => line.Trim()).FirstOrDefault(line => line.Length > 0 && line.All(char.IsAsciiDigit));

    private static string FindPictures([CallerFilePath] string path = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, "../../artifacts/gajim"));
}
