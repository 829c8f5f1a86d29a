using IotXmpp.Concentrator.Upstream.LocalDomain;
using IotXmpp.Xmpp.Addressing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace IotXmpp.Concentrator.Tests.LocalDomain;

/// <summary>A local domain of alice and bob beside a scripted things domain.</summary>
internal sealed class LocalDomainFixture
{
    private LocalDomainFixture(Func<LocalDomainOptions, LocalDomainOptions>? change)
    {
        var options = new LocalDomainOptions { Domain = "localhost" };
        Domain = new LocalDomainUpstream(change?.Invoke(options) ?? options, Stores.All, Things, Time, NullLoggerFactory.Instance);
    }

    public InMemoryLocalDomainStores Stores { get; } = new();

    public ScriptedThings Things { get; } = new();

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 7, 1, 12, 0, 0, TimeSpan.Zero));

    public LocalDomainUpstream Domain { get; }

    public static async Task<LocalDomainFixture> CreateAsync(Func<LocalDomainOptions, LocalDomainOptions>? change = null)
    {
        var fixture = new LocalDomainFixture(change);
        foreach (string name in new[] { "alice", "bob" })
            await fixture.Stores.All.Accounts.AddAsync(new LocalAccount { Username = name, Created = fixture.Time.GetUtcNow() }, CancellationToken.None);
        return fixture;
    }

    /// <summary>A client that has bound a resource and said nothing yet.</summary>
    public async Task<ScriptedClient> BindAsync(string jid)
    {
        var client = new ScriptedClient(Jid.Parse(jid));
        client.Session = await Domain.BindAsync(client, CancellationToken.None);
        return client;
    }

    /// <summary>A client that has asked for the roster and sent its presence, what it got thrown away.</summary>
    public async Task<ScriptedClient> LoginAsync(string jid, int? priority = null)
    {
        var client = await BindAsync(jid);
        await client.RosterAsync();
        await client.PresenceAsync(priority: priority);
        client.Take();
        return client;
    }

    /// <summary>Makes two people contacts of each other in both directions.</summary>
    public static async Task BefriendAsync(ScriptedClient one, ScriptedClient other)
    {
        foreach (var (asker, asked) in new[] { (one, other), (other, one) })
        {
            await asker.PresenceAsync(Xmpp.Stanzas.PresenceType.Subscribe, asked.Jid.Bare.ToString());
            await asked.PresenceAsync(Xmpp.Stanzas.PresenceType.Subscribed, asker.Jid.Bare.ToString());
        }

        one.Take();
        other.Take();
    }
}
