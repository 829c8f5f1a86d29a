using Microsoft.Extensions.Logging;

namespace IotXmpp.Concentrator.Upstream.LocalDomain;

/// <summary>Log of the local domain. Event ids 3100 to 3199.</summary>
internal static partial class LocalDomainLog
{
    [LoggerMessage(3100, LogLevel.Debug, "The store failed while serving {Username}: {Reason}")]
    public static partial void StoreFailed(ILogger log, string username, string reason);
}
