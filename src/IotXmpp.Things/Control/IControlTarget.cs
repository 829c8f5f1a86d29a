using IotXmpp.Xmpp.Addressing;

namespace IotXmpp.Things.Control;

/// <summary>What <see cref="ControlHandler"/> acts on.</summary>
public interface IControlTarget
{
    /// <summary>Checks everything, then acts, then tells the truth.</summary>
    /// <param name="requester">Who asks.</param>
    /// <param name="address">The address that was asked.</param>
    /// <param name="request">What to set.</param>
    /// <param name="ct">Cancels.</param>
    ValueTask<ControlResult> SetAsync(Jid requester, Jid address, ControlRequest request, CancellationToken ct);

    /// <summary>The form with the parameters that all the nodes have.</summary>
    ValueTask<ControlFormResult> GetFormAsync(Jid requester, Jid address, ControlFormRequest request, CancellationToken ct);
}
