using System.Globalization;
using System.Text.RegularExpressions;

namespace IotXmpp.Tool.Flashing;

/// <summary>Flashes a board with nanoff, the flasher of nanoFramework: step after step, and says in words what is wrong.</summary>
internal sealed partial class Flasher(IProgramRunner programs, TextWriter output)
{
    /// <summary>Looks for nanoff and installs it if it is not there.</summary>
    /// <returns>Its path; null, after saying why, if there is none.</returns>
    public async Task<string?> FindNanoffAsync(CancellationToken ct)
    {
        if (programs.Find("nanoff") is { } found)
            return found;
        await output.WriteLineAsync("nanoff is not installed. Installing it for this user: dotnet tool install -g nanoff");
        if (programs.Find("dotnet") is not { } dotnet)
        {
            await Tell(new("The .NET SDK is not on the search path.", "Install it (see global.json for the version), or put nanoff on the search path."));
            return null;
        }

        var run = await programs.RunAsync(dotnet, ["tool", "install", "-g", "nanoff"], Show(null), ct);
        if (run.ExitCode == 0 && programs.Find("nanoff") is { } installed)
            return installed;
        await Tell(new($"nanoff could not be installed (exit code {run.ExitCode}).", "Is this computer online? The command above can also be given by hand."));
        return null;
    }

    /// <summary>Does all steps.</summary>
    /// <param name="nanoff">Path of nanoff.</param>
    /// <param name="request">What is to be done.</param>
    /// <param name="image">The application, to compare with the firmware.</param>
    /// <param name="ct">Ends it; what was written for nanoff is deleted then too.</param>
    /// <returns>True if all was done.</returns>
    public async Task<bool> RunAsync(string nanoff, FlashRequest request, FirmwareImage image, CancellationToken ct)
    {
        using var files = new DeploymentFiles(request);
        var steps = FlashStep.Of(request, files.Files, files.Network);
        for (int i = 0; i < steps.Count; i++)
        {
            await output.WriteLineAsync($"[{i + 1}/{steps.Count}] {steps[i].Title}");
            var run = await programs.RunAsync(nanoff, steps[i].Arguments, Show(request.Network?.Password), ct);
            var problem = run.ExitCode != 0 ? FlashProblem.Of(run, request.Target.Chip) : steps[i].Check switch
            {
                FlashCheck.Chip => CheckChip(run.Output, request.Target.Chip),
                FlashCheck.Libraries => CheckLibraries(run.Output, image),
                FlashCheck.Files => NotWritten().Match(run.Output) is { Success: true } line ? FlashProblem.NotWritten(line.Value.Trim()) : null,
                _ => null,
            };
            if (problem is null)
                continue;
            await Tell(problem);
            return false;
        }

        return true;
    }

    private static FlashProblem? CheckChip(string text, string expected) =>
        ConnectedTo().Match(text) is { Success: true } match && match.Groups["chip"].Value != expected ? FlashProblem.WrongChip(match.Groups["chip"].Value, expected) : null;

    /// <summary>The firmware lists its native libraries with their checksums; an assembly with another checksum would not start. A firmware that lists none is taken as it is.</summary>
    private static FlashProblem? CheckLibraries(string text, FirmwareImage image)
    {
        var native = Native().Matches(text).ToDictionary(match => match.Groups["name"].Value, match => uint.Parse(match.Groups["sum"].ValueSpan, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
        if (native.Count == 0)
            return null;
        var wrong = image.Assemblies.Where(assembly => assembly.NativeChecksum != 0 && (!native.TryGetValue(assembly.Name, out uint sum) || sum != assembly.NativeChecksum))
            .Select(assembly => native.TryGetValue(assembly.Name, out uint sum) ? $"{assembly.Name} has 0x{sum:X8}, needed is 0x{assembly.NativeChecksum:X8}" : $"{assembly.Name} is not in it").ToList();
        return wrong.Count == 0 ? null : FlashProblem.WrongLibraries(string.Join("; ", wrong));
    }

    private async Task Tell(FlashProblem problem)
    {
        await output.WriteLineAsync();
        await output.WriteLineAsync(problem.What);
        await output.WriteLineAsync(problem.Remedy);
    }

    /// <summary>Shows what a program writes. nanoff is not known to write passwords; should it, they are not shown.</summary>
    private Action<string> Show(string? secret) => line => output.WriteLine("    " + (secret is null ? line : line.Replace(secret, "***", StringComparison.Ordinal)));

    [GeneratedRegex(@"Connected to:\s+(?<chip>ESP32(-[A-Z]\d+)?)\b")]
    private static partial Regex ConnectedTo();

    [GeneratedRegex(@"^\s+(?<name>[\w.]+) v[\d.]+, checksum 0x(?<sum>[0-9A-Fa-f]{8})", RegexOptions.Multiline)]
    private static partial Regex Native();

    [GeneratedRegex(@"^.*(Error deploying content file|Exception deploying content file|Error uploading).*$", RegexOptions.Multiline)]
    private static partial Regex NotWritten();
}
