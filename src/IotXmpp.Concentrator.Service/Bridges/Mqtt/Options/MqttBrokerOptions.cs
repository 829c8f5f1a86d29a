using System.Net;

namespace IotXmpp.Concentrator.Service.Bridges.Mqtt.Options;

/// <summary>The embedded broker, for places without one.</summary>
internal sealed record MqttBrokerOptions
{
    /// <summary>Where it listens.</summary>
    public required IPEndPoint Listen { get; init; }

    /// <summary>Whether it speaks TLS, with the service's certificate. Default where it can be reached from outside.</summary>
    public bool IsTls { get; init; }

    /// <summary>Users and their passwords. Without any, whoever is on this machine may connect; off loopback there have to be some.</summary>
    public IReadOnlyDictionary<string, string> Users { get; init; } = new Dictionary<string, string>();

    /// <summary>Most connections at a time, 1 to 10,000. Default 100: a house.</summary>
    public int MaxConnections { get; init; } = 100;

    /// <summary>Most messages that wait for one client, 10 to 100,000; the oldest goes when one more comes. Default 1,000.</summary>
    public int MaxQueue { get; init; } = 1_000;

    /// <summary>Most retained messages, 100 to 1,000,000; no further topic is retained beyond it. Default 10,000.</summary>
    public int MaxRetained { get; init; } = 10_000;

    /// <summary>Whether retained messages survive a restart, in a file of the data directory. Default true.</summary>
    public bool IsPersistent { get; init; } = true;

    /// <summary>Never shows the passwords.</summary>
    public override string ToString() => $"embedded broker at {Listen}";
}
