using System.Text.Json;
using IotXmpp.Tool.Flashing;
using IotXmpp.Tool.Tests.Boards;

namespace IotXmpp.Tool.Tests.Flashing;

/// <summary>Flashing, with a nanoff that does what the test says.</summary>
public sealed class FlashCommandTests : IDisposable
{
    private readonly FlashRun _run = new();

    public static TheoryData<string> Boards => HardwareTests.Boards;

    [Theory]
    [MemberData(nameof(Boards))]
    public async Task A_dry_run_prints_each_command_and_does_nothing(string board)
    {
        _run.WriteSettings(board, "concentrator.example");
        int code = await _run.RunAsync(
            _run.Programs, default, "flash", "--board", board, "--port", "/dev/ttyUSB0", "--settings", _run.Settings, "--image", _run.Image, "--ssid", "My net", "--firmware", "1.2.3.4", "--dry-run");
        code.Should().Be(0, _run.Error);
        string target = board == "air-quality-s3" ? "ESP32_S3_OCTAL" : "ESP32_REV3";
        _run.Output.Split('\n').Where(line => line.StartsWith("nanoff ", StringComparison.Ordinal)).Should().Equal(
            "nanoff --platform esp32 --serialport /dev/ttyUSB0 --devicedetails",
            $"nanoff --update --target {target} --serialport /dev/ttyUSB0 --fwversion 1.2.3.4",
            "nanoff --nanodevice --serialport /dev/ttyUSB0 --devicedetails",
            "nanoff --filedeployment files.json",
            "nanoff --networkdeployment network.json",
            $"nanoff --target {target} --serialport /dev/ttyUSB0 --deploy --image {_run.Image}");
        _run.Output.Should().Contain("\"Ssid\": \"My net\"").And.Contain("\"Password\": \"***\"").And.NotContain(FlashRun.WifiPassword);
        _run.Programs.Runs.Should().BeEmpty();
    }

    [Fact]
    public async Task A_dry_run_of_what_is_not_there_yet_says_what_would_be_run()
    {
        File.Delete(_run.Image);
        File.Delete(_run.Settings);
        _run.Programs.Installed.Remove("nanoff");
        (await _run.FlashAsync("--dry-run")).Should().Be(0);
        _run.Output.Should().Contain("\ndotnet tool install -g nanoff").And.NotContain("--networkdeployment", "no network was named");
        _run.Output.Should().Contain($"# {_run.Settings}: there is no such file; 'device add NAME --kind climate-devkit'").And.Contain($"# {_run.Image}: there is no such file");
    }

    [Fact]
    public async Task Board_and_port_are_enough_for_a_dry_run_and_what_is_missing_is_said_before_anything_is_done()
    {
        (await _run.RunAsync(_run.Programs, default, "flash", "--board", "relay-devkit", "--port", "COM3", "--dry-run")).Should().Be(0, _run.Error);
        _run.Output.Should().Contain("nanoff --target ESP32_REV3 --serialport COM3 --deploy --image ").And.Contain("relay-devkit.bin");
        (await _run.RunAsync(_run.Programs, default, "flash", "--board", "relay-devkit", "--port", "COM3")).Should().NotBe(0);
        _run.Error.Should().Contain("'device add NAME --kind relay-devkit' of the service writes it");
        _run.Programs.Runs.Should().BeEmpty();
    }

    [Fact]
    public void The_only_settings_of_a_type_of_board_are_meant_and_of_several_none()
    {
        var board = BoardLibrary.Find("climate-devkit");
        string folder = Path.GetDirectoryName(_run.Settings)!;
        FlashDefaults.Settings(board, Path.Combine(folder, "nowhere")).Should().BeNull();
        FlashDefaults.Settings(BoardLibrary.Find("relay-devkit"), folder).Should().BeNull("the one there is for a climate-devkit");
        File.WriteAllText(Path.Combine(folder, "noise.json"), "{");
        FlashDefaults.Settings(board, folder).Should().Be(_run.Settings);
        File.Copy(_run.Settings, Path.Combine(folder, "board2.json"));
        var choose = () => FlashDefaults.Settings(board, folder);
        choose.Should().Throw<FormatException>().WithMessage("*say --settings with *board1.json or *board2.json*");
    }

