using IotXmpp.Things.Model;
using IotXmpp.Things.SensorData;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Concentrator.Devices;

/// <summary>The way to one board, wherever its session is.</summary>
internal interface IDeviceMailbox
{
    /// <summary>True while a stanza sent now would go out now.</summary>
    bool IsReachable { get; }

    /// <summary>Reads the board; what it sends is stored before this returns.</summary>
    /// <param name="request">What to read; its sequence number and nodes do not matter.</param>
    /// <param name="ct">Cancels the waiting.</param>
    ValueTask<ReadoutResult> ReadAsync(ReadoutRequest request, CancellationToken ct);

    /// <summary>Has the board set parameters, in order, all or none.</summary>
    /// <param name="values">Checked values.</param>
    /// <param name="expires">The board does not do it after that.</param>
    /// <param name="onAccepted">Called once if the board acknowledges it before it answers. Must not block.</param>
    /// <param name="ct">Cancels the waiting, not the command.</param>
    ValueTask<ControlOutcome> SetAsync(IReadOnlyList<ControlValue> values, DateTimeOffset expires, Action onAccepted, CancellationToken ct);

    /// <summary>Asks the board anything.</summary>
    /// <returns>The result or error; null without one in time.</returns>
    ValueTask<Iq?> AskAsync(IqType type, XmppElement payload, CancellationToken ct);

    /// <summary>Sends the board a message of ours; false if that cannot be now.</summary>
    bool TrySend(Message message);

    /// <summary>Another session of the same board has taken over, or the board was removed.</summary>
    void Evict();
}
