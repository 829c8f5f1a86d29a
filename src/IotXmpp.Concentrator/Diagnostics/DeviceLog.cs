using Microsoft.Extensions.Logging;

namespace IotXmpp.Concentrator.Diagnostics;

/// <summary>Log of the boards. Event ids 3000 to 3049.</summary>
internal static partial class DeviceLog
{
    [LoggerMessage(3000, LogLevel.Debug, "{Board} is bound (EXI {IsExi}, TLS {IsTls})")]
    public static partial void Bound(ILogger log, string board, bool isExi, bool isTls);

    [LoggerMessage(3001, LogLevel.Debug, "The session of {Board} is over, {Undelivered} stanzas undelivered")]
    public static partial void Closed(ILogger log, string board, int undelivered);

    [LoggerMessage(3002, LogLevel.Warning, "{Board} misbehaves: {Reason}")]
    public static partial void Misbehaves(ILogger log, string board, string reason);

    [LoggerMessage(3003, LogLevel.Debug, "{Board} misbehaves: {Reason}")]
    public static partial void MisbehavesAgain(ILogger log, string board, string reason);

    [LoggerMessage(3004, LogLevel.Warning, "{Board} did not answer a command in time; its session is closed so that the command does not run late")]
    public static partial void CommandTimedOut(ILogger log, string board);

    [LoggerMessage(3005, LogLevel.Information, "{Board} is up")]
    public static partial void Up(ILogger log, string board);

    [LoggerMessage(3006, LogLevel.Information, "{Board} is away")]
    public static partial void Away(ILogger log, string board);
}
