using System.Text.RegularExpressions;

namespace IotXmpp.Interop.Tests.Peers;

/// <summary>The schematic editor of KiCad: its command line (<c>kicad-cli</c>) where there is one, else the windows of KiCad 6 on a screen of its own.</summary>
internal static partial class KiCad
{
    /// <summary>Lets KiCad export the netlist of a sheet and check its electrical rules.</summary>
    /// <param name="sheet">The sheet; its project must lie beside it.</param>
    /// <param name="folder">Where KiCad's files go.</param>
    /// <param name="ct">Ends it.</param>
    /// <returns>Nets by name, with the reference and number of each pin; and the report of the check.</returns>
    public static async Task<(IReadOnlyDictionary<string, HashSet<(string Reference, string Pin)>> Nets, string Report)> ExportAsync(string sheet, string folder, CancellationToken ct)
    {
        string netlist = Path.Combine(folder, "sheet.net"), report = Path.Combine(folder, "sheet.rpt");
        if (File.Exists("/usr/bin/kicad-cli"))
        {
            await RunAsync("/usr/bin/kicad-cli", ["sch", "export", "netlist", "--format", "kicadsexpr", "-o", netlist, sheet], new() { ["HOME"] = folder }, ct);
            await RunAsync("/usr/bin/kicad-cli", ["sch", "erc", "--severity-all", "-o", report, sheet], new() { ["HOME"] = folder }, ct);
        }
        else
        {
            Peer.Require("eeschema", "kicad");
            Peer.RequireTypelib("Atspi-2.0", "gir1.2-atspi-2.0");
            string screen = Peer.Require("Xvfb", "xvfb"), bus = Peer.Require("dbus-run-session", "dbus-daemon"), python = Peer.Require("python3", "python3");
            // Accessibility looks at the screen and goes: a screen that starts anew when its last client has gone would turn the editor away meanwhile.
            await using var display = Program.Start(screen, ["-displayfd", "1", "-screen", "0", "1280x900x24", "-nolisten", "tcp", "-noreset"]);
            await display.UntilAsync("Xvfb has a display", _ => Task.FromResult(Display(display) is not null), TimeSpan.FromSeconds(20), ct);
            string[] steps = ["netlist", netlist, "erc", report];
            await RunAsync(bus, ["--", python, Path.Combine(AppContext.BaseDirectory, "Python", "kicad_person.py"), folder, sheet, .. steps], new() { ["DISPLAY"] = $":{Display(display)}" }, ct);
        }

        string text = await File.ReadAllTextAsync(netlist, ct);
        var nets = new Dictionary<string, HashSet<(string, string)>>();
        foreach (Match net in Net().Matches(text[text.IndexOf("(nets", StringComparison.Ordinal)..]))
            nets[net.Groups["name"].Value.TrimStart('/')] = [.. Node().Matches(net.Groups["nodes"].Value).Select(node => (node.Groups["ref"].Value, node.Groups["pin"].Value))];
        return (nets, await File.ReadAllTextAsync(report, ct));
    }

    private static async Task RunAsync(string program, string[] arguments, Dictionary<string, string> environment, CancellationToken ct)
    {
        var (code, output) = await Program.RunAsync(program, arguments, ct, environment);
        if (code != 0)
            Assert.Fail($"{program} {string.Join(' ', arguments)}: exit code {code}\n{output}");
    }

    private static string? Display(Program xvfb) => xvfb.Output.Split('\n').Select(line => line.Trim()).FirstOrDefault(line => line.Length > 0 && line.All(char.IsAsciiDigit));

    [GeneratedRegex("""\(net \(code "[^"]*"\) \(name "(?<name>[^"]*)"\)(?<nodes>(\s*\(node (\([^()]*\)\s*)*\))*)""")]
    private static partial Regex Net();

    [GeneratedRegex("""\(ref "(?<ref>[^"]*)"\) \(pin "(?<pin>[^"]*)"\)""")]
    private static partial Regex Node();
}
