using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Things.SensorData;

/// <summary>The way to those who read.</summary>
public interface IReadoutSink
{
    /// <summary>Largest stanza the way carries, in bytes, if it has said so (XEP-0478); null if not.</summary>
    int? MaxStanzaBytes { get; }

    /// <summary>Waits until there is room on the way to a reader.</summary>
    ValueTask WaitForRoomAsync(Jid reader, CancellationToken ct);

    /// <summary>Sends a stanza.</summary>
    ValueTask SendAsync(Stanza stanza, CancellationToken ct);
}
