using System.Diagnostics.Metrics;
using IotXmpp.Concentrator.Bridging;
using IotXmpp.Concentrator.Upstream.LocalDomain;

namespace IotXmpp.Concentrator.Service.Telemetry;

/// <summary>Figures of the running service that are looked up when somebody asks. None has a board's name: their number is not ours to bound.</summary>
internal sealed class ServiceMetrics : IDisposable
{
    /// <summary>Name of the meter, to be given to a listener.</summary>
    public const string MeterName = "IotXmpp.Service";

    private readonly Meter _meter = new(MeterName);

    /// <param name="concentrator">The boards and the bridges.</param>
    /// <param name="localDomain">The people's domain; null if it is somebody else's.</param>
    /// <param name="isWritable">Can readings be stored?</param>
    public ServiceMetrics(Concentrator concentrator, LocalDomainUpstream? localDomain, Func<bool> isWritable)
    {
        _meter.CreateObservableGauge("iotxmpp.boards.up", () => concentrator.BoardsUp, "{board}", "Boards that can be reached.");
        _meter.CreateObservableGauge("iotxmpp.upstream.connected", () => Flag(concentrator.Upstream.IsConnected), null, "1 while the XMPP world can be reached.");
        _meter.CreateObservableGauge("iotxmpp.store.writable", () => Flag(isWritable()), null, "1 while readings can be stored.");
        if (localDomain is not null)
            _meter.CreateObservableGauge("iotxmpp.sessions", () => localDomain.SessionCount, "{session}", "Clients of people who are logged in.");
        _meter.CreateObservableGauge("iotxmpp.pubsub.backlog", () => concentrator.PubSubBacklog, "{field}", "Stored fields that are not published yet (XEP-0060).");
        _meter.CreateObservableGauge("iotxmpp.bridge.connected", () => Bridges(status => Flag(status.State == BridgeState.Connected)), null, "1 while the bridge is connected.");
        _meter.CreateObservableGauge("iotxmpp.bridge.backlog", () => Bridges(status => status.Backlog), "{field}", "Stored fields that the bridge has not passed on.");
        _meter.CreateObservableCounter("iotxmpp.bridge.sent", () => Bridges(status => status.Sent), "{field}", "Fields that the bridge passed on.");
        _meter.CreateObservableCounter("iotxmpp.bridge.received", () => Bridges(status => status.Received), "{message}", "Commands and readings that came by the bridge.");
        _meter.CreateObservableCounter("iotxmpp.bridge.skipped", () => Bridges(status => status.Skipped), "{field}", "Fields that the bridge will never pass on.");

        IEnumerable<Measurement<long>> Bridges(Func<BridgeStatus, long> figure) =>
            [.. concentrator.Bridges.Select(bridge => new Measurement<long>(figure(bridge.Status), new KeyValuePair<string, object?>("bridge", bridge.Name)))];
    }

    public void Dispose() => _meter.Dispose();

    private static int Flag(bool value) => value ? 1 : 0;
}
