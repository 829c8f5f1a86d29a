namespace IotXmpp.Xmpp.Components;

/// <summary>How to be an external component of an XMPP server (XEP-0114).</summary>
public sealed record ComponentLinkOptions
{
    /// <summary>Domain of the component, as the server's configuration has it.</summary>
    public required string Domain { get; init; }

    /// <summary>The secret of the server's configuration. The handshake sends only a hash of it (XEP-0114 3).</summary>
    public required string Secret { get; init; }

    /// <summary>Where the server is, for log lines; the connection itself is made by the caller.</summary>
    public string Server { get; init; } = "the XMPP server";

    /// <summary>Most stanzas waiting to be sent. Default 10000: the presence of as many boards after a reconnection.</summary>
    public int MaxQueuedStanzas { get; init; } = 10_000;

    /// <summary>Time to connect and shake hands. Default 15 s.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Shortest wait before the next attempt. Default 1 s.</summary>
    public TimeSpan MinimumBackOff { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest wait before the next attempt. Default 30 s: a server that comes back is found within that.</summary>
    public TimeSpan MaximumBackOff { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A link that held so long has earned a short back-off. Default 60 s; a link that breaks at once must not reset it, or a storm feeds itself.</summary>
    public TimeSpan StableAfter { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Silence after which the server is asked whether it lives. Default 60 s.</summary>
    public TimeSpan IdleBeforePing { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Time for the answer, and for one write. Default 20 s.</summary>
    public TimeSpan PingTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Never shows the secret.</summary>
    public override string ToString() => $"{Domain} at {Server}";
}
