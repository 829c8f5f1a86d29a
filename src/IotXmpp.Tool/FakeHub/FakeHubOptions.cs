using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace IotXmpp.Tool.FakeHub;

/// <summary>Settings of a fake IoT hub. Figures are those of an S1 unit where the documentation gives any.</summary>
internal sealed record FakeHubOptions
{
    /// <summary>Name the hub believes to have; part of user names and tokens.</summary>
    public string HostName { get; init; } = "fake-hub.azure-devices.net";

    /// <summary>Where it listens.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>Port, 1 to 65535.</summary>
    public required int Port { get; init; }

    /// <summary>Certificate for TLS; null for plain TCP, which the real hub never offers.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>Devices and their primary keys (base64); an empty key means that the device logs in with a certificate.</summary>
    public IReadOnlyDictionary<string, string> Devices { get; init; } = new Dictionary<string, string>();

    /// <summary>SHA-1 thumbprints (hex) of the certificates of devices that have no key.</summary>
    public IReadOnlyDictionary<string, string> Thumbprints { get; init; } = new Dictionary<string, string>();

    /// <summary>Scope id of the provisioning service on the same port; null for none.</summary>
    public string? IdScope { get; init; }

    /// <summary>Key of the enrolment group (base64); every registration id may enrol with a key derived from it.</summary>
    public string? GroupKey { get; init; }

    /// <summary>New connections a second.</summary>
    public int ConnectionsPerSecond { get; init; } = 100;

    /// <summary>Messages from devices a second; beyond, acknowledgements come late.</summary>
    public int TelemetryPerSecond { get; init; } = 100;

    /// <summary>Twin reads a second; beyond, 429.</summary>
    public int TwinReadsPerSecond { get; init; } = 100;

    /// <summary>Twin updates a second; beyond, 429.</summary>
    public int TwinUpdatesPerSecond { get; init; } = 50;

    /// <summary>The longest an acknowledgement is held back before the connection is closed.</summary>
    public TimeSpan MaxShaping { get; init; } = TimeSpan.FromSeconds(10);
}
