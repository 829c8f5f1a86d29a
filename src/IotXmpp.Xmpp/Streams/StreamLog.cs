using System.Net;
using Microsoft.Extensions.Logging;

namespace IotXmpp.Xmpp.Streams;

/// <summary>Log messages of streams. A peer that misbehaves is Information: it is the peer's matter, and anybody can cause it.</summary>
internal static partial class StreamLog
{
    [LoggerMessage(2001, LogLevel.Information, "Stream of {RemoteEndPoint} closed: {Reason}")]
    public static partial void StreamClosed(ILogger logger, EndPoint? remoteEndPoint, string reason);

    [LoggerMessage(2002, LogLevel.Debug, "Connection from {RemoteEndPoint} lost: {Reason}")]
    public static partial void ConnectionLost(ILogger logger, EndPoint? remoteEndPoint, string reason);

    [LoggerMessage(2003, LogLevel.Error, "Connection from {RemoteEndPoint} failed.")]
    public static partial void ConnectionFailed(ILogger logger, Exception exception, EndPoint? remoteEndPoint);

    [LoggerMessage(2004, LogLevel.Information, "{Jid} is connected from {RemoteEndPoint} (TLS {IsTls}, EXI {IsExi}).")]
    public static partial void Bound(ILogger logger, object jid, EndPoint? remoteEndPoint, bool isTls, bool isExi);

    [LoggerMessage(2005, LogLevel.Information, "{Jid} has resumed its session from {RemoteEndPoint}.")]
    public static partial void Resumed(ILogger logger, object jid, EndPoint? remoteEndPoint);

    [LoggerMessage(2006, LogLevel.Information, "{Jid} is gone; {Undelivered} stanzas were not delivered.")]
    public static partial void Ended(ILogger logger, object jid, int undelivered);

    [LoggerMessage(2007, LogLevel.Warning, "A stanza for {Jid} was dropped: its EXI configuration cannot carry {Payload}.")]
    public static partial void Unsendable(ILogger logger, object jid, string payload);

    [LoggerMessage(2008, LogLevel.Error, "The owner of session {Jid} failed.")]
    public static partial void OwnerFailed(ILogger logger, Exception exception, object jid);

    [LoggerMessage(2009, LogLevel.Information, "Authentication as {Username} from a peer failed: {Reason}")]
    public static partial void AuthenticationFailed(ILogger logger, string username, string reason);
}
