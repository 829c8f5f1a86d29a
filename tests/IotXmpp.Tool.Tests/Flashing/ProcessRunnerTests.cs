using IotXmpp.Tool.Flashing;

namespace IotXmpp.Tool.Tests.Flashing;

/// <summary>Real programs: a shell script plays nanoff.</summary>
public sealed class ProcessRunnerTests : IDisposable
{
    private readonly FlashRun _run = new();

    [Fact]
    public async Task A_program_that_fails_is_read_and_its_exit_code_arrives()
    {
        var programs = new Script(_run.Path("nanoff"), "echo 'Reading details from chip...'\necho 'Error E6000: busy' >&2\nexit 112\n");
        (await _run.FlashAsync(programs, TestContext.Current.CancellationToken)).Should().Be(1);
        _run.Output.Should().Contain("    Reading details from chip...").And.Contain("another program has it");
    }

    [Fact]
    public async Task A_program_that_is_stopped_does_not_go_on_behind_our_back()
    {
        using var stop = new CancellationTokenSource();
        string started = _run.Path("started");
        var programs = new Script(_run.Path("nanoff"), $"echo $$ >{started}.new\nmv {started}.new {started}\nexec sleep 600\n");
        var flash = _run.FlashAsync(programs, stop.Token);
        using (var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(20)))
        {
            while (!File.Exists(started) && !flash.IsCompleted)
                await tick.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }

        await stop.CancelAsync();
        (await flash).Should().Be(130);
        Directory.Exists($"/proc/{File.ReadAllText(started).Trim()}").Should().BeFalse();
    }

    [Fact]
    public void A_program_that_is_not_there_is_not_found() => new ProcessRunner().Find("no-such-program-anywhere").Should().BeNull();

    public void Dispose() => _run.Dispose();

    /// <summary>Runs a script whatever is asked for.</summary>
    private sealed class Script : IProgramRunner
    {
        private readonly ProcessRunner _runner = new();
        private readonly string _path;

        public Script(string path, string text)
        {
            Assert.SkipWhen(OperatingSystem.IsWindows(), "needs a Unix shell");
            _path = path;
            File.WriteAllText(path, "#!/bin/sh\n" + text);
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        public string? Find(string program) => _path;

        public Task<ProgramRun> RunAsync(string program, IReadOnlyList<string> arguments, Action<string> line, CancellationToken ct) => _runner.RunAsync(program, arguments, line, ct);
    }
}
