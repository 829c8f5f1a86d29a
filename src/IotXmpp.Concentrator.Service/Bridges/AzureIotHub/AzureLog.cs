using Microsoft.Extensions.Logging;

namespace IotXmpp.Concentrator.Service.Bridges.AzureIotHub;

/// <summary>Log of the way to an IoT hub. Event ids 5300 to 5399. No keys, tokens or payloads.</summary>
internal static partial class AzureLog
{
    [LoggerMessage(5300, LogLevel.Information, "Connected to {Host} as {Device}.")]
    public static partial void Connected(ILogger log, string host, string device);

    [LoggerMessage(5301, LogLevel.Warning, "No way to the IoT hub for {Device}: {Problem}")]
    public static partial void Down(ILogger log, string device, string problem);

    [LoggerMessage(5302, LogLevel.Debug, "Still no way to the IoT hub for {Device}: {Problem}")]
    public static partial void StillDown(ILogger log, string device, string problem);

    [LoggerMessage(5303, LogLevel.Debug, "The token of {Device} is renewed.")]
    public static partial void Renewed(ILogger log, string device);

    [LoggerMessage(5304, LogLevel.Information, "The provisioning service assigned {Device} to {Host}.")]
    public static partial void Assigned(ILogger log, string device, string host);

    [LoggerMessage(5305, LogLevel.Warning, "{Board} cannot be a device of the IoT hub: its name is no device id, or it has neither key nor certificate.")]
    public static partial void NoIdentity(ILogger log, string board);

    [LoggerMessage(5306, LogLevel.Warning, "{Board} has no connection to the IoT hub: {Limit} others have one, which is all that Concentrator__AzureIotHub__MaxConnections allows.")]
    public static partial void TooMany(ILogger log, string board, int limit);

    [LoggerMessage(5307, LogLevel.Warning, "{Count} readings of {Device} are too large for the IoT hub and are left out.")]
    public static partial void TooLarge(ILogger log, string device, int count);

    [LoggerMessage(5308, LogLevel.Information, "Method {Method} of {Device}: {Status}.")]
    public static partial void Method(ILogger log, string device, string method, int status);

    [LoggerMessage(5309, LogLevel.Warning, "Message {Id} to {Device} is none we know and is dropped.")]
    public static partial void UnknownMessage(ILogger log, string device, string id);

    [LoggerMessage(5310, LogLevel.Warning, "The command in message {Id} to {Device} does not say that it still holds and is dropped.")]
    public static partial void LateMessage(ILogger log, string device, string id);

    [LoggerMessage(5311, LogLevel.Information, "Message {Id} to {Device}: {Status}, {Outcome}")]
    public static partial void MessageHandled(ILogger log, string device, string id, int status, string outcome);

    [LoggerMessage(5312, LogLevel.Warning, "The twin of {Device}: {Problem}")]
    public static partial void TwinProblem(ILogger log, string device, string problem);

    [LoggerMessage(5313, LogLevel.Information, "Desired properties of {Board}, version {Version}: {Status}.")]
    public static partial void Desired(ILogger log, string board, int version, int status);

    [LoggerMessage(5314, LogLevel.Warning, "The IoT hub took {Seconds:0} s to acknowledge a message of {Device}: it is throttling.")]
    public static partial void Throttled(ILogger log, string device, double seconds);
}
