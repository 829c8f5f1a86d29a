using Microsoft.Extensions.Logging;

namespace IotXmpp.Xmpp.Components;

/// <summary>Log messages of the component link. A link that is down is reported once, not at each attempt.</summary>
internal static partial class ComponentLog
{
    [LoggerMessage(2101, LogLevel.Information, "Component {Domain} is connected to {Server}.")]
    public static partial void Connected(ILogger logger, string domain, string server);

    [LoggerMessage(2102, LogLevel.Error, "Component {Domain} is refused by {Server}: {Reason}. It goes on trying.")]
    public static partial void Refused(ILogger logger, string domain, string server, string reason);

    [LoggerMessage(2103, LogLevel.Warning, "Component {Domain} has no connection to {Server}: {Reason}. It goes on trying.")]
    public static partial void Lost(ILogger logger, string domain, string server, string reason);

    [LoggerMessage(2104, LogLevel.Debug, "Component {Domain} tries {Server} again in {Delay}: {Reason}")]
    public static partial void Retry(ILogger logger, string domain, string server, TimeSpan delay, string reason);

    [LoggerMessage(2105, LogLevel.Warning, "Component {Domain}: {Count} stanzas were dropped while the link was down.")]
    public static partial void Dropped(ILogger logger, string domain, int count);

    [LoggerMessage(2106, LogLevel.Error, "Component {Domain}: handling a stanza failed.")]
    public static partial void HandlerFailed(ILogger logger, Exception exception, string domain);

    [LoggerMessage(2107, LogLevel.Debug, "Component {Domain}: a stanza was dropped: {Reason}")]
    public static partial void Malformed(ILogger logger, string domain, string reason);
}
