using IotXmpp.Tool.Flashing;

namespace IotXmpp.Tool.Tests.Flashing;

/// <summary>Programs that do what a test says. Unless told otherwise nanoff finds an ESP32 and does all it is asked.</summary>
internal sealed class ScriptedPrograms : IProgramRunner
{
    /// <summary>What nanoff writes about the chip on the port.</summary>
    public const string Esp32 = "\nConnected to:\nESP32 (ESP32-D0WD-V3 (revision v3.1))\nFeatures WiFi, BT, Dual Core, 240MHz\nFlash size 4MB\n";

    /// <summary>What nanoff writes about the firmware.</summary>
    public const string Libraries = "Native Assemblies:\n  mscorlib v100.5.0.24, checksum 0x1549C856\n  System.Net v100.2.0.12, checksum 0x6DFA71D6\n";

    /// <summary>What was run: program and arguments.</summary>
    public List<string> Runs { get; } = [];

    public HashSet<string> Installed { get; } = ["nanoff", "dotnet"];

    /// <summary>What a run gives, by a piece of its arguments.</summary>
    public Dictionary<string, ProgramRun> Answers { get; } = new() { ["--platform esp32"] = new(0, Esp32), ["--nanodevice"] = new(0, Libraries) };

    /// <summary>Called with the arguments of each run, while it runs.</summary>
    public Action<IReadOnlyList<string>> During { get; set; } = _ => { };

    public string? Find(string program) => Installed.Contains(program) ? program : null;

    public Task<ProgramRun> RunAsync(string program, IReadOnlyList<string> arguments, Action<string> line, CancellationToken ct)
    {
        string text = $"{program} {string.Join(' ', arguments)}";
        Runs.Add(text);
        During(arguments);
        ct.ThrowIfCancellationRequested();
        if (text == "dotnet tool install -g nanoff" && !Answers.ContainsKey("tool install"))
            Installed.Add("nanoff");
        var run = Answers.FirstOrDefault(answer => text.Contains(answer.Key, StringComparison.Ordinal)).Value ?? new ProgramRun(0, "OK\n");
        foreach (string written in run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            line(written);
        return Task.FromResult(run);
    }
}
