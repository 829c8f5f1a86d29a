using IotXmpp.Concentrator.Bridging;
using IotXmpp.Concentrator.PubSub;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.PubSub;

namespace IotXmpp.Concentrator.Service.Options;

/// <summary>Reads <see cref="PubSubOptions"/>.</summary>
internal sealed class PubSubOptionsReader(SettingReader settings)
{
    private const string Remote = "PubSub:Remote";
    private static readonly PubSubOptions Defaults = new();

    /// <summary>Names of the settings.</summary>
    public static IReadOnlyList<string> Known { get; } =
    [
        "PubSub:Enabled", "PubSub:MaxItems", "PubSub:Json",
        .. new[] { "Service", "Boards", "Fields", "Prefix", "Access", "Members", "MaxItems" }.Select(name => $"{Remote}:{name}"),
    ];

    public PubSubOptions Read() => new()
    {
        IsEnabled = settings.Flag("PubSub:Enabled", Defaults.IsEnabled),
        MaxItems = settings.Integer("PubSub:MaxItems", 1, 1000, Defaults.MaxItems),
        Json = settings.Flag("PubSub:Json", Defaults.Json),
        Remote = ReadRemote(),
    };

    private RemotePubSubOptions? ReadRemote()
    {
        if (settings.Text($"{Remote}:Service") is not { } text)
        {
            if (settings.Paths.Any(path => path.StartsWith(Remote + ":", StringComparison.OrdinalIgnoreCase)))
                settings.Problem($"{Remote}:Service", "is missing", "it is the address that is published to, such as pubsub.example.org");
            return null;
        }

        if (!Jid.TryParse(text, out var service) || !service.IsBare)
        {
            settings.Problem($"{Remote}:Service", $"is '{text}'", "the address of a pub-sub service is allowed, such as pubsub.example.org");
            return null;
        }

        var defaults = new RemotePubSubOptions { Service = service };
        return defaults with
        {
            Route = new BridgeRoute { Boards = settings.List($"{Remote}:Boards", ["*"]), Fields = settings.List($"{Remote}:Fields", defaults.Route.Fields) },
            Prefix = settings.Text($"{Remote}:Prefix") ?? defaults.Prefix,
            // Open is no choice: readings are not for everybody.
            AccessModel = settings.Choice($"{Remote}:Access", defaults.AccessModel, ("whitelist", AccessModel.Whitelist), ("authorize", AccessModel.Authorize)),
            Members = Members(),
            MaxItems = settings.Integer($"{Remote}:MaxItems", 1, 100_000, defaults.MaxItems),
        };
    }

    private List<Jid> Members()
    {
        var members = new List<Jid>();
        foreach (string text in settings.List($"{Remote}:Members", []))
        {
            if (Jid.TryParse(text, out var member) && member.IsBare)
                members.Add(member);
            else
                settings.Problem($"{Remote}:Members", $"has '{text}'", "bare addresses are allowed, such as owner@localhost");
        }

        return members;
    }
}
