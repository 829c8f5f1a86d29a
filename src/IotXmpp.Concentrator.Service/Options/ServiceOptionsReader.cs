using System.Globalization;
using System.Net;
using IotXmpp.Xmpp.Addressing;

namespace IotXmpp.Concentrator.Service.Options;

/// <summary>Reads <see cref="ServiceOptions"/> from configuration: appsettings.json, environment, command line, the later the stronger.</summary>
internal sealed class ServiceOptionsReader
{
    private static readonly ServiceOptions Defaults = new();

    /// <summary>Settings we know, so that a misspelt one is an error and not silence.</summary>
    private static readonly string[] Known =
    [
        "Domain", "DataDirectory", "Upstream", "LocalDomain:Domain", "Component:Host", "Component:Port", "Component:Secret",
        "Listen:Xmpp", "Listen:XmppTls", "Listen:Exi", "Listen:Http", "Owner", "Tls:CertificatePath", "Tls:KeyPath", "Tls:Password",
        "Provisioning:Server", .. HistoryOptionsReader.Known, .. PubSubOptionsReader.Known,
    ];

    private readonly IConfigurationSection _section;
    private readonly List<string> _problems = [];

    private ServiceOptionsReader(IConfigurationSection section) => _section = section;

    /// <summary>Reads and checks.</summary>
    /// <exception cref="SettingsException">A setting is wrong; all wrong ones are named at once.</exception>
    public static ServiceOptions Read(IConfiguration configuration)
    {
        var reader = new ServiceOptionsReader(configuration.GetSection(ServiceOptions.Section));
        var options = reader.Read();
        return reader._problems.Count == 0 ? options : throw new SettingsException(reader._problems);
    }

    private ServiceOptions Read()
    {
        foreach (var (path, value) in _section.AsEnumerable(makePathsRelative: true))
        {
            if (value is not null && !Known.Contains(path, StringComparer.OrdinalIgnoreCase))
                Problem(path, "is no setting of this service", null);
        }

        var options = new ServiceOptions
        {
            Domain = Domain("Domain", Defaults.Domain),
            DataDirectory = Text("DataDirectory") ?? Defaults.DataDirectory,
            Upstream = Upstream(),
            LocalDomain = Domain("LocalDomain:Domain", Defaults.LocalDomain),
            Component = new ComponentOptions
            {
                Host = Text("Component:Host") ?? Defaults.Component.Host,
                Port = Port("Component:Port", Defaults.Component.Port),
                Secret = Text("Component:Secret"),
            },
            Listen = new ListenerOptions
            {
                Xmpp = Listener("Listen:Xmpp", Defaults.Listen.Xmpp),
                XmppTls = Listener("Listen:XmppTls", Defaults.Listen.XmppTls),
                Exi = Listener("Listen:Exi", Defaults.Listen.Exi),
                Http = Listener("Listen:Http", Defaults.Listen.Http),
            },
            Tls = new TlsOptions
            {
                CertificatePath = ExistingFile("Tls:CertificatePath"),
                KeyPath = ExistingFile("Tls:KeyPath"),
                Password = Text("Tls:Password"),
            },
            Owner = Owner(),
            ProvisioningServer = ProvisioningServer(),
            History = new HistoryOptionsReader(_settings).Read(),
            PubSub = new PubSubOptionsReader(_settings).Read(),
        };
        CheckTogether(options);
        return options;
    }

    private void CheckTogether(ServiceOptions options)
    {
        if (options.Upstream == UpstreamKind.Component && options.Component.Secret is null)
            Problem("Component:Secret", "is missing", "it is needed when Concentrator__Upstream is Component, and must equal the secret in the XMPP server's configuration");
        if (options.Upstream == UpstreamKind.LocalDomain && options.Domain == options.LocalDomain)
            Problem("Domain", $"is '{options.Domain}', as is Concentrator__LocalDomain__Domain", "things and people need different domains");
        if (options.Tls is { KeyPath: not null, CertificatePath: null })
            Problem("Tls:KeyPath", "is set without Concentrator__Tls__CertificatePath", "set both or none");

        var used = new Dictionary<IPEndPoint, string>();
        foreach (var (name, endPoint) in new[] { ("Listen:Xmpp", options.Listen.Xmpp), ("Listen:XmppTls", options.Listen.XmppTls), ("Listen:Exi", options.Listen.Exi), ("Listen:Http", options.Listen.Http) })
        {
            if (endPoint is { Port: > 0 } && !used.TryAdd(endPoint, name))
                Problem(name, $"is {endPoint}, as is {Display(used[endPoint])}", "each listener needs its own port");
        }
    }

