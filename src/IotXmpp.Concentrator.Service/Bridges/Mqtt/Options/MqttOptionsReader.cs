using System.Net;
using System.Text;
using IotXmpp.Concentrator.Bridging;
using IotXmpp.Concentrator.Service.Options;
using IotXmpp.Things.Model;
using IotXmpp.Xmpp.Addressing;

namespace IotXmpp.Concentrator.Service.Bridges.Mqtt.Options;

/// <summary>Reads <see cref="MqttOptions"/> from the settings below <c>Mqtt</c>.</summary>
internal sealed class MqttOptionsReader(SettingReader settings)
{
    private static readonly MqttOptions Defaults = new();

    /// <summary>All settings; a <c>*</c> stands for a name that the administrator gives.</summary>
    public static IReadOnlyList<string> Known { get; } =
    [
        "Mqtt:Host", "Mqtt:Port", "Mqtt:Version", "Mqtt:ClientId", "Mqtt:User", "Mqtt:Password", "Mqtt:Prefix", "Mqtt:Units", "Mqtt:MaxPayload", "Mqtt:KeepAlive",
        "Mqtt:Boards", "Mqtt:Fields", "Mqtt:Parameters", "Mqtt:HomeAssistant:Enabled", "Mqtt:HomeAssistant:Prefix",
        "Mqtt:Tls:Enabled", "Mqtt:Tls:CaPath", "Mqtt:Tls:Name", "Mqtt:Tls:CertificatePath", "Mqtt:Tls:KeyPath", "Mqtt:Tls:Password",
        "Mqtt:Broker:Listen", "Mqtt:Broker:Tls", "Mqtt:Broker:Users:*", "Mqtt:Broker:MaxConnections", "Mqtt:Broker:MaxQueue", "Mqtt:Broker:MaxRetained", "Mqtt:Broker:Persistent",
        "Mqtt:Devices:*:Owner", "Mqtt:Devices:*:Title", "Mqtt:Devices:*:Text", "Mqtt:Devices:*:Timeout",
        "Mqtt:Devices:*:Availability:Topic", "Mqtt:Devices:*:Availability:Path", "Mqtt:Devices:*:Availability:Online", "Mqtt:Devices:*:Availability:Offline",
        .. Each("Mqtt:Devices:*:Fields:*", "Topic", "Path", "Kind", "Unit", "Scale", "On", "Off", "TimePath"),
        .. Each("Mqtt:Devices:*:Parameters:*", "Topic", "Template", "Kind", "Minimum", "Maximum", "MaxLength", "Options", "Unit", "Description", "On", "Off", "Field"),
    ];

    /// <summary>Reads and checks.</summary>
    public MqttOptions Read()
    {
        string? discovery = settings.Flag("Mqtt:HomeAssistant:Enabled", settings.Text("Mqtt:HomeAssistant:Prefix") is not null) ? Prefix("Mqtt:HomeAssistant:Prefix", "homeassistant") : null;
        var tls = Tls();
        var options = new MqttOptions
        {
            Host = settings.Text("Mqtt:Host"),
            Port = settings.Port("Mqtt:Port", tls is null ? 1883 : 8883),
            IsVersion5 = settings.Choice("Mqtt:Version", Defaults.IsVersion5, ("5", true), ("3.1.1", false)),
            ClientId = ClientId(),
            User = settings.Text("Mqtt:User"),
            Password = settings.Verbatim("Mqtt:Password"),
            Tls = tls,
            Prefix = Prefix("Mqtt:Prefix", Defaults.Prefix),
            HasUnits = settings.Flag("Mqtt:Units", Defaults.HasUnits),
            Route = new BridgeRoute
            {
                Boards = settings.List("Mqtt:Boards", Defaults.Route.Boards),
                Fields = settings.List("Mqtt:Fields", Defaults.Route.Fields),
                Parameters = settings.List("Mqtt:Parameters", Defaults.Route.Parameters),
            },
            HomeAssistantPrefix = discovery,
            MaxPayloadBytes = settings.Integer("Mqtt:MaxPayload", 256, 1_048_576, Defaults.MaxPayloadBytes),
            KeepAlive = settings.Seconds("Mqtt:KeepAlive", 5, 3_600, Defaults.KeepAlive),
            Devices = [.. settings.Children("Mqtt:Devices").Select(Device)],
            Broker = Broker(),
        };
        CheckTogether(options);
        return options;
    }

    private static IEnumerable<string> Each(string path, params IEnumerable<string> names) => names.Select(name => $"{path}:{name}");