    [Fact]
    public async Task A_board_is_flashed_step_by_step_and_the_secrets_are_private_and_gone_afterwards()
    {
        string folder = "";
        _run.Programs.During = arguments =>
        {
            if (arguments is not ["--networkdeployment", var network])
                return;
            folder = Path.GetDirectoryName(network)!;
            var document = JsonDocument.Parse(File.ReadAllText(network)).RootElement;
            document.GetProperty("SerialPort").GetString().Should().Be("COM3");
            document.GetProperty("WirelessClient").GetProperty("Ssid").GetString().Should().Be("net");
            document.GetProperty("WirelessClient").GetProperty("Password").GetString().Should().Be(FlashRun.WifiPassword);
            if (!OperatingSystem.IsWindows())
            {
                File.GetUnixFileMode(network).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
                File.GetUnixFileMode(folder).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }
        };
        (await _run.FlashAsync("--ssid", "net")).Should().Be(0, _run.Output + _run.Error);
        _run.Programs.Runs.Should().HaveCount(6).And.NotContain(run => run.Contains(FlashRun.WifiPassword));
        _run.Output.Should().Contain("[1/6] Looking for the ESP32 on COM3").And.Contain("[6/6] Writing the application").And.Contain("Done.").And.NotContain(FlashRun.WifiPassword);
        Directory.Exists(folder).Should().BeFalse();
    }

    [Fact]
    public async Task The_settings_file_of_the_service_is_what_is_deployed()
    {
        byte[]? deployed = null;
        _run.Programs.During = arguments =>
        {
            if (arguments is not ["--filedeployment", var list])
                return;
            var file = JsonDocument.Parse(File.ReadAllText(list)).RootElement.GetProperty("Files")[0];
            file.GetProperty("DestinationFilePath").GetString().Should().Be(@"I:\iotxmpp.json");
            deployed = File.ReadAllBytes(file.GetProperty("SourceFilePath").GetString()!);
        };
        (await _run.FlashAsync()).Should().Be(0);
        deployed.Should().Equal(File.ReadAllBytes(_run.Settings));
    }

    /// <summary>What nanoff and the esptool in it write, and with what nanoff ends; on Unix only the low eight bits of that arrive.</summary>
    [Theory]
    [InlineData("--platform esp32", 6000, "Error E6000: Couldn't open serial device. Make sure the COM port exists, that the device is connected and that it's not being used by another application.", "another program has it")]
    [InlineData("--platform esp32", 160, "Error E4000: Error executing esptool command. (A fatal error occurred: Could not open COM3, the port is busy or doesn't exist.)", "in use by another program")]
    [InlineData("--platform esp32", 160, "Error E4000: Error executing esptool command. (PermissionError(13, 'Access is denied.', None, 5))", "in use by another program")]
    [InlineData("--platform esp32", 160, "Error E4000: ... [Errno 13] Permission denied: '/dev/ttyUSB0'", "dialout")]
    [InlineData("--platform esp32", 160, "A fatal error occurred: Failed to connect to ESP32: Wrong boot mode detected (0x13)! The chip needs to be in download mode.\nError E4000: ...", "Hold the button BOOT")]
    [InlineData("--update", 160, "A fatal error occurred: This chip is ESP32-S3, not ESP32. Wrong --chip argument?\nError E4000: ...", "The chip on this port is an ESP32-S3; this board has an ESP32.")]
    [InlineData("--update", 163, "Writing at 0x00045000... (40 %)\nError E4003: Failed to write new firmware to ESP32. (ClearCommError failed (PermissionError(13, 'The device does not recognize the command.')))", "went away in the middle")]
    [InlineData("--update", 163, "Error E4003: Failed to write new firmware to ESP32.", "could not be written")]
    [InlineData("--update", 45, "Error E9005: Can't find the target in Cloudsmith repository.", "--listtargets")]
    [InlineData("--nanodevice", 208, "Error E2000: Error connecting to nano device.", "Press EN")]
    [InlineData("--networkdeployment", 40, "Error E9000: Invalid or missing arguments.", "dotnet tool update -g nanoff")]
    [InlineData("--deploy", 165, "", "The port cannot be opened.")]
    [InlineData("--deploy", 99, "strange", "nanoff ended with 99.")]
    public async Task What_is_wrong_is_said_in_words_and_nothing_more_is_written(string step, int exitCode, string written, string said)
    {
        _run.Programs.Answers.Remove(step);
        _run.Programs.Answers[step] = new ProgramRun(exitCode, written);
        (await _run.FlashAsync("--ssid", "net")).Should().Be(1);
        _run.Output.Should().Contain(said).And.NotContain("Done.");
        _run.Programs.Runs[^1].Should().Contain(step, "it stops there");
    }

