namespace IotXmpp.Concentrator.Service.Storage;

/// <summary>Log of the stores. Event ids 5100 to 5199.</summary>
internal static partial class StorageLog
{
    [LoggerMessage(5100, LogLevel.Error, "{Problem} Readings are not acknowledged until it can: the boards keep them.")]
    public static partial void WritesFail(ILogger log, string problem);

    [LoggerMessage(5101, LogLevel.Information, "The database can be written again.")]
    public static partial void WritesSucceed(ILogger log);

    [LoggerMessage(5102, LogLevel.Warning, "Nothing could be stored from {From:u} to {To:u} ({Reason}); readings of that time are there as far as the boards have kept them.")]
    public static partial void Outage(ILogger log, DateTimeOffset from, DateTimeOffset to, IotXmpp.Concentrator.Storage.GapReason reason);

    [LoggerMessage(5103, LogLevel.Information, "{Count} readings were forgotten: they were older than History:Retention keeps them.")]
    public static partial void Forgotten(ILogger log, long count);
}
