using IotXmpp.Concentrator.PubSub;
using IotXmpp.Concentrator.Service.Bridges.AzureIotHub;
using IotXmpp.Concentrator.Service.Bridges.Mqtt.Options;
using IotXmpp.Concentrator.Service.Telemetry;
using IotXmpp.Things.Profiles;
using IotXmpp.Xmpp.Addressing;

namespace IotXmpp.Concentrator.Service.Options;

/// <summary>Everything an administrator sets, read and checked once at start: see <see cref="ServiceOptionsReader"/>.</summary>
internal sealed record ServiceOptions
{
    /// <summary>The configuration section all settings stand in.</summary>
    public const string Section = "Concentrator";

    /// <summary>The things domain, the right side of a board's address. Default <c>things.localhost</c>.</summary>
    public string Domain { get; init; } = "things.localhost";

    /// <summary>Database, certificate and what else must survive. Default <c>./data</c>.</summary>
    public string DataDirectory { get; init; } = "./data";

    /// <summary>Own domain for people, or component of another server.</summary>
    public UpstreamKind Upstream { get; init; } = UpstreamKind.LocalDomain;

    /// <summary>The domain people log in to when the upstream is the local domain. Default <c>localhost</c>.</summary>
    public string LocalDomain { get; init; } = "localhost";

    /// <summary>Where the server takes components, when the upstream is one.</summary>
    public ComponentOptions Component { get; init; } = new();

    /// <summary>Addresses listened on.</summary>
    public ListenerOptions Listen { get; init; } = new();

    /// <summary>The server's certificate.</summary>
    public TlsOptions Tls { get; init; } = new();

    /// <summary>Bare address of the person boards belong to when they are added without naming one, who is told of strangers; null for none.</summary>
    public Jid? Owner { get; init; }

    /// <summary>Address of the provisioning server that decides who may use the boards (XEP-0324); null to decide here by the owners' rules.</summary>
    public Jid? ProvisioningServer { get; init; }

    /// <summary>The types of board that are known, with the EXI configurations of their firmware: the built-in ones and those of the folder <c>Kinds</c>.</summary>
    public IReadOnlyList<BoardType> BoardTypes { get; init; } = Things.Profiles.BoardTypes.All;

    /// <summary>Where the history is and how long it is kept.</summary>
    public HistoryOptions History { get; init; } = new();

    /// <summary>What is published of the boards.</summary>
    public PubSubOptions PubSub { get; init; } = new();

    /// <summary>The MQTT bridge; off without a broker.</summary>
    public MqttOptions Mqtt { get; init; } = new();

    /// <summary>An Azure IoT hub the boards are taken to; null for none.</summary>
    public AzureIotHubOptions? AzureIotHub { get; init; }

    /// <summary>Figures and traces.</summary>
    public TelemetryOptions Telemetry { get; init; } = new();
}
