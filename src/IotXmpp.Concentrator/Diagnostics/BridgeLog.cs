using Microsoft.Extensions.Logging;

namespace IotXmpp.Concentrator.Diagnostics;

/// <summary>Log of the bridges' runner. Event ids 3200 to 3219.</summary>
internal static partial class BridgeLog
{
    [LoggerMessage(3200, LogLevel.Error, "The bridge {Bridge} failed and is started again")]
    public static partial void Failed(ILogger log, string bridge, Exception e);

    [LoggerMessage(3202, LogLevel.Error, "The bridge {Bridge} failed and is started again: {Reason}")]
    public static partial void StoreFailed(ILogger log, string bridge, string reason);

    [LoggerMessage(3201, LogLevel.Warning, "The bridge {Bridge} ended and is started again")]
    public static partial void Ended(ILogger log, string bridge);
}
