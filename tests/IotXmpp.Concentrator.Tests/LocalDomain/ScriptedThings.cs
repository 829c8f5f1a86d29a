using IotXmpp.Concentrator.Upstream;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Concentrator.Tests.LocalDomain;

/// <summary>A things domain that only remembers what it was sent.</summary>
internal sealed class ScriptedThings : IThingsDomain
{
    private readonly List<Stanza> _received = [];

    public string Domain => "things.localhost";

    public ValueTask ReceiveAsync(Stanza stanza, CancellationToken ct)
    {
        _received.Add(stanza);
        return ValueTask.CompletedTask;
    }

    public ValueTask OnConnectedAsync(CancellationToken ct) => ValueTask.CompletedTask;

    /// <summary>What came since the last call.</summary>
    public IReadOnlyList<Stanza> Take()
    {
        Stanza[] received = [.. _received];
        _received.Clear();
        return received;
    }
}
