using Microsoft.Extensions.Logging;

namespace IotXmpp.Concentrator.Diagnostics;

/// <summary>Log of what is published. Event ids 3150 to 3199.</summary>
internal static partial class PubSubLog
{
    [LoggerMessage(3150, LogLevel.Error, "Readings could not be published and will be later")]
    public static partial void PublishFailed(ILogger log, Exception e);

    [LoggerMessage(3151, LogLevel.Debug, "{Contact} does not say what it wants: {Reason}")]
    public static partial void NoCapabilities(ILogger log, string contact, string reason);

    [LoggerMessage(3152, LogLevel.Warning, "{Service} does not take readings: {Reason}")]
    public static partial void RemoteRefuses(ILogger log, string service, string reason);

    [LoggerMessage(3153, LogLevel.Information, "{Service} takes readings")]
    public static partial void RemoteTakes(ILogger log, string service);

    [LoggerMessage(3154, LogLevel.Warning, "{Service} refuses an item of {Node} for good; it is left out: {Reason}")]
    public static partial void RemoteRefusesItem(ILogger log, string service, string node, string reason);
}
