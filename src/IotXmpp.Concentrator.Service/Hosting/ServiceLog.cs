namespace IotXmpp.Concentrator.Service.Hosting;

/// <summary>Log of the service itself. Event ids 5000 to 5099.</summary>
internal static partial class ServiceLog
{
    [LoggerMessage(5000, LogLevel.Information, "Serving things at {Domain}; data in {Directory}.")]
    public static partial void Serving(ILogger log, string domain, string directory);

    [LoggerMessage(5001, LogLevel.Information, "Listening: {Listeners}")]
    public static partial void Listening(ILogger log, string listeners);

    [LoggerMessage(5002, LogLevel.Information, "TLS uses a self-signed certificate; set Concentrator__Tls__CertificatePath to use another. SHA-256 {Fingerprint}")]
    public static partial void SelfSigned(ILogger log, string fingerprint);

    [LoggerMessage(5003, LogLevel.Information, "People log in at {Domain}.")]
    public static partial void LocalDomain(ILogger log, string domain);

    [LoggerMessage(5004, LogLevel.Information, "Joining {Server} as component {Domain}.")]
    public static partial void Component(ILogger log, string server, string domain);

    [LoggerMessage(5005, LogLevel.Information, "A listener is reachable from outside this machine: nobody logs in without TLS.")]
    public static partial void Public(ILogger log);

    [LoggerMessage(5006, LogLevel.Information, "Stopped.")]
    public static partial void Stopped(ILogger log);

    [LoggerMessage(5007, LogLevel.Warning, "The changes that another process made could not be read: {Reason}")]
    public static partial void RefreshFailed(ILogger log, string reason);
}
