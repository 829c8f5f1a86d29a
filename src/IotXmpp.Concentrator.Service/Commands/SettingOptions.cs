using System.CommandLine;
using IotXmpp.Concentrator.Service.Options;

namespace IotXmpp.Concentrator.Service.Commands;

/// <summary>The settings that a command takes as options, and the configuration they end up in.</summary>
internal sealed class SettingOptions
{
    private readonly List<(Option<string> Option, string Setting)> _options = [];

    private readonly CommandConsole _console;

    private SettingOptions(CommandConsole console) => _console = console;

    /// <summary>True for a setting by its full name, <c>--Concentrator:Domain=...</c>.</summary>
    public static bool IsNamedSetting(string argument) => argument.StartsWith($"--{ServiceOptions.Section}:", StringComparison.OrdinalIgnoreCase) && argument.Contains('=', StringComparison.Ordinal);

    /// <summary>Adds the options for where the data is and which domains are served.</summary>
    public static SettingOptions AddTo(Command command, CommandConsole console)
    {
        var settings = new SettingOptions(console);
        settings.Add(command, "--data", "DIR", "DataDirectory", "Directory of the database and the certificate.");
        settings.Add(command, "--domain", "DOMAIN", "Domain", "Domain of the boards (things.localhost).");
        settings.Add(command, "--local-domain", "DOMAIN", "LocalDomain:Domain", "Domain of the people who log in here (localhost).");
        return settings;
    }

    /// <summary>Adds the options of a command that listens.</summary>
    public SettingOptions AddListeners(Command command)
    {
        Add(command, "--xmpp", "ADDRESS:PORT", "Listen:Xmpp", "XMPP, for people and boards (127.0.0.1:5222); port 0 takes a free one, 'off' none.");
        Add(command, "--xmpp-tls", "ADDRESS:PORT", "Listen:XmppTls", "The same under TLS from the first byte (127.0.0.1:5223).");
        Add(command, "--exi", "ADDRESS:PORT", "Listen:Exi", "Boards by the binary binding (127.0.0.1:15222).");
        Add(command, "--http", "ADDRESS:PORT", "Listen:Http", "Health, WebSocket, help page (127.0.0.1:5280).");
        return this;
    }

    /// <summary>Adds the options that choose the upstream.</summary>
    public SettingOptions AddUpstream(Command command)
    {
        Add(command, "--upstream", "LocalDomain|Component", "Upstream", "Be a small XMPP domain, or a component of an XMPP server (LocalDomain).");
        Add(command, "--component-host", "HOST", "Component:Host", "The XMPP server (127.0.0.1). Its secret: Concentrator__Component__Secret.");
        Add(command, "--component-port", "PORT", "Component:Port", "Its port for components (5347).");
        return this;
    }

    /// <summary>Adds an option for one more setting.</summary>
    public SettingOptions Add(Command command, string name, string helpName, string setting, string description)
    {
        var option = new Option<string>(name) { HelpName = helpName, Description = description };
        command.Add(option);
        _options.Add((option, setting));
        return this;
    }

    /// <summary>Reads and checks the settings of this invocation.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="defaults">Settings weaker than all others, by name below <c>Concentrator</c>.</param>
    /// <exception cref="SettingsException">Some are wrong.</exception>
    public ServiceOptions Read(ParseResult parsed, IReadOnlyDictionary<string, string>? defaults = null)
    {
        var given = new Dictionary<string, string?>();
        foreach (var (option, setting) in _options)
        {
            if (parsed.GetValue(option) is { } value)
                given[$"{ServiceOptions.Section}:{setting}"] = value;
        }

        try
        {
            return ServiceOptionsReader.Read(new ConfigurationBuilder()
                .AddInMemoryCollection((defaults ?? new Dictionary<string, string>()).Select(pair => new KeyValuePair<string, string?>($"{ServiceOptions.Section}:{pair.Key}", pair.Value)))
                .AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: true)
                .AddJsonFile(Path.Combine(Environment.CurrentDirectory, "appsettings.json"), optional: true)
                .AddEnvironmentVariables()
                .AddCommandLine([.. _console.NamedSettings])
                .AddInMemoryCollection(given)
                .Build());
        }
        catch (InvalidDataException e)
        {
            throw new SettingsException([e.Message + (e.InnerException is { } inner ? " " + inner.Message : "")]);
        }
    }
}