    private void CheckTogether(MqttOptions options)
    {
        if (!options.IsOn && settings.Paths.FirstOrDefault(path => path.StartsWith("Mqtt:", StringComparison.OrdinalIgnoreCase) && settings.Text(path) is not null) is { } path)
            settings.Problem(path, "is set without Concentrator__Mqtt__Host", "name the broker, or have one with Concentrator__Mqtt__Broker__Listen");
        if (options is { Password: not null, User: null })
            settings.Problem("Mqtt:Password", "is set without Concentrator__Mqtt__User", "set both or none");
        if (options.Prefix == options.HomeAssistantPrefix)
            settings.Problem("Mqtt:Prefix", $"is '{options.Prefix}', as is Concentrator__Mqtt__HomeAssistant__Prefix", "they must differ");
        // What we publish must not come back as a device.
        foreach (var device in options.Devices)
        {
            var topics = device.Fields.Select(field => field.Topic).Concat(device.Parameters.Select(parameter => parameter.Topic)).Append(device.Availability?.Topic ?? "");
            if (topics.FirstOrDefault(topic => IsBelow(topic, options.Prefix) || (options.HomeAssistantPrefix is { } discovery && IsBelow(topic, discovery))) is { } own)
                settings.Problem($"Mqtt:Devices:{device.Name}", $"uses the topic '{own}'", "topics of a device must not be below our own prefix or Home Assistant's");
        }
    }

    private static bool IsBelow(string topic, string prefix) => topic == prefix || topic.StartsWith(prefix + "/", StringComparison.Ordinal);

    private MqttTlsOptions? Tls()
    {
        var tls = new MqttTlsOptions
        {
            CaPath = settings.ExistingFile("Mqtt:Tls:CaPath"),
            Name = settings.Text("Mqtt:Tls:Name"),
            CertificatePath = settings.ExistingFile("Mqtt:Tls:CertificatePath"),
            KeyPath = settings.ExistingFile("Mqtt:Tls:KeyPath"),
            Password = settings.Verbatim("Mqtt:Tls:Password"),
        };
        if (tls is { KeyPath: not null, CertificatePath: null })
            settings.Problem("Mqtt:Tls:KeyPath", "is set without Concentrator__Mqtt__Tls__CertificatePath", "set both or none");
        return settings.Flag("Mqtt:Tls:Enabled", tls != new MqttTlsOptions()) ? tls : null;
    }

    private string? ClientId()
    {
        string? id = settings.Text("Mqtt:ClientId");
        if (id is null || (id.Length <= 128 && !id.Any(char.IsControl)))
            return id;
        settings.Problem("Mqtt:ClientId", "is too long or has control characters", "1 to 128 characters are allowed");
        return null;
    }

    private string Prefix(string name, string fallback)
    {
        string? text = settings.Text(name);
        if (text is null)
            return fallback;
        if (text.Length <= 64 && IsTopic(text) && text[0] != '$' && !text.Split('/').Contains(""))
            return text;
        settings.Problem(name, $"is '{text}'", "a topic of at most 64 characters is allowed, such as home/iotxmpp: no +, #, $ at the start, no empty part");
        return fallback;
    }

    private MqttBrokerOptions? Broker()
    {
        if (settings.Listener("Mqtt:Broker:Listen", null) is not { } listen)
            return null;
        bool isPublic = !IPAddress.IsLoopback(listen.Address);
        var broker = new MqttBrokerOptions
        {
            Listen = listen,
            IsTls = settings.Flag("Mqtt:Broker:Tls", isPublic),
            Users = settings.Children("Mqtt:Broker:Users").ToDictionary(user => user, user => settings.Verbatim($"Mqtt:Broker:Users:{user}") ?? "", StringComparer.Ordinal),
            MaxConnections = settings.Integer("Mqtt:Broker:MaxConnections", 1, 10_000, 100),
            MaxQueue = settings.Integer("Mqtt:Broker:MaxQueue", 10, 100_000, 1_000),
            MaxRetained = settings.Integer("Mqtt:Broker:MaxRetained", 100, 1_000_000, 10_000),
            IsPersistent = settings.Flag("Mqtt:Broker:Persistent", true),
        };
        if (isPublic && broker.Users.Count == 0)
            settings.Problem("Mqtt:Broker:Listen", $"is {listen}", "where others can reach it there have to be users: Concentrator__Mqtt__Broker__Users__NAME=PASSWORD");
        if (broker.Users.FirstOrDefault(user => user.Value.Length < 8).Key is { } weak)
            settings.Problem($"Mqtt:Broker:Users:{weak}", "is too short", "a password of at least 8 characters is allowed");
        return broker;
    }

