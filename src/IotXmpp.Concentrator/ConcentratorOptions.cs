using IotXmpp.Concentrator.PubSub;
using IotXmpp.Things.Model;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Streams;

namespace IotXmpp.Concentrator;

/// <summary>Configuration of a concentrator.</summary>
public sealed record ConcentratorOptions
{
    /// <summary>The things domain, such as <c>things.localhost</c>.</summary>
    public required string Domain { get; init; }

    /// <summary>Name of the concentrator for people.</summary>
    public string Name { get; init; } = "IotXmpp concentrator";

    /// <summary>Bare JID of the administrator, who is told of strangers that turn to the concentrator itself; null for nobody.</summary>
    public Jid? Owner { get; init; }

    /// <summary>Name of the software for XEP-0092.</summary>
    public string SoftwareName { get; init; } = "IotXmpp";

    /// <summary>Version of the software for XEP-0092.</summary>
    public string SoftwareVersion { get; init; } = "0.1.0";

    /// <summary>How long a board has for a readout. Default 10 s: a slow sensor takes two, a lost connection is noticed.</summary>
    public TimeSpan ReadoutTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a board has to carry out a command. Default 10 s. After that its session is closed, so that a queued command never runs late.</summary>
    public TimeSpan ControlTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a command waits for a board that is away, if its sender says that it may and not how long. Default 10 minutes: a board that restarts is back by then, and the sender still remembers.</summary>
    public TimeSpan CommandExpiry { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The owner is told once in this time of the same stranger trying the same. Default one hour.</summary>
    public TimeSpan StrangerNoticeWindow { get; init; } = TimeSpan.FromHours(1);

    /// <summary>A stranger who writes again while the owner is asked is told once in this time that nothing is decided yet. Default one minute: a person wants to know, a machine that answers is not kept talking.</summary>
    public TimeSpan StrangerReminderWindow { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>A board's presence shows new values at most this often; switches show at once. Default 60 s: presence goes to phones.</summary>
    public TimeSpan PresenceInterval { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The kinds of things there are; a board of any other kind is learned from its readings and decides itself what it lets others set.</summary>
    public IReadOnlyList<ThingDescription> Kinds { get; init; } = ThingKinds.All;

    /// <summary>Address of the provisioning server that decides in place of the owners' rules (XEP-0324); null to decide here. Default null.</summary>
    public Jid? ProvisioningServer { get; init; }

    /// <summary>How long an answer of <see cref="ProvisioningServer"/> is believed. Default one day: it says itself when it has changed its mind.</summary>
    public TimeSpan ProvisioningCacheAge { get; init; } = TimeSpan.FromDays(1);

    /// <summary>What is offered to boards that log in.</summary>
    public StreamHostOptions DeviceStreams { get; init; } = new() { OfferExi = true };

    /// <summary>What is published of the boards.</summary>
    public PubSubOptions PubSub { get; init; } = new();

    /// <summary>Bounds.</summary>
    public ConcentratorLimits Limits { get; init; } = new();
}
