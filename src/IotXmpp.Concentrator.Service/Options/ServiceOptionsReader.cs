using System.Globalization;
using System.Net;
using IotXmpp.Concentrator.Service.Bridges.AzureIotHub;
using IotXmpp.Concentrator.Service.Bridges.Mqtt.Options;
using IotXmpp.Concentrator.Service.Telemetry;
using IotXmpp.Xmpp.Addressing;

namespace IotXmpp.Concentrator.Service.Options;

/// <summary>Reads <see cref="ServiceOptions"/> from configuration: appsettings.json, environment, command line, the later the stronger.</summary>
internal sealed class ServiceOptionsReader
{
    private static readonly ServiceOptions Defaults = new();

    /// <summary>Settings we know, so that a misspelt one is an error and not silence. A <c>*</c> stands for a name that the administrator gives.</summary>
    private static readonly string[] Known =
    [
        "Domain", "DataDirectory", "Upstream", "LocalDomain:Domain", "Component:Host", "Component:Port", "Component:Secret",
        "Listen:Xmpp", "Listen:XmppTls", "Listen:Exi", "Listen:Http", "Owner", "Tls:CertificatePath", "Tls:KeyPath", "Tls:Password",
        "Provisioning:Server", "Kinds", .. HistoryOptionsReader.Known, .. PubSubOptionsReader.Known,
        .. MqttOptionsReader.Known,
        .. AzureIotHubOptionsReader.Known,
        .. TelemetryOptionsReader.Known,
    ];

    private readonly SettingReader _settings;

    private ServiceOptionsReader(IConfigurationSection section) => _settings = new SettingReader(section);

    /// <summary>Reads and checks.</summary>
    /// <exception cref="SettingsException">A setting is wrong; all wrong ones are named at once.</exception>
    public static ServiceOptions Read(IConfiguration configuration)
    {
        var reader = new ServiceOptionsReader(configuration.GetSection(ServiceOptions.Section));
        var options = reader.Read();
        return reader._settings.Problems.Count == 0 ? options : throw new SettingsException(reader._settings.Problems);
    }

    private ServiceOptions Read()
    {
        foreach (string path in _settings.Paths)
        {
            if (!Known.Any(known => IsKnown(path, known)))
                _settings.Problem(path, "is no setting of this service", null);
        }

        var options = new ServiceOptions
        {
            Domain = Domain("Domain", Defaults.Domain),
            DataDirectory = _settings.Text("DataDirectory") ?? Defaults.DataDirectory,
            Upstream = _settings.Choice("Upstream", Defaults.Upstream, ("LocalDomain", UpstreamKind.LocalDomain), ("Component", UpstreamKind.Component)),
            LocalDomain = Domain("LocalDomain:Domain", Defaults.LocalDomain),
            Component = new ComponentOptions
            {
                Host = _settings.Text("Component:Host") ?? Defaults.Component.Host,
                Port = _settings.Port("Component:Port", Defaults.Component.Port),
                Secret = _settings.Text("Component:Secret"),
            },
            Listen = new ListenerOptions
            {
                Xmpp = _settings.Listener("Listen:Xmpp", Defaults.Listen.Xmpp),
                XmppTls = _settings.Listener("Listen:XmppTls", Defaults.Listen.XmppTls),
                Exi = _settings.Listener("Listen:Exi", Defaults.Listen.Exi),
                Http = _settings.Listener("Listen:Http", Defaults.Listen.Http),
            },
            Tls = new TlsOptions
            {
                CertificatePath = _settings.ExistingFile("Tls:CertificatePath"),
                KeyPath = _settings.ExistingFile("Tls:KeyPath"),
                Password = _settings.Text("Tls:Password"),
            },
            Owner = _settings.Person("Owner"),
            ProvisioningServer = ProvisioningServer(),
            Mqtt = new MqttOptionsReader(_settings).Read(),
            AzureIotHub = AzureIotHubOptionsReader.Read(_settings),
            BoardTypes = new BoardTypesReader(_settings).Read(),
            Telemetry = TelemetryOptionsReader.Read(_settings),
            History = new HistoryOptionsReader(_settings).Read(),
            PubSub = new PubSubOptionsReader(_settings).Read(),
        };
        CheckTogether(options);
        return options;
    }

    private void CheckTogether(ServiceOptions options)
    {
        if (options.Upstream == UpstreamKind.Component && options.Component.Secret is null)
            _settings.Problem("Component:Secret", "is missing", "it is needed when Concentrator__Upstream is Component, and must equal the secret in the XMPP server's configuration");
        if (options.Upstream == UpstreamKind.LocalDomain && options.Domain == options.LocalDomain)
            _settings.Problem("Domain", $"is '{options.Domain}', as is Concentrator__LocalDomain__Domain", "things and people need different domains");
        if (options.Tls is { KeyPath: not null, CertificatePath: null })
            _settings.Problem("Tls:KeyPath", "is set without Concentrator__Tls__CertificatePath", "set both or none");

        var used = new Dictionary<IPEndPoint, string>();
        foreach (var (name, endPoint) in new[] { ("Listen:Xmpp", options.Listen.Xmpp), ("Listen:XmppTls", options.Listen.XmppTls), ("Listen:Exi", options.Listen.Exi), ("Listen:Http", options.Listen.Http) })
        {
            if (endPoint is { Port: > 0 } && !used.TryAdd(endPoint, name))
                _settings.Problem(name, $"is {endPoint}, as is {SettingReader.Display(used[endPoint])}", "each listener needs its own port");
        }
    }

    private string Domain(string name, string fallback)
    {
        string? text = _settings.Text(name);
        if (text is null)
            return fallback;
        if (Jid.TryParse(text, out var jid) && jid.IsDomain)
            return jid.Domain;
        _settings.Problem(name, $"is '{text}'", "a domain name is allowed, such as things.example.org");
        return fallback;
    }

    private Jid? ProvisioningServer()
    {
        string? text = _settings.Text("Provisioning:Server");
        if (text is null)
            return null;
        if (Jid.TryParse(text, out var jid))
            return jid;
        _settings.Problem("Provisioning:Server", $"is '{text}'", "an address is allowed, such as provisioning.example.org");
        return null;
    }

    private static bool IsKnown(string path, string known)
    {
        if (!known.Contains('*', StringComparison.Ordinal))
            return path.Equals(known, StringComparison.OrdinalIgnoreCase);
        string[] parts = path.Split(':'), pattern = known.Split(':');
        return parts.Length == pattern.Length && parts.Zip(pattern).All(pair => pair.Second == "*" || pair.First.Equals(pair.Second, StringComparison.OrdinalIgnoreCase));
    }
}
