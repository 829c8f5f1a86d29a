using System.Net;
using System.Net.Sockets;
using IotXmpp.Concentrator.Bridging;
using IotXmpp.Concentrator.Service.Options;

namespace IotXmpp.Concentrator.Service.Bridges.AzureIotHub;

/// <summary>Reads <see cref="AzureIotHubOptions"/>.</summary>
internal static class AzureIotHubOptionsReader
{
    private const string Section = "AzureIotHub";

    private static readonly AzureIotHubOptions Defaults = new();

    /// <summary>The settings there are.</summary>
    public static IReadOnlyList<string> Known { get; } =
    [
        .. new[]
        {
            "HostName", "Address", "Tls", "TrustPath", "Identity", "DeviceId", "SharedAccessKey", "CertificatePath", "Keys:*", "MaxConnections", "Provisioning:IdScope", "Provisioning:GroupKey",
            "Provisioning:Host", "TokenLifetime", "KeepAlive", "BatchBytes", "TwinInterval", "DesiredMaxAge", "TelemetryOnly", "Boards", "Fields", "Parameters",
        }.Select(name => $"{Section}:{name}"),
    ];

    /// <summary>Reads and checks.</summary>
    /// <returns>Null if no hub is configured.</returns>
    public static AzureIotHubOptions? Read(SettingReader settings)
    {
        if (settings.Children(Section).Count == 0)
            return null;
        var options = new AzureIotHubOptions
        {
            HostName = Name(settings, "HostName", null),
            Address = Address(settings),
            Tls = settings.Flag(Path("Tls"), Defaults.Tls),
            TrustPath = settings.ExistingFile(Path("TrustPath")),
            Identity = settings.Choice(Path("Identity"), Defaults.Identity, ("Gateway", HubIdentityKind.Gateway), ("Board", HubIdentityKind.Board)),
            DeviceId = settings.Text(Path("DeviceId")) ?? Defaults.DeviceId,
            SharedAccessKey = Key(settings, "SharedAccessKey"),
            CertificatePath = settings.Text(Path("CertificatePath")),
            Keys = settings.Children(Path("Keys")).ToDictionary(board => board, board => Key(settings, $"Keys:{board}") ?? ""),
            MaxConnections = settings.Integer(Path("MaxConnections"), 1, 10_000, Defaults.MaxConnections),
            IdScope = settings.Text(Path("Provisioning:IdScope")),
            GroupKey = Key(settings, "Provisioning:GroupKey"),
            ProvisioningHost = Name(settings, "Provisioning:Host", Defaults.ProvisioningHost)!,
            TokenLifetime = settings.Seconds(Path("TokenLifetime"), 300, 86_400, Defaults.TokenLifetime),
            KeepAlive = settings.Seconds(Path("KeepAlive"), 5, 1177, Defaults.KeepAlive),
            BatchBytes = settings.Integer(Path("BatchBytes"), 1, TelemetryWriter.MaxBody, Defaults.BatchBytes),
            TwinInterval = settings.Seconds(Path("TwinInterval"), 1, 86_400, Defaults.TwinInterval),
            DesiredMaxAge = settings.Seconds(Path("DesiredMaxAge"), 0, 3600, Defaults.DesiredMaxAge),
            TelemetryOnly = settings.Flag(Path("TelemetryOnly"), Defaults.TelemetryOnly),
            Route = new BridgeRoute
            {
                Boards = settings.List(Path("Boards"), Defaults.Route.Boards),
                Fields = settings.List(Path("Fields"), Defaults.Route.Fields),
                Parameters = settings.List(Path("Parameters"), Defaults.Route.Parameters),
            },
        };
        CheckTogether(settings, options);
        return options;
    }

    private static void CheckTogether(SettingReader settings, AzureIotHubOptions options)
    {
        if (options.HostName is null && options.IdScope is null)
            settings.Problem(Path("HostName"), "is missing", "name the hub, such as plant.azure-devices.net, or the provisioning service's id scope");
        if (options.IdScope is not null && options.GroupKey is null)
            settings.Problem(Path("Provisioning:GroupKey"), "is missing", "it is the key of the enrolment group, from which the devices' keys are derived");
        if (options.Route.Boards.Count == 0)
            settings.Problem(Path("Boards"), "is missing", "name the boards that go to the hub, such as board1, kitchen-* or *");
        if (!options.Tls && options.Address is not { Host: "127.0.0.1" or "localhost" or "::1" })
            settings.Problem(Path("Tls"), "is off", "that is allowed towards this machine only, with an Address such as 127.0.0.1:1883");
        if (!HubTopics.IsDeviceId(options.DeviceId))
            settings.Problem(Path("DeviceId"), $"is '{options.DeviceId}'", "letters, digits and - . _ : are allowed, at most 128");
        bool isGateway = options.Identity == HubIdentityKind.Gateway;
        if (isGateway && options is { SharedAccessKey: null, GroupKey: null, CertificatePath: null })
            settings.Problem(Path("SharedAccessKey"), "is missing", "the gateway needs its key, a group key or a certificate");
        if (!isGateway && options is { Keys.Count: 0, GroupKey: null, CertificatePath: null })
            settings.Problem(Path("Keys"), "are missing", "each board needs its key (Keys__board1), a group key or a certificate");
        if (options.CertificatePath is { } path && !(isGateway ? File.Exists(path) : Directory.Exists(path)))
            settings.Problem(Path("CertificatePath"), $"is '{path}'", isGateway ? "the path of a PEM file with certificate and key is allowed" : "the directory of the boards' PEM files is allowed");
        if (options.CertificatePath is not null && !options.Tls)
            settings.Problem(Path("CertificatePath"), "is set without TLS", "a certificate is shown in TLS");
    }

    private static string? Name(SettingReader settings, string name, string? fallback)
    {
        string? text = settings.Text(Path(name));
        if (text is null || Uri.CheckHostName(text) == UriHostNameType.Dns)
            return text?.ToLowerInvariant() ?? fallback;
        settings.Problem(Path(name), $"is '{text}'", "a host name is allowed, such as plant.azure-devices.net");
        return fallback;
    }

    private static DnsEndPoint? Address(SettingReader settings)
    {
        string? text = settings.Text(Path("Address"));
        if (text is null)
            return null;
        int colon = text.LastIndexOf(':');
        if (colon > 0 && int.TryParse(text[(colon + 1)..], out int port) && port is >= 1 and <= 65535 && Uri.CheckHostName(text[..colon]) != UriHostNameType.Unknown)
            return new DnsEndPoint(text[..colon].Trim('[', ']'), port, AddressFamily.Unspecified);
        settings.Problem(Path("Address"), $"is '{text}'", "HOST:PORT is allowed, such as 127.0.0.1:1883");
        return null;
    }

    /// <summary>A key; a wrong one is not shown.</summary>
    private static string? Key(SettingReader settings, string name)
    {
        string? text = settings.Text(Path(name));
        if (text is null)
            return null;
        if (Convert.TryFromBase64String(text, new byte[text.Length], out int length) && length > 0)
            return text;
        settings.Problem(Path(name), "is no key", "the base64 text that the portal shows is allowed");
        return null;
    }

    private static string Path(string name) => $"{Section}:{name}";
}