    private string? Text(string name) => _section[name] is { } text && !string.IsNullOrWhiteSpace(text) ? text.Trim() : null;

    private string Domain(string name, string fallback)
    {
        string? text = Text(name);
        if (text is null)
            return fallback;
        if (Jid.TryParse(text, out var jid) && jid.IsDomain)
            return jid.Domain;
        Problem(name, $"is '{text}'", "a domain name is allowed, such as things.example.org");
        return fallback;
    }

    private UpstreamKind Upstream()
    {
        string? text = Text("Upstream");
        if (text is null)
            return Defaults.Upstream;
        foreach (var kind in Enum.GetValues<UpstreamKind>())
        {
            if (string.Equals(kind.ToString(), text, StringComparison.OrdinalIgnoreCase))
                return kind;
        }

        Problem("Upstream", $"is '{text}'", "LocalDomain or Component is allowed");
        return Defaults.Upstream;
    }

    private int Port(string name, int fallback)
    {
        string? text = Text(name);
        if (text is null)
            return fallback;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port is >= 1 and <= 65535)
            return port;
        Problem(name, $"is '{text}'", "a port from 1 to 65535 is allowed");
        return fallback;
    }

    private IPEndPoint? Listener(string name, IPEndPoint? fallback)
    {
        string? text = Text(name);
        if (text is null)
            return fallback;
        if (text.Equals("off", StringComparison.OrdinalIgnoreCase))
            return null;
        // Names that people write for an address; a DNS name would be an address that changes under us.
        int colon = text.LastIndexOf(':');
        string host = colon < 0 ? "" : text[..colon];
        string numeric = host switch
        {
            "localhost" => "127.0.0.1" + text[colon..],
            "*" => "0.0.0.0" + text[colon..],
            _ => text,
        };
        if (colon > 0 && text[colon - 1] != ':' && IPEndPoint.TryParse(numeric, out var endPoint) && numeric.EndsWith(":" + endPoint.Port.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal))
            return endPoint;
        Problem(name, $"is '{text}'", "ADDRESS:PORT is allowed, such as 127.0.0.1:5222 or [::]:5222, port 0 to 65535 (0: any free one), or 'off'");
        return fallback;
    }

    private string? ExistingFile(string name)
    {
        string? path = Text(name);
        if (path is not null && !File.Exists(path))
            Problem(name, $"is '{path}'", "the path of an existing file is allowed");
        return path;
    }

    private Jid? Owner()
    {
        string? text = Text("Owner");
        if (text is null)
            return null;
        if (Jid.TryParse(text, out var jid) && jid is { IsBare: true, Local: not null })
            return jid;
        Problem("Owner", $"is '{text}'", "a bare address is allowed, such as owner@localhost");
        return null;
    }

    private Jid? ProvisioningServer()
    {
        string? text = Text("Provisioning:Server");
        if (text is null)
            return null;
        if (Jid.TryParse(text, out var jid))
            return jid;
        Problem("Provisioning:Server", $"is '{text}'", "an address is allowed, such as provisioning.example.org");
        return null;
    }

    /// <summary>The name as an environment variable has it: the form people copy.</summary>
    private static string Display(string name) => $"{ServiceOptions.Section}__{name.Replace(":", "__", StringComparison.Ordinal)}";

    private void Problem(string name, string what, string? allowed) =>
        _problems.Add(allowed is null ? $"{Display(name)} {what}." : $"{Display(name)} {what}: {allowed}.");
}
