using IotXmpp.Things.Dialects;
using IotXmpp.Things.Portable;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Routing;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Things.Control;

/// <summary>Answers <c>set</c> and <c>getForm</c> (XEP-0325); a <c>set</c> in a message is carried out and never answered (3.1.1).</summary>
public sealed class ControlHandler
{
    private readonly IControlTarget _target;
    private readonly ControlLimits _limits;

    /// <summary>Builds a handler.</summary>
    public ControlHandler(IControlTarget target, ControlLimits limits)
    {
        _target = target;
        _limits = limits;
        Handlers = [new SetHandler(this), new FormHandler(this)];
    }

    /// <summary>To be put into an <see cref="IqDispatcher"/>.</summary>
    public IReadOnlyList<IIqHandler> Handlers { get; }

    /// <summary>
    /// Carries out the <c>set</c> of a message. What was stored or copied on its way is not: it is too late for it, or it was
    /// meant for somebody else (XEP-0203, XEP-0280).
    /// </summary>
    /// <returns>What became of it, for the log; null if the message has no <c>set</c> or is not to be carried out.</returns>
    public async ValueTask<ControlResult?> HandleAsync(Message message, CancellationToken ct)
    {
        if (message.Type is MessageType.Error or MessageType.GroupChat || message.From is null || message.To is null)
            return null;
        if (message.Payload(Ns.Control, ControlNames.Set) is not { } set || IsStale(message))
            return null;
        try
        {
            return await _target.SetAsync(message.From, message.To, ControlXml.ReadSet(set, _limits), ct);
        }
        catch (StanzaException e)
        {
            return new ControlResult(e.Error);
        }
    }

    /// <summary>True for a message that was delivered late or is a copy of one to somebody else.</summary>
    public static bool IsStale(Message message)
    {
        foreach (var payload in message.Payloads)
        {
            if (payload.Is(Ns.Delay, "delay") || payload.Is("jabber:x:delay", "x") || payload.Namespace is Ns.Carbons or Ns.Forward)
                return true;
        }

        return false;
    }

    private async ValueTask<Iq?> SetAsync(Iq iq, CancellationToken ct)
    {
        ControlResult result;
        try
        {
            if (iq.From is null || iq.To is null)
                throw new StanzaException(StanzaErrors.BadRequest("Control needs addresses."));
            result = await _target.SetAsync(iq.From, iq.To, ControlXml.ReadSet(iq.Request!, _limits), ct);
        }
        catch (StanzaException e)
        {
            result = new ControlResult(e.Error);
        }

        return result.Error is { } error
            ? ControlErrors.Fail(iq, error, WireDialect.Compatible)
            : iq.Result(ControlXml.WriteSetResponse(WireDialect.Compatible));
    }

    private async ValueTask<Iq?> GetFormAsync(Iq iq, CancellationToken ct)
    {
        if (iq.From is null || iq.To is null)
            throw new StanzaException(StanzaErrors.BadRequest("Control needs addresses."));
        var result = await _target.GetFormAsync(iq.From, iq.To, ControlXml.ReadNodes(iq.Request!, _limits), ct);
        return result.Error is { } error ? iq.Fail(error) : iq.Result(result.Form);
    }

    private sealed class SetHandler(ControlHandler owner) : IIqHandler
    {
        public QName Payload { get; } = new(Ns.Control, ControlNames.Set);

        public IqType? Type => IqType.Set;

        public IReadOnlyList<string> Features { get; } = [Ns.Control];

        public ValueTask<Iq?> HandleAsync(Iq request, CancellationToken ct) => owner.SetAsync(request, ct);
    }

    private sealed class FormHandler(ControlHandler owner) : IIqHandler
    {
        public QName Payload { get; } = new(Ns.Control, ControlNames.GetForm);

        public IqType? Type => IqType.Get;

        public IReadOnlyList<string> Features { get; } = [Ns.Control];

        public ValueTask<Iq?> HandleAsync(Iq request, CancellationToken ct) => owner.GetFormAsync(request, ct);
    }
}
