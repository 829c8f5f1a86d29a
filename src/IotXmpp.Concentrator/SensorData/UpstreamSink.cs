using IotXmpp.Concentrator.Upstream;
using IotXmpp.Things.SensorData;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Concentrator.SensorData;

/// <summary>Readers are in the XMPP world.</summary>
internal sealed class UpstreamSink(IUpstream upstream) : IReadoutSink
{
    public int? MaxStanzaBytes => upstream.MaxStanzaBytes;

    public ValueTask WaitForRoomAsync(Jid reader, CancellationToken ct) => upstream.WaitForRoomAsync(reader, ct);

    public ValueTask SendAsync(Stanza stanza, CancellationToken ct) => upstream.SendAsync(stanza, ct);
}
