using Microsoft.Extensions.Logging;

namespace IotXmpp.Concentrator.Diagnostics;

/// <summary>Log of what the world asks. Event ids 3050 to 3099.</summary>
internal static partial class ConcentratorLog
{
    [LoggerMessage(3050, LogLevel.Error, "A request could not be served")]
    public static partial void RequestFailed(ILogger log, Exception e);

    [LoggerMessage(3051, LogLevel.Information, "{Requester} may not {Action} {Thing}")]
    public static partial void Refused(ILogger log, string requester, string action, string thing);

    [LoggerMessage(3052, LogLevel.Information, "{Requester} sets {Parameters} of {Board}: {Outcome}")]
    public static partial void Control(ILogger log, string requester, string parameters, string board, string outcome);

    [LoggerMessage(3053, LogLevel.Debug, "A stanza to {Address} is dropped: {Reason}")]
    public static partial void Dropped(ILogger log, string address, string reason);

    [LoggerMessage(3054, LogLevel.Debug, "The chat line of {Person} is dropped: too many wait")]
    public static partial void ChatCrowded(ILogger log, string person);
}
