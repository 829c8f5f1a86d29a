using System.Diagnostics;
using System.Text.Json;
using IotXmpp.Concentrator.Service.Commands;
using IotXmpp.Testing;

namespace IotXmpp.Service.Tests.Commands;

/// <summary>The executable as a person runs it: its own process.</summary>
public sealed class CommandLineTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("iotxmpp-cli-").FullName;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Help_names_the_commands_and_version_is_a_version()
    {
        var help = await RunAsync("--help");
        help.Code.Should().Be(ExitCode.Success);
        help.Output.Should().Contain("demo").And.Contain("serve").And.Contain("user").And.Contain("device").And.Contain("Concentrator__Domain");

        var version = await RunAsync("--version");
        version.Output.Trim().Should().Be(CommandLine.Version);
    }

    [Fact]
    public async Task Accounts_are_added_listed_and_removed()
    {
        (await RunWithInputAsync("secret\n", "user", "add", "me@localhost")).Should().Be((ExitCode.Success, "me@localhost added.\n", ""));
        (await RunAsync("user", "list")).Output.Should().Be("me@localhost\n");
        (await RunAsync("user", "password", "me@localhost", "--password", "other")).Code.Should().Be(ExitCode.Success);

        var again = await RunAsync("user", "add", "me@localhost", "--password", "x");
        again.Code.Should().Be(ExitCode.Failed);
        again.Error.Should().Contain("me@localhost is there already").And.NotContain("   at ");

        (await RunAsync("user", "remove", "me@localhost")).Code.Should().Be(ExitCode.Success);
        (await RunAsync("user", "list")).Output.Should().BeEmpty();
    }

    [Fact]
    [Spec("DI-023", "DI-070", "DI-073")]
    public async Task A_board_that_is_nobodys_has_a_code_until_it_is_claimed()
    {
        var added = await RunAsync("device", "add", "board1", "--unclaimed", "--kind", "climate");
        added.Code.Should().Be(ExitCode.Success, added.Error);
        string code = Line(added.Output, "Code:");
        code.Should().MatchRegex("^IoTDisco;SN:board1;MODEL:climate;KEY:[a-z0-9]{24}$");
        (await RunAsync("device", "list")).Output.Should().Be("board1@things.localhost\tclimate\t-\n");

        string picture = Path.Combine(_folder, "board1.png");
        var shown = await RunAsync("device", "qr", "board1", "--png", picture);
        shown.Code.Should().Be(ExitCode.Success, shown.Error);
        Line(shown.Output, "Code:").Should().Be(code);
        Line(shown.Output, "URI:").Should().StartWith("iotdisco:SN=board1;MODEL=climate;KEY=");
        shown.Output.Split('\n').Count(line => line.Contains('\u2588')).Should().BeGreaterThan(15, "the code is drawn");
        (await File.ReadAllBytesAsync(picture, Ct)).AsSpan(0, 8).ToArray().Should().Equal(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(picture).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Line((await RunAsync("device", "qr", "board1", "--new")).Output, "Code:").Should().NotBe(code);

        await RunAsync("device", "add", "board2", "--owner", "me@localhost");
        var owned = await RunAsync("device", "qr", "board2");
        owned.Code.Should().Be(ExitCode.Failed);
        owned.Error.Should().Contain("me@localhost's");
        (await RunAsync("device", "qr", "board3")).Error.Should().Contain("There is no board board3@things.localhost");

        static string Line(string output, string label) => output.Split('\n').Single(line => line.StartsWith(label, StringComparison.Ordinal))[label.Length..].Trim();
    }

    [Fact]
    public async Task A_board_is_added_with_a_password_that_is_shown_once_and_kept_nowhere()
    {
        await RunAsync("user", "add", "me@localhost", "--password", "x");
        var added = await RunAsync("device", "add", "board1", "--owner", "me@localhost", "--kind", "climate");
        added.Code.Should().Be(ExitCode.Success, added.Error);
        string password = added.Output.Split('\n').Single(line => line.StartsWith("Password:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];

        using var settings = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(_folder, "boards", "board1.json"), Ct));
        settings.RootElement.GetProperty("name").GetString().Should().Be("board1");
        settings.RootElement.GetProperty("domain").GetString().Should().Be("things.localhost");
        settings.RootElement.GetProperty("ports").GetProperty("exi").GetInt32().Should().Be(15222);
        settings.RootElement.GetProperty("exi").GetProperty("configurationId").GetString().Should().Be("iot-board-1");
        Convert.FromBase64String(settings.RootElement.GetProperty("scramSha256").GetProperty("clientKey").GetString()!).Should().HaveCount(32);
        foreach (string file in Directory.GetFiles(_folder, "*", SearchOption.AllDirectories))
            (await File.ReadAllBytesAsync(file, Ct)).AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(password)).Should().Be(-1, "{0} holds no password", file);

        (await RunAsync("device", "list")).Output.Should().Be("board1@things.localhost\tclimate\tme@localhost\n");
        (await RunAsync("device", "remove", "board1")).Code.Should().Be(ExitCode.Success);
        (await RunAsync("device", "list")).Output.Should().BeEmpty();
    }

    [Theory]
    [InlineData(ExitCode.Usage, "Concentrator__Listen__Exi is 'x'", "serve", "--exi", "x")]
    [InlineData(ExitCode.Usage, "Concentrator__Domain is 'a b'", "serve", "--Concentrator:Domain=a b")]
    [InlineData(ExitCode.Usage, "--boards is '0'", "demo", "--boards", "0")]
    [InlineData(ExitCode.Usage, "frobnicate", "frobnicate")]
    [InlineData(ExitCode.Failed, "must be NAME@localhost", "demo", "--owner", "me@example.org")]
    [InlineData(ExitCode.Failed, "Accounts here are NAME@localhost", "user", "add", "me@example.org", "--password", "x")]
    [InlineData(ExitCode.Failed, "There is no board nothing@things.localhost", "device", "remove", "nothing")]
    [InlineData(ExitCode.Failed, "Whose board is it?", "device", "add", "board1")]
    public async Task What_cannot_be_done_is_one_line_and_an_exit_code(int code, string message, params string[] arguments)
    {
        var result = await RunAsync(arguments);

        result.Code.Should().Be(code);
        result.Error.Should().Contain(message).And.NotContain("   at ");
        result.Error.Trim().Split('\n').Should().ContainSingle();
    }

    [Fact]
    public async Task A_data_directory_that_cannot_be_used_is_one_line()
    {
        string file = Path.Combine(_folder, "file");
        await File.WriteAllTextAsync(file, "", Ct);

        var result = await RunAsync("serve", "--data", Path.Combine(file, "data"), "--xmpp", "127.0.0.1:0", "--xmpp-tls", "off", "--exi", "off", "--http", "off");

        result.Code.Should().Be(ExitCode.Failed);
        result.Error.Trim().Split('\n').Should().ContainSingle().Which.Should().Contain("Concentrator__DataDirectory");
    }

    [Fact]
    public async Task A_busy_port_is_one_line_that_names_its_setting()
    {
        using var busy = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        busy.Start();

        var result = await RunAsync("serve", "--xmpp", $"{busy.LocalEndpoint}", "--xmpp-tls", "off", "--exi", "off", "--http", "off");

        result.Should().Be((ExitCode.Failed, "", $"Concentrator__Listen__Xmpp cannot listen on {busy.LocalEndpoint}: the port is in use by another program.\n"));
    }

    private Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments) => RunWithInputAsync("", arguments);

    private async Task<(int Code, string Output, string Error)> RunWithInputAsync(string input, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(CommandLine).Assembly.Location, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _folder,
        };
        foreach (string inherited in start.Environment.Keys.Where(name => name.StartsWith("Concentrator__", StringComparison.OrdinalIgnoreCase)).ToList())
            start.Environment.Remove(inherited);
        start.Environment["Concentrator__DataDirectory"] = _folder;
        using var process = Process.Start(start)!;
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(Ct);
        var error = process.StandardError.ReadToEndAsync(Ct);
        await process.WaitForExitAsync(Ct);
        return (process.ExitCode, await output, await error);
    }
}
