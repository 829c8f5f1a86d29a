using System.Security.Cryptography;
using System.Text;
using IotXmpp.Things.Dialects;
using IotXmpp.Things.Portable;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Forms;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Routing;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Things.Control;

/// <summary>
/// Answers <c>set</c> and <c>getForm</c> (XEP-0325); a <c>set</c> in a message is carried out and never answered (3.1.1). What comes twice with one
/// id is carried out once.
/// </summary>
public sealed class ControlHandler
{
    private readonly IControlTarget _target;
    private readonly ControlLimits _limits;
    private readonly RecentCommands _recent;

    /// <summary>Builds a handler.</summary>
    /// <param name="target">What is controlled.</param>
    /// <param name="limits">Bounds on requests.</param>
    /// <param name="time">Clock.</param>
    public ControlHandler(IControlTarget target, ControlLimits limits, TimeProvider time)
    {
        _target = target;
        _limits = limits;
        _recent = new RecentCommands(limits.RepeatWindow, limits.MaxRemembered, time);
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
        return await SetAsync(message.From, message.To, message.Id, set, ct);
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
        var result = iq.From is not null && iq.To is not null
            ? await SetAsync(iq.From, iq.To, iq.Id, iq.Request!, ct)
            : new ControlResult(StanzaErrors.BadRequest("Control needs addresses."));
        return result.Error is { } error
            ? ControlErrors.Fail(iq, error, WireDialect.Compatible)
            : iq.Result(ControlXml.WriteSetResponse(result, WireDialect.Compatible));
    }

    private Task<ControlResult> SetAsync(Jid requester, Jid address, string? id, XmppElement set, CancellationToken ct)
    {
        return id is null ? ExecuteAsync() : _recent.OnceAsync(requester, id, Digest(address, set), ExecuteAsync);

        async Task<ControlResult> ExecuteAsync()
        {
            try
            {
                return await _target.SetAsync(requester, address, ControlXml.ReadSet(set, _limits), ct);
            }
            catch (StanzaException e)
            {
                return new ControlResult(e.Error);
            }
        }
    }

    private static string Digest(Jid address, XmppElement set) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{address} {set}")));

    private async ValueTask<Iq?> GetFormAsync(Iq iq, CancellationToken ct)
    {
        if (iq.From is null || iq.To is null)
            throw new StanzaException(StanzaErrors.BadRequest("Control needs addresses."));
        var result = await _target.GetFormAsync(iq.From, iq.To, ControlXml.ReadGetForm(iq.Request!, _limits), ct);
        return result.Error is { } error ? iq.Fail(error) : iq.Result(result.Form!.ToElement());
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
