using System.Diagnostics;
using System.Text;

namespace IotXmpp.Tool.Flashing;

/// <summary>Runs programs of this machine.</summary>
internal sealed class ProcessRunner : IProgramRunner
{
    /// <summary>Kept of what a program writes, characters: nanoff writes a few pages.</summary>
    private const int MaxOutput = 1024 * 1024;

    /// <summary>On the search path, or where the .NET SDK puts the tools of a user.</summary>
    public string? Find(string program)
    {
        string[] names = OperatingSystem.IsWindows() ? [program + ".exe", program + ".cmd"] : [program];
        string tools = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".dotnet", "tools");
        return (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Append(tools)
            .SelectMany(folder => names.Select(name => Path.Combine(folder, name))).FirstOrDefault(File.Exists);
    }

    public async Task<ProgramRun> RunAsync(string program, IReadOnlyList<string> arguments, Action<string> line, CancellationToken ct)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        using var process = new Process { StartInfo = start };
        var output = new StringBuilder();
        var gate = new Lock();
        process.OutputDataReceived += (_, e) => Keep(e.Data);
        process.ErrorDataReceived += (_, e) => Keep(e.Data);
        process.Start();
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            await process.WaitForExitAsync(ct);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
            throw;
        }

        return new ProgramRun(process.ExitCode, output.ToString());

        void Keep(string? text)
        {
            if (text is null)
                return;
            lock (gate)
            {
                if (output.Length < MaxOutput)
                    output.Append(text).Append('\n');
                line(text);
            }
        }
    }
}
