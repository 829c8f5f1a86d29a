using System.CommandLine;
using System.ComponentModel;
using System.Text;
using IotXmpp.Tool.Boards;
using IotXmpp.Tool.Flashing;

namespace IotXmpp.Tool.Commands;

/// <summary><c>iotxmpp flash</c>: from a bare module to a board that reports, and <c>flash image</c>, which puts its application together.</summary>
internal static class FlashCommand
{
    /// <summary>Where the password of the wireless network may stand instead of being typed.</summary>
    public const string PasswordVariable = "IOTXMPP_WIFI_PASSWORD";

    private const int Failed = 1;
    private const int Stopped = 130;

    internal static Command Create() => Create(new ProcessRunner(), ReadHidden);

    /// <summary>The command, with programs and keyboard of one's own.</summary>
    internal static Command Create(IProgramRunner programs, Func<TextWriter, string?> readPassword)
    {
        var board = new Option<string>("--board") { HelpName = "BOARD", Description = $"Type of board: {string.Join(", ", BoardLibrary.Names)}, or the path of a thing.yaml.", Required = true };
        var port = new Option<string>("--port") { HelpName = "PORT", Description = "Serial port of the module: COM3, /dev/ttyUSB0, /dev/cu.usbserial-0001. 'nanoff --listports' lists them.", Required = true };
        var settings = new Option<string?>("--settings") { HelpName = "FILE", Description = "Settings of this one board: what 'device add' of the service wrote. Default: the one in data/boards for this type of board." };
        var image = new Option<string?>("--image") { HelpName = "FILE", Description = "The application, as 'flash image' wrote it. Default: BOARD.bin." };
        var ssid = new Option<string?>("--ssid") { HelpName = "NAME", Description = $"Wireless network, 2.4 GHz. Its password is asked for, or taken from {PasswordVariable}. Left out: the network stays as it is." };
        var open = new Option<bool>("--open-network") { Description = "The wireless network has no password." };
        var authorities = new Option<string?>("--ca") { HelpName = "FILE", Description = "Certificates (PEM) of authorities the board is to trust, if the service's certificate is not self-signed." };
        var version = new Option<string?>("--firmware") { HelpName = "VERSION", Description = "Version of the nanoFramework firmware; the newest by default." };
        var keep = new Option<bool>("--keep-firmware") { Description = "Leaves the nanoFramework firmware as it is: new settings or a new application only." };
        var erase = new Option<bool>("--erase") { Description = "Erases all that is on the module first." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Prints the commands and files, secrets hidden, and does nothing." };
        var command = new Command("flash", "Makes a module with nothing on it a board that reports: firmware, settings, network, application. Uses nanoff, and installs it if it is missing.")
        {
            board, port, settings, image, ssid, open, authorities, version, keep, erase, dryRun, CreateImage(),
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(keep) && (result.GetValue(erase) || result.GetValue(version) is not null))
                result.AddError("--keep-firmware does not go with --erase or --firmware.");
            if (result.GetValue(open) && result.GetValue(ssid) is null)
                result.AddError("--open-network needs --ssid.");
        });
        command.SetAction(async (parsed, ct) =>
        {
            var output = parsed.InvocationConfiguration.Output;
            var error = parsed.InvocationConfiguration.Error;
            bool isDry = parsed.GetValue(dryRun);
            FlashRequest request;
            FirmwareImage? application = null;
            try
            {
                var description = BoardLibrary.Find(parsed.GetRequiredValue(board));
                string settingsPath = parsed.GetValue(settings) ?? FlashDefaults.Settings(description, FlashDefaults.Folder) ?? Path.Combine(FlashDefaults.Folder, "BOARD.json");
                string imagePath = parsed.GetValue(image) ?? FlashDefaults.Image(description);
                if (File.Exists(settingsPath))
                    Warn(output, settingsPath, description);
                else
                    Missing(output, isDry, $"{settingsPath}: there is no such file; 'device add NAME --kind {description.Id}' of the service writes it.");
                if (!File.Exists(imagePath))
                    Missing(output, isDry, $"{imagePath}: there is no such file; 'iotxmpp flash image' puts it together.");
                else
                {
                    application = FirmwareImage.Read(imagePath, await File.ReadAllBytesAsync(imagePath, ct));
                    application.RequireRoom(FlashTarget.Of(description.Module).Partition);
                }

                WirelessNetwork? network = null;
                if (parsed.GetValue(ssid) is { } name)
                {
                    string? password = parsed.GetValue(open) ? null : Environment.GetEnvironmentVariable(PasswordVariable) ?? (isDry ? "not asked for" : readPassword(error));
                    if (password is null && !parsed.GetValue(open))
                        throw new ArgumentException($"There is no password: set {PasswordVariable}, or say --open-network.");
                    network = WirelessNetwork.Of(name, password);
                }

                request = new FlashRequest
                {
                    Board = description, Port = parsed.GetRequiredValue(port), SettingsPath = settingsPath, ImagePath = imagePath, Network = network,
                    AuthoritiesPath = parsed.GetValue(authorities), FirmwareVersion = parsed.GetValue(version), KeepFirmware = parsed.GetValue(keep), Erase = parsed.GetValue(erase),
                };
                if (request.AuthoritiesPath is { } pem && !isDry && !File.Exists(pem))
                    throw new FileNotFoundException($"{pem}: there is no such file.");
            }
            catch (Exception e) when (e is BoardFileException or ImageException or IOException or UnauthorizedAccessException or ArgumentException or FormatException)
            {
                await error.WriteLineAsync(e.Message.ReplaceLineEndings(" "));
                return CommandErrors.BadInput;
            }

            if (isDry)
            {
                await PrintAsync(output, request, programs.Find("nanoff") is null);
                return 0;
            }

            try
            {
                var flasher = new Flasher(programs, output);
                if (await flasher.FindNanoffAsync(ct) is not { } nanoff || !await flasher.RunAsync(nanoff, request, application!, ct))
                    return Failed;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or Win32Exception)
            {
                await error.WriteLineAsync(e.Message);
                return Failed;
            }
            catch (OperationCanceledException)
            {
                await error.WriteLineAsync("Stopped. What was begun is not done; the same command begins anew.");
                return Stopped;
            }

            await output.WriteLineAsync($"Done. {request.Board.Title} starts now; within a minute it is online in your contact list.");
            return 0;
        });
        return command;
    }

    private static Command CreateImage()
    {
        var pe = new Option<DirectoryInfo>("--pe") { HelpName = "FOLDER", Description = "Folder with the .pe files of the application and all libraries it refers to: bin/Release of the built project.", Required = true };
        pe.AcceptExistingOnly();
        var to = new Option<string>("--output", "-o") { HelpName = "FILE", Description = "Where the image goes.", Required = true };
        var board = new Option<string?>("--board") { HelpName = "BOARD", Description = "Refuse an image with no room on this board; without it the smallest board counts." };
        var command = new Command("image", "Puts the image of an application together from its .pe files, checked and in order (hardware/IMAGE.md).") { pe, to, board };
        command.SetAction(parsed =>
        {
            var output = parsed.InvocationConfiguration.Output;
            try
            {
                var files = parsed.GetRequiredValue(pe).GetFiles("*.pe");
                if (files.Length == 0)
                    throw new ImageException(parsed.GetRequiredValue(pe).FullName, "there is no .pe file in it.");
                var image = FirmwareImage.Of(files.Select(ReadFile));
                var boards = parsed.GetValue(board) is { } name ? [name] : BoardLibrary.Names;
                int partition = boards.Min(known => FlashTarget.Of(BoardLibrary.Find(known).Module).Partition);
                image.RequireRoom(partition);
                foreach (var assembly in image.Assemblies)
                    output.WriteLine($"{assembly.Bytes.Length,8}  {(assembly.NativeChecksum == 0 ? "          " : $"0x{assembly.NativeChecksum:X8}")}  {assembly.Name} {assembly.Version}");
                File.WriteAllBytes(parsed.GetRequiredValue(to), image.ToArray());
                output.WriteLine($"{image.Length,8}  of {partition} octets: {parsed.GetRequiredValue(to)}");
                return 0;
            }
            catch (Exception e) when (e is ImageException or BoardFileException or IOException or UnauthorizedAccessException)
            {
                parsed.InvocationConfiguration.Error.WriteLine(e.Message);
                return CommandErrors.BadInput;
            }
        });
        return command;
    }

    private static PeAssembly ReadFile(FileInfo file)
    {
        if (file.Length > PeAssembly.MaxLength)
            throw new ImageException(file.Name, $"longer than {PeAssembly.MaxLength} octets.");
        byte[] data = File.ReadAllBytes(file.FullName);
        var assembly = PeAssembly.Read(file.Name, data);
        if (data.Length - assembly.Bytes.Length > 3 || data.AsSpan(assembly.Bytes.Length).ContainsAnyExcept((byte)0))
            throw new ImageException(file.Name, $"there are {data.Length - assembly.Bytes.Length} octets behind its end.");
        return assembly;
    }

    /// <summary>A file that is not there ends it, or is a remark where nothing is done anyway.</summary>
    private static void Missing(TextWriter output, bool isDry, string what)
    {
        if (!isDry)
            throw new FileNotFoundException(what);
        output.WriteLine($"# {what}");
    }

    private static void Warn(TextWriter output, string path, BoardDescription board)
    {
        try
        {
            var settings = SettingsCheck.Read(path, board.Id);
            if (SettingsCheck.IsLoopback(settings))
                output.WriteLine($"Careful: {path} says that the service is at {settings.Host}, where a board finds only itself. Add the board again with --host and the name or address of this computer.");
        }
        catch (FormatException e)
        {
            throw new FormatException($"{path}: {e.Message}", e);
        }
    }

    private static async Task PrintAsync(TextWriter output, FlashRequest request, bool isMissing)
    {
        const string Files = "files.json", Network = "network.json";
        if (isMissing)
            await output.WriteLineAsync("dotnet tool install -g nanoff");
        string? network = DeploymentFiles.NetworkDocument(request, request.AuthoritiesPath is null ? null : Path.GetFullPath(request.AuthoritiesPath), request.Network?.Password is null ? null : "***");
        foreach (var step in FlashStep.Of(request, Files, network is null ? null : Network))
        {
            await output.WriteLineAsync($"# {step.Title}");
            await output.WriteLineAsync("nanoff " + string.Join(' ', step.Arguments.Select(Quote)));
        }

        await output.WriteLineAsync($"# {Files}, in a folder that only you can read, deleted afterwards");
        await output.WriteLineAsync(DeploymentFiles.FilesDocument(request));
        if (network is null)
            return;
        await output.WriteLineAsync($"# {Network}, in the same folder");
        await output.WriteLineAsync(network);
    }

    private static string Quote(string argument) => argument.Contains(' ', StringComparison.Ordinal) ? $"\"{argument}\"" : argument;

    /// <summary>Reads a password without showing it; null if nobody can type one.</summary>
    private static string? ReadHidden(TextWriter prompt)
    {
        if (Console.IsInputRedirected)
            return null;
        prompt.Write("Password of the wireless network: ");
        var typed = new StringBuilder();
        while (Console.ReadKey(intercept: true) is { Key: not ConsoleKey.Enter } key)
        {
            if (key.Key == ConsoleKey.Backspace)
                typed.Length = Math.Max(0, typed.Length - 1);
            else if (!char.IsControl(key.KeyChar))
                typed.Append(key.KeyChar);
        }

        prompt.WriteLine();
        return typed.ToString();
    }
}
