using System.Globalization;
using IotXmpp.Concentrator.Service.Options;

namespace IotXmpp.Concentrator.Service.Telemetry;

/// <summary>Reads <see cref="TelemetryOptions"/>.</summary>
internal static class TelemetryOptionsReader
{
    private const string Metrics = "Telemetry:Metrics", Otlp = "Telemetry:Otlp", TraceRatio = "Telemetry:TraceRatio";

    private static readonly TelemetryOptions Defaults = new();

    /// <summary>The settings there are.</summary>
    public static IReadOnlyList<string> Known { get; } = [Metrics, Otlp, TraceRatio];

    /// <summary>Reads and checks.</summary>
    public static TelemetryOptions Read(SettingReader settings) => new()
    {
        Metrics = settings.Flag(Metrics, Defaults.Metrics), Otlp = ReadOtlp(settings), TraceRatio = ReadRatio(settings),
    };

    private static Uri? ReadOtlp(SettingReader settings)
    {
        string? text = settings.Text(Otlp);
        if (text is null)
            return null;
        if (Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && address.UserInfo.Length == 0)
            return address;
        // What stands there may hold a password.
        settings.Problem(Otlp, "is no address", "an address without user and password is allowed, such as http://127.0.0.1:4318");
        return null;
    }

    private static double ReadRatio(SettingReader settings)
    {
        string? text = settings.Text(TraceRatio);
        if (text is null)
            return Defaults.TraceRatio;
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double ratio) && ratio is >= 0 and <= 1)
            return ratio;
        settings.Problem(TraceRatio, $"is '{text}'", "a number from 0 to 1 is allowed");
        return Defaults.TraceRatio;
    }
}
