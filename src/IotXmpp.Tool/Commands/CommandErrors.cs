using System.Xml;
using IotXmpp.Exi;
using IotXmpp.Exi.Portable;
using IotXmpp.Exi.Schema;
using IotXmpp.Things.Profiles;

namespace IotXmpp.Tool.Commands;

/// <summary>What a command answers to input it cannot use: one line that says what is wrong and where, and exit code 2.</summary>
internal static class CommandErrors
{
    internal const int BadInput = 2;

    /// <summary>Runs a command's work.</summary>
    /// <param name="error">Where the line goes.</param>
    /// <param name="subject">What the line is about, such as the file.</param>
    /// <param name="run">The work; its result is the exit code.</param>
    internal static int Guard(TextWriter error, string subject, Func<int> run)
    {
        try
        {
            return run();
        }
        catch (Exception e) when (e is ExiException or ExiSchemaException or GrammarImageException or XmlException or DeviceTypeException or FormatException
            or IOException or UnauthorizedAccessException or ArgumentException or InvalidOperationException or NotSupportedException or System.Text.Json.JsonException)
        {
            error.WriteLine($"{subject}: {e.Message.ReplaceLineEndings(" ")}");
            return BadInput;
        }
    }
}
