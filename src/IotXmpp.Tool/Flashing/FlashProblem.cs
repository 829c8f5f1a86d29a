using System.Globalization;
using System.Text.RegularExpressions;

namespace IotXmpp.Tool.Flashing;

/// <summary>What went wrong, in words, and what to do.</summary>
/// <param name="What">What is wrong.</param>
/// <param name="Remedy">What to do.</param>
internal sealed partial record FlashProblem(string What, string Remedy)
{
    private const string Again = "Then give the same command again: nothing on the board can be broken by it.";

    private static readonly FlashProblem Busy = new("The port is in use by another program.", "Close what may have it open: serial monitors, Visual Studio's device explorer, another nanoff. " + Again);

    private static readonly FlashProblem Silent = new(
        "The chip does not answer.",
        "Hold the button BOOT of the module, press EN (or RST) once, let go of BOOT, and try again. If it stays silent: another USB cable (many have no data lines), directly at the computer.");

    private static readonly FlashProblem Lost = new("The board went away in the middle of it.", "Plug it in again, without a hub and with a good cable; a supply that is too weak looks the same. " + Again);

    private static readonly FlashProblem Forbidden = new(
        "This user may not open the port.", "On Linux: sudo usermod -a -G dialout $USER, then log in again. (On Windows the same message means that another program has the port open.)");

    /// <summary>Messages of esptool and of the operating system behind E4000 and its like, most telling first.</summary>
    private static readonly (string Text, FlashProblem Problem)[] Messages =
    [
        ("The handle is invalid", Lost),
        ("ClearCommError", Lost),
        ("device disconnected", Lost),
        ("device reports readiness to read but returned no data", Lost),
        ("Input/output error", Lost),
        ("Lost connection", Lost),
        ("Permission denied", Forbidden),
        ("Access is denied", Busy),
        ("Access to the port", Busy),
        ("PermissionError", Busy),
        ("port is busy", Busy),
        ("Resource busy", Busy),
        ("could not exclusively lock port", Busy),
        ("Wrong boot mode detected", Silent),
        ("No serial data received", Silent),
        ("Invalid head of packet", Silent),
        ("Timed out waiting for packet", Silent),
        ("Failed to connect to", Silent),
        ("No such file or directory: '/dev", new("There is no such port.", "nanoff --listports lists those there are. None new after plugging in: the driver is missing (CP210x or CH340), or the cable has no data lines.")),
    ];

    /// <summary>Exit codes of nanoff and what they mean for a board.</summary>
    private static readonly Dictionary<int, FlashProblem> Codes = new()
    {
        [2000] = new("The firmware on the board does not answer.", "Press EN (or RST) on the module, wait three seconds and try again. If the board never had nanoFramework, leave out --keep-firmware."),
        [2001] = new("The firmware on the board does not answer.", "Press EN (or RST) on the module, wait three seconds and try again. If the board never had nanoFramework, leave out --keep-firmware."),
        [2002] = new("The firmware on the board refused the settings.", "Press EN (or RST) and try again; if it stays so, start from nothing with --erase."),
        [2003] = new("The settings could not be written to the board.", "Press EN (or RST) and try again; if it stays so, start from nothing with --erase."),
        [4000] = Silent,
        [4001] = new("The flash memory of the module has a size the firmware is not made for.", "Take the module of the parts list; one with 4 MB of flash or more."),
        [4002] = new("The flash memory could not be erased.", "Hold the button BOOT while it begins. " + Again),
        [4003] = new("The flash memory could not be written.", "A weak supply or cable: plug in directly, disconnect what hangs on the board. " + Again),
        [4004] = new("The flash memory could not be read.", "Hold the button BOOT while it begins. " + Again),
        [4005] = new("The port cannot be opened.", "nanoff --listports lists the ports there are. None new after plugging in: the driver is missing (CP210x or CH340), or the cable has no data lines."),
        [6000] = new("The port cannot be opened: it does not exist, or another program has it.", "nanoff --listports lists the ports there are; close serial monitors and Visual Studio."),
        [6001] = new("No port was given.", "Say --port COM3, or what nanoff --listports shows."),
        [6002] = Busy,
        [9000] = new("nanoff does not know an option.", "It is too old: dotnet tool update -g nanoff"),
        [9005] = new("There is no such firmware, or its list cannot be reached.", "Is this computer online? A version given with --firmware must exist: nanoff --listtargets --platform esp32"),
        [9006] = new("The firmware cannot be stored on this computer.", "Is the disk full?"),
        [9007] = new("The firmware could not be loaded from the net.", "Is this computer online, without a proxy that asks for a password?"),
        [9008] = new("nanoff does not find the image.", "Is the path right?"),
        [9010] = new("There is no board.", "Plug it in; nanoff --listports must show a port that was not there before."),
    };

    /// <summary>What went wrong in a run that did not end well.</summary>
    public static FlashProblem Of(ProgramRun run, string chip)
    {
        if (OtherChip().Match(run.Output) is { Success: true } other)
            return WrongChip(other.Groups["actual"].Value, chip);
        if (Array.Find(Messages, message => run.Output.Contains(message.Text, StringComparison.OrdinalIgnoreCase)).Problem is { } problem)
            return problem;
        if (Code().Match(run.Output) is { Success: true } code && Codes.TryGetValue(int.Parse(code.Groups[1].ValueSpan, CultureInfo.InvariantCulture), out var known))
            return known;

        // Without a message: Windows gives the code, Unix its low eight bits.
        if (Codes.TryGetValue(run.ExitCode, out known) || (Codes.SingleOrDefault(pair => (pair.Key & 0xFF) == run.ExitCode) is { Value: { } low } && (known = low) is not null))
            return known;
        return new($"nanoff ended with {run.ExitCode}.", "What it wrote above says more; with dotnet tool update -g nanoff it becomes the newest.");
    }

    /// <summary>Another chip than that of the board.</summary>
    public static FlashProblem WrongChip(string actual, string expected) =>
        new($"The chip on this port is an {actual}; this board has an {expected}.", "Is it the right module, and the right --board? hardware/README.md lists them.");

    /// <summary>Libraries that the firmware does not have as the application needs them.</summary>
    public static FlashProblem WrongLibraries(string details) => new(
        $"The firmware on the board does not go with the application: {details}.",
        "Take the firmware the application was compiled for with --firmware VERSION (nanoff --listtargets --platform esp32 lists them), or compile the application against the newest packages.");

    /// <summary>Files that did not arrive though nanoff ended well.</summary>
    public static FlashProblem NotWritten(string line) => new($"The settings did not arrive: {line}", "Press EN (or RST) and try again; if it stays so, start from nothing with --erase.");

    [GeneratedRegex(@"\bE(\d{4})\b")]
    private static partial Regex Code();

    [GeneratedRegex(@"This chip is (?<actual>ESP32[-A-Z0-9]*),? not (?<expected>ESP32[-A-Z0-9]*)")]
    private static partial Regex OtherChip();
}