    private MqttDeviceOptions Device(string name)
    {
        string path = $"Mqtt:Devices:{name}";
        if (!Jid.TryParse($"{name}@things.localhost", out var jid) || jid.Local != name)
            settings.Problem(path, "has a name that cannot stand in an address", "lower-case letters, digits and hyphens are allowed, such as plug1");
        var device = new MqttDeviceOptions
        {
            Name = name,
            Owner = settings.Person($"{path}:Owner"),
            Title = settings.Text($"{path}:Title") ?? "MQTT device",
            Text = settings.Text($"{path}:Text"),
            Timeout = settings.Seconds($"{path}:Timeout", 1, 60, TimeSpan.FromSeconds(5)),
            Availability = settings.Text($"{path}:Availability:Topic") is null
                ? null
                : new MqttAvailabilityOptions(
                    Topic($"{path}:Availability:Topic"), settings.Text($"{path}:Availability:Path"),
                    settings.Text($"{path}:Availability:Online") ?? "online", settings.Text($"{path}:Availability:Offline") ?? "offline"),
            Fields = [.. settings.Children($"{path}:Fields").Select(field => Field($"{path}:Fields:{field}", field))],
            Parameters = [.. settings.Children($"{path}:Parameters").Select(parameter => Parameter($"{path}:Parameters:{parameter}", parameter))],
        };
        if (device.Fields.Count == 0)
            settings.Problem(path, "has no field", $"name where one comes from, such as Concentrator__Mqtt__Devices__{name}__Fields__Temperature__Topic");
        foreach (var parameter in device.Parameters.Where(parameter => device.Fields.All(field => field.Name != parameter.Field)))
            settings.Problem($"{path}:Parameters:{parameter.Parameter.Name}:Field", $"is '{parameter.Field}', which is no field of {name}", "the field that shows that the command was carried out is needed: without it nobody knows");
        return device;
    }

    private MqttFieldOptions Field(string path, string name)
    {
        var kind = settings.Choice(
            $"{path}:Kind", FieldValueKind.Numeric,
            ("Numeric", FieldValueKind.Numeric), ("Boolean", FieldValueKind.Boolean), ("String", FieldValueKind.String), ("Int", FieldValueKind.Int), ("Long", FieldValueKind.Long), ("DateTime", FieldValueKind.DateTime));
        decimal scale = 1;
        if (settings.Text($"{path}:Scale") is { } text && !decimal.TryParse(text, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out scale))
            settings.Problem($"{path}:Scale", $"is '{text}'", "a number is allowed, such as 0.001");
        return new MqttFieldOptions
        {
            Name = name,
            Topic = Topic($"{path}:Topic"),
            Path = settings.Text($"{path}:Path"),
            Kind = kind,
            Unit = settings.Text($"{path}:Unit") ?? "",
            Scale = scale,
            On = settings.Text($"{path}:On") ?? "ON",
            Off = settings.Text($"{path}:Off") ?? "OFF",
            TimePath = settings.Text($"{path}:TimePath"),
        };
    }

    private MqttParameterOptions Parameter(string path, string name)
    {
        string template = settings.Text($"{path}:Template") ?? MqttParameterOptions.Placeholder;
        if (!template.Contains(MqttParameterOptions.Placeholder, StringComparison.Ordinal))
            settings.Problem($"{path}:Template", $"is '{template}'", "a payload with {value} in it is allowed");
        return new MqttParameterOptions
        {
            Parameter = new ControlParameter
            {
                Name = name,
                Kind = settings.Choice(
                    $"{path}:Kind", ControlParameterKind.Boolean,
                    ("Boolean", ControlParameterKind.Boolean), ("Int", ControlParameterKind.Int), ("Long", ControlParameterKind.Long), ("Double", ControlParameterKind.Double), ("String", ControlParameterKind.String)),
                Minimum = Bound($"{path}:Minimum"),
                Maximum = Bound($"{path}:Maximum"),
                MaxLength = settings.Integer($"{path}:MaxLength", 1, 1_000, 100),
                Options = settings.List($"{path}:Options", []),
                Unit = settings.Text($"{path}:Unit") ?? "",
                Description = settings.Text($"{path}:Description") ?? "",
            },
            Topic = Topic($"{path}:Topic"),
            Template = template,
            On = settings.Text($"{path}:On") ?? "ON",
            Off = settings.Text($"{path}:Off") ?? "OFF",
            Field = settings.Text($"{path}:Field") ?? name,
        };
    }

    private long? Bound(string name) => settings.Text(name) is null ? null : settings.Integer(name, int.MinValue, int.MaxValue, 0);

    private string Topic(string name)
    {
        string? topic = settings.Text(name);
        if (topic is not null && IsTopic(topic))
            return topic;
        settings.Problem(name, topic is null ? "is missing" : $"is '{topic}'", "a topic without + and # is allowed, such as tele/plug1/SENSOR");
        return "";
    }

    private static bool IsTopic(string text) => text.AsSpan().IndexOfAny('+', '#') < 0 && !text.Any(char.IsControl) && Encoding.UTF8.GetByteCount(text) <= 1_024;
}
