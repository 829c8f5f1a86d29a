namespace IotXmpp.Concentrator.Service.Bridges.Mqtt;

/// <summary>Log of the MQTT bridge and the embedded broker. Event ids 5200 to 5249. No payloads, no passwords.</summary>
internal static partial class MqttLog
{
    [LoggerMessage(5200, LogLevel.Information, "Connected to the MQTT broker {Broker}")]
    public static partial void Connected(ILogger log, string broker);

    [LoggerMessage(5201, LogLevel.Warning, "The MQTT broker {Broker} cannot be used: {Reason} It is tried again, and what is stored waits")]
    public static partial void Down(ILogger log, string broker, string reason);

    [LoggerMessage(5202, LogLevel.Debug, "The MQTT broker {Broker} is tried again in {Delay}")]
    public static partial void Retry(ILogger log, string broker, TimeSpan delay);

    [LoggerMessage(5203, LogLevel.Warning, "The MQTT device {Device} is no board: {Reason}")]
    public static partial void NotAttached(ILogger log, string device, string reason);

    [LoggerMessage(5204, LogLevel.Warning, "More than {Count} messages of MQTT devices wait to be stored; further ones are dropped until there is room")]
    public static partial void Dropped(ILogger log, int count);

    [LoggerMessage(5205, LogLevel.Error, "A command by MQTT could not be carried out")]
    public static partial void CommandFailed(ILogger log, Exception e);

    [LoggerMessage(5206, LogLevel.Warning, "{Refusal} It is left out")]
    public static partial void Refused(ILogger log, string refusal);

    [LoggerMessage(5210, LogLevel.Information, "The embedded MQTT broker listens at {EndPoint}")]
    public static partial void Listening(ILogger log, string endPoint);

    [LoggerMessage(5211, LogLevel.Warning, "The embedded MQTT broker refuses {Client} at {Address}: {Reason}")]
    public static partial void ClientRefused(ILogger log, string client, string address, string reason);

    [LoggerMessage(5212, LogLevel.Warning, "Retained messages cannot be kept in {File}: {Reason}")]
    public static partial void RetainedNotKept(ILogger log, string file, string reason);

    [LoggerMessage(5213, LogLevel.Warning, "More than {Count} topics are retained; further ones are not")]
    public static partial void RetainedFull(ILogger log, int count);
}
