using System.Net;
using IotXmpp.Concentrator.Bridging;

namespace IotXmpp.Concentrator.Service.Bridges.AzureIotHub;

/// <summary>How the boards are taken to an Azure IoT hub. Read and checked by <see cref="AzureIotHubOptionsReader"/>.</summary>
internal sealed record AzureIotHubOptions
{
    /// <summary>Name of the hub, such as <c>plant.azure-devices.net</c>: part of user names and tokens. Null if provisioning says which.</summary>
    public string? HostName { get; init; }

    /// <summary>Where to connect instead of port 8883 of the hub, for a hub that is not Azure's; null for Azure's.</summary>
    public DnsEndPoint? Address { get; init; }

    /// <summary>TLS. Off only towards this machine, for <c>iotxmpp fake-hub</c>.</summary>
    public bool Tls { get; init; } = true;

    /// <summary>PEM file with the only root certificates to be trusted; null for those of the system.</summary>
    public string? TrustPath { get; init; }

    /// <summary>One device for all boards, or one for each.</summary>
    public HubIdentityKind Identity { get; init; }

    /// <summary>Device id of the gateway. A board's device id is its name.</summary>
    public string DeviceId { get; init; } = "iotxmpp";

    /// <summary>Key of the gateway, base64. Null if it is derived from <see cref="GroupKey"/> or a certificate is shown.</summary>
    public string? SharedAccessKey { get; init; }

    /// <summary>PEM file with the gateway's certificate and key; or the directory of the boards' files, <c>{board}.pem</c>.</summary>
    public string? CertificatePath { get; init; }

    /// <summary>Keys of boards, base64, by the board's name.</summary>
    public IReadOnlyDictionary<string, string> Keys { get; init; } = new Dictionary<string, string>();

    /// <summary>Connections at a time if each board has its own. Default 100: some 4 MB of TLS, and a small part of what a hub admits in a second.</summary>
    public int MaxConnections { get; init; } = 100;

    /// <summary>Scope id of the device provisioning service; null to go to <see cref="HostName"/> without asking it.</summary>
    public string? IdScope { get; init; }

    /// <summary>Key of its enrolment group, base64: each device's key is derived from it.</summary>
    public string? GroupKey { get; init; }

    /// <summary>The provisioning service.</summary>
    public string ProvisioningHost { get; init; } = "global.azure-devices-provisioning.net";

    /// <summary>How long a token is valid. Default 60 min, as in the SDKs. It is renewed before, which takes a new connection.</summary>
    public TimeSpan TokenLifetime { get; init; } = TimeSpan.FromMinutes(60);

    /// <summary>Longest silence on a connection. Default 240 s: within what network address translation keeps open; at most 1177 s are allowed by the hub.</summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(240);

    /// <summary>Octets a message with several readings is filled up to. Default 4096: the hub counts messages in blocks of 4 KB.</summary>
    public int BatchBytes { get; init; } = 4096;

    /// <summary>The twin is told new values at most this often. Default 60 s: twin updates are the scarcest of a hub's quotas.</summary>
    public TimeSpan TwinInterval { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>A wish (desired property) that may be older than this is not carried out. Default 60 s.</summary>
    public TimeSpan DesiredMaxAge { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Readings out, and nothing else: for hubs of the basic tier, which have no twins, methods and messages to devices.</summary>
    public bool TelemetryOnly { get; init; }

    /// <summary>What crosses.</summary>
    public BridgeRoute Route { get; init; } = new();

    /// <summary>Never shows a key.</summary>
    public override string ToString() => $"{HostName ?? ProvisioningHost} as {(Identity == HubIdentityKind.Gateway ? DeviceId : "each board")}";
}
