using IotXmpp.Concentrator.PubSub;

namespace IotXmpp.Concentrator.Service.Options;

/// <summary>Reads <see cref="PubSubOptions"/>.</summary>
internal sealed class PubSubOptionsReader(SettingReader settings)
{
    private static readonly PubSubOptions Defaults = new();

    /// <summary>Names of the settings.</summary>
    public static IReadOnlyList<string> Known { get; } = ["PubSub:Enabled", "PubSub:MaxItems", "PubSub:Json"];

    public PubSubOptions Read() => new()
    {
        IsEnabled = settings.Flag("PubSub:Enabled", Defaults.IsEnabled),
        MaxItems = settings.Integer("PubSub:MaxItems", 1, 1000, Defaults.MaxItems),
        Json = settings.Flag("PubSub:Json", Defaults.Json),
    };
}
