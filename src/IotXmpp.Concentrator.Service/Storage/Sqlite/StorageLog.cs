namespace IotXmpp.Concentrator.Service.Storage.Sqlite;

/// <summary>Log of the stores. Event ids 5100 to 5199.</summary>
internal static partial class StorageLog
{
    [LoggerMessage(5100, LogLevel.Error, "{Problem} Readings are not acknowledged until it can: the boards keep them.")]
    public static partial void WritesFail(ILogger log, string problem);

    [LoggerMessage(5101, LogLevel.Information, "The database can be written again.")]
    public static partial void WritesSucceed(ILogger log);
}