    [Fact]
    public async Task Another_chip_is_noticed_before_anything_is_written()
    {
        _run.Programs.Answers["--platform esp32"] = new(0, "Connected to:\nESP32-S3 (ESP32-S3 (QFN56) (revision v0.2))\nFeatures WiFi, BLE\n");
        (await _run.FlashAsync()).Should().Be(1);
        _run.Output.Should().Contain("The chip on this port is an ESP32-S3; this board has an ESP32.");
        _run.Programs.Runs.Should().ContainSingle();
    }

    [Theory]
    [InlineData("Native Assemblies:\n  mscorlib v100.5.0.19, checksum 0x445C7AF9\n", "mscorlib has 0x445C7AF9, needed is 0x1549C856")]
    [InlineData("Native Assemblies:\n  System.Net v100.2.0.12, checksum 0x6DFA71D6\n", "mscorlib is not in it")]
    public async Task A_firmware_that_does_not_go_with_the_application_is_noticed_before_it_is_written(string libraries, string said)
    {
        _run.Programs.Answers["--nanodevice"] = new(0, libraries);
        (await _run.FlashAsync()).Should().Be(1);
        _run.Output.Should().Contain(said).And.Contain("--firmware VERSION");
        _run.Programs.Runs.Should().NotContain(run => run.Contains("--deploy"));
    }

    /// <summary>nanoff ends with 0 when a file was not written.</summary>
    [Fact]
    public async Task Settings_that_did_not_arrive_are_noticed()
    {
        _run.Programs.Answers["--filedeployment"] = new(0, "Deploying file x to I:\\iotxmpp.json...\nError deploying content file x to I:\\iotxmpp.json\n");
        (await _run.FlashAsync()).Should().Be(1);
        _run.Output.Should().Contain("The settings did not arrive");
    }

    [Fact]
    public async Task A_missing_nanoff_is_installed()
    {
        _run.Programs.Installed.Remove("nanoff");
        (await _run.FlashAsync()).Should().Be(0);
        _run.Programs.Runs[0].Should().Be("dotnet tool install -g nanoff");
        _run.Output.Should().Contain("nanoff is not installed");
    }

    [Fact]
    public async Task A_nanoff_that_cannot_be_installed_is_said()
    {
        _run.Programs.Installed.Remove("nanoff");
        _run.Programs.Answers["tool install"] = new(1, "error NU1101: Unable to find package nanoff.");
        (await _run.FlashAsync()).Should().Be(1);
        _run.Output.Should().Contain("could not be installed (exit code 1)");
        _run.Programs.Runs.Should().ContainSingle();
    }

    [Fact]
    public async Task Stopped_in_the_middle_the_files_are_deleted()
    {
        using var stop = new CancellationTokenSource();
        string folder = "";
        _run.Programs.During = arguments =>
        {
            if (arguments is not ["--networkdeployment", var network])
                return;
            folder = Path.GetDirectoryName(network)!;
            stop.Cancel();
        };
        (await _run.FlashAsync(_run.Programs, stop.Token, "--ssid", "net")).Should().Be(130);
        folder.Should().NotBeEmpty();
        Directory.Exists(folder).Should().BeFalse();
        _run.Error.Should().Contain("Stopped.");
    }

    [Fact]
    public async Task Only_settings_and_application_with_the_firmware_kept()
    {
        (await _run.FlashAsync("--keep-firmware")).Should().Be(0);
        _run.Programs.Runs.Should().HaveCount(4).And.NotContain(run => run.Contains("--update"));
    }

