using IotXmpp.Xmpp.Addressing;

namespace IotXmpp.Things.SensorData;

/// <summary>What <see cref="SensorDataHandler"/> reads from.</summary>
public interface ISensorDataSource
{
    /// <summary>Decides on a request without reading anything yet.</summary>
    /// <param name="requester">Full JID of who asks.</param>
    /// <param name="address">The address that was asked.</param>
    /// <param name="request">The request.</param>
    /// <param name="ct">Cancels.</param>
    ValueTask<ReadoutPlan> PlanAsync(Jid requester, Jid address, ReadoutRequest request, CancellationToken ct);
}
