using Microsoft.Extensions.Logging;

namespace IotXmpp.Concentrator.Diagnostics;

/// <summary>Log of the registry. No secret of a thing is in it.</summary>
internal static partial class RegistryLog
{
    [LoggerMessage(1401, LogLevel.Information, "{Thing} {Node} is registered and waits for its owner.")]
    public static partial void Registered(ILogger log, string thing, string node);

    [LoggerMessage(1402, LogLevel.Information, "{Claimer} has claimed {Thing} {Node}.")]
    public static partial void Claimed(ILogger log, string claimer, string thing, string node);

    [LoggerMessage(1403, LogLevel.Warning, "{Claimer} claimed a thing that is not there, or not to be claimed.")]
    public static partial void ClaimFailed(ILogger log, string claimer);

    [LoggerMessage(1404, LogLevel.Information, "{Owner} has disowned {Thing} {Node}.")]
    public static partial void Disowned(ILogger log, string owner, string thing, string node);

    [LoggerMessage(1405, LogLevel.Information, "{Thing} {Node} was taken out of the registry.")]
    public static partial void Removed(ILogger log, string thing, string node);

    [LoggerMessage(1406, LogLevel.Information, "{Board} was {Old}'s and is {New}'s now.")]
    public static partial void OwnerChanged(ILogger log, string board, string old, string @new);
}