    [Fact]
    public async Task Certificates_are_given_with_the_end_the_firmware_wants()
    {
        File.WriteAllText(_run.Path("ca.pem"), "-----BEGIN CERTIFICATE-----\n");
        byte[]? given = null;
        _run.Programs.During = arguments =>
        {
            if (arguments is ["--networkdeployment", var network])
                given = File.ReadAllBytes(JsonDocument.Parse(File.ReadAllText(network)).RootElement.GetProperty("CACertificatesPath").GetString()!);
        };
        (await _run.FlashAsync("--ca", _run.Path("ca.pem"))).Should().Be(0);
        given.Should().Equal("-----BEGIN CERTIFICATE-----\n\0"u8.ToArray());
    }

    [Fact]
    public async Task Settings_the_board_would_not_take_are_refused_before_anything_is_done()
    {
        _run.WriteSettings("relay-devkit", "concentrator.example");
        await RefusedAsync("it is for a relay-devkit, and this is a climate-devkit");
        File.WriteAllText(_run.Settings, "{}");
        await RefusedAsync("'name' is missing");
        File.WriteAllText(_run.Settings, "board1");
        await RefusedAsync("no settings file");
        File.Delete(_run.Settings);
        await RefusedAsync("'device add NAME --kind climate-devkit' of the service writes it");

        async Task RefusedAsync(string said)
        {
            (await _run.FlashAsync()).Should().Be(2);
            _run.Error.Should().Contain(said);
            _run.Programs.Runs.Should().BeEmpty();
        }
    }

    [Theory]
    [InlineData("--ssid", "a name of more than 32 octets, which no access point has", "1 to 32 octets")]
    [InlineData("--ca", "nowhere.pem", "there is no such file")]
    [InlineData("--board", "toaster", "known: air-quality-s3, climate-devkit, energy-meter, relay-devkit")]
    public async Task What_cannot_be_right_is_refused(string option, string value, string said)
    {
        string[] arguments = ["flash", "--board", "climate-devkit", "--port", "COM3", "--settings", _run.Settings, "--image", _run.Image];
        int at = Array.IndexOf(arguments, option);
        (await _run.RunAsync(_run.Programs, default, at < 0 ? [.. arguments, option, value] : [.. arguments[..(at + 1)], value, .. arguments[(at + 2)..]])).Should().Be(2);
        _run.Error.Should().Contain(said);
    }

    [Fact]
    public async Task A_damaged_image_is_refused()
    {
        byte[] image = [.. ImageVectors.Image];
        image[^1] ^= 1;
        File.WriteAllBytes(_run.Image, image);
        (await _run.FlashAsync()).Should().Be(2);
        _run.Error.Should().Contain("it is damaged");
    }

    [Fact]
    public async Task A_board_told_to_find_the_service_on_itself_is_worth_a_word()
    {
        _run.WriteSettings("climate-devkit", "127.0.0.1");
        (await _run.FlashAsync()).Should().Be(0);
        _run.Output.Should().StartWith("Careful: ").And.Contain("--host");
    }

    [Fact]
    public async Task An_image_is_put_together_from_a_folder()
    {
        Directory.CreateDirectory(_run.Path("pe"));
        File.WriteAllBytes(_run.Path("pe/App.pe"), ImageVectors.App);
        File.WriteAllBytes(_run.Path("pe/Lib.pe"), ImageVectors.Lib);
        (await _run.RunAsync(_run.Programs, default, "flash", "image", "--pe", _run.Path("pe"), "-o", _run.Path("out.bin"))).Should().Be(2);
        _run.Error.Should().Contain("mscorlib 1.17.0.0, which is not there");
        File.Exists(_run.Path("out.bin")).Should().BeFalse();
        File.WriteAllBytes(_run.Path("pe/mscorlib.pe"), ImageVectors.Mscorlib);
        (await _run.RunAsync(_run.Programs, default, "flash", "image", "--pe", _run.Path("pe"), "-o", _run.Path("out.bin"))).Should().Be(0, _run.Error);
        File.ReadAllBytes(_run.Path("out.bin")).Should().Equal(ImageVectors.Image);
        _run.Output.Should().Contain("0x1549C856  mscorlib 1.17.11.0").And.Contain("436  of 1835008 octets");
    }

    public void Dispose() => _run.Dispose();
}
