using System.Diagnostics;
using System.Globalization;
using SharpFuzz;

namespace IotXmpp.Exi.Fuzz;

/// <summary>The commands; README.md describes them.</summary>
internal static class Program
{
    private const string Codec = "IotXmpp.Exi.dll";
    private const string Usage = """
        run [--seconds N] [--targets a,b] [--seed N] [--findings FOLDER]
        replay [--targets a] FILE...      the target is the file's name up to the hyphen, unless named
        """;

    private static int Main(string[] args)
    {
        string findings = Option(args, "--findings") ?? Path.Combine(Environment.CurrentDirectory, "fuzz-findings");
        switch (args.FirstOrDefault())
        {
            case "run":
                return RunInstrumented(args, findings);
            case "inner":
                return RunInner(args, findings);
            case "replay":
                return Replay(args);
            default:
                Console.Error.WriteLine(Usage);
                return FuzzExit.Usage;
        }
    }

    /// <summary>Instruments a copy of the codec and runs in a second process, which may end in any way.</summary>
    private static int RunInstrumented(string[] args, string findings)
    {
        string folder = Directory.CreateTempSubdirectory("iotxmpp-fuzz-").FullName;
        try
        {
            foreach (string file in Directory.EnumerateFiles(AppContext.BaseDirectory))
                File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
            _ = Fuzzer.Instrument(Path.Combine(folder, Codec), static _ => true, Options.Value).Count();

            return RunUntilTheEnd(args, folder, findings);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>A process that an input ended is followed by another one, with another seed, for the time that is left.</summary>
    private static int RunUntilTheEnd(string[] args, string folder, string findings)
    {
        string current = Path.Combine(folder, "current-input");
        int seconds = Number(args, "--seconds", 20);
        int seed = Number(args, "--seed", 20);
        long begin = Stopwatch.GetTimestamp();
        int result = FuzzExit.Clean;
        for (int ends = 0; ; ends++)
        {
            int left = Math.Max(1, seconds - (int)Stopwatch.GetElapsedTime(begin).TotalSeconds);
            string[] inner =
            [
                Path.Combine(folder, "IotXmpp.Exi.Fuzz.dll"), "inner", "--seconds", $"{left}", "--seed", $"{seed + ends}", "--targets", string.Join(',', Names(args)),
                "--current", current, "--vectors", VectorFolder(), "--findings", findings,
            ];
            using Process process = Process.Start(new ProcessStartInfo("dotnet", inner))!;
            process.WaitForExit();
            if (process.ExitCode is FuzzExit.Clean or FuzzExit.Found or FuzzExit.Usage)
                return Math.Max(result, process.ExitCode);

            (int target, byte[] input) = CurrentInput.Read(current);
            Directory.CreateDirectory(findings);
            string path = Path.Combine(findings, $"{Names(args)[target]}-end{ends + 1}.bin");
            File.WriteAllBytes(path, input);
            Console.WriteLine($"FINDING {path}: the process ended with {process.ExitCode}");
            result = FuzzExit.Found;
        }
    }

    private static int RunInner(string[] args, string findings)
    {
        var coverage = new CoverageMap(); // before any instrumented code runs
        var seeds = new Seeds(Option(args, "--vectors")!);
        IFuzzTarget[] targets = [.. Names(args).Select(name => FuzzTargets.Create(name, seeds))];
        using var current = new CurrentInput(Option(args, "--current")!);
        var run = new FuzzRun(targets, Number(args, "--seed", 20), findings, current, coverage);
        run.Run(TimeSpan.FromSeconds(Number(args, "--seconds", 20)));
        return run.Findings == 0 ? FuzzExit.Clean : FuzzExit.Found;
    }

    private static int Replay(string[] args)
    {
        var seeds = new Seeds(VectorFolder());
        int found = 0;
        foreach (string path in args.Skip(1).Where(static argument => File.Exists(argument)))
        {
            string name = Option(args, "--targets") ?? Path.GetFileName(path).Split('-')[0];
            try
            {
                FuzzTargets.Create(name, seeds).Run(File.ReadAllBytes(path));
                Console.WriteLine($"{path}: nothing wrong");
            }
            catch (Exception e)
            {
                // The top of an execution, as in a run.
                found++;
                Console.WriteLine($"{path}: {e}");
            }
        }

        return found == 0 ? FuzzExit.Clean : FuzzExit.Found;
    }

    private static string[] Names(string[] args) => Option(args, "--targets")?.Split(',') ?? [.. FuzzTargets.Names];

    private static int Number(string[] args, string name, int otherwise) =>
        Option(args, name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;

    private static string? Option(string[] args, string name)
    {
        int at = Array.IndexOf(args, name);
        return at >= 0 && at + 1 < args.Length ? args[at + 1] : null;
    }

    private static string VectorFolder()
    {
        foreach (string start in (string[])[Environment.CurrentDirectory, AppContext.BaseDirectory])
        {
            for (DirectoryInfo? folder = new(start); folder is not null; folder = folder.Parent)
            {
                string candidate = Path.Combine(folder.FullName, "tests", "vectors", "exi");
                if (Directory.Exists(candidate))
                    return candidate;
            }
        }

        throw new DirectoryNotFoundException("tests/vectors/exi is neither above the current folder nor above the program's");
    }
}
