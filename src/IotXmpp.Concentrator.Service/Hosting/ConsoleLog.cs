using Microsoft.Extensions.Logging.Console;

namespace IotXmpp.Concentrator.Service.Hosting;

/// <summary>The log of a process that a person or systemd looks at: one line an event, on standard error, so that standard output is the commands' own.</summary>
internal static class ConsoleLog
{
    public static Action<ILoggingBuilder> AtLeast(LogLevel level) => logging => logging
        .AddFilter((category, at) => at >= (category?.StartsWith("Microsoft", StringComparison.Ordinal) == true ? LogLevel.Warning : level))
        // A failed start is the command's to report, in one line; the host would add a stack trace.
        .AddFilter("Microsoft.Extensions.Hosting", LogLevel.None)
        .AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ";
            console.UseUtcTimestamp = true;
            console.ColorBehavior = LoggerColorBehavior.Disabled;
        })
        .Services.Configure<ConsoleLoggerOptions>(options => options.LogToStandardErrorThreshold = LogLevel.Trace);
}
