using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Sasl;
using IotXmpp.Xmpp.Stanzas;
using Microsoft.Extensions.Logging;

namespace IotXmpp.Xmpp.Streams.Negotiation;

/// <summary>What one SASL element came to.</summary>
/// <param name="Reply">To be sent: <c>challenge</c>, <c>success</c> or <c>failure</c>.</param>
/// <param name="Account">Bare JID of the peer once it has authenticated.</param>
internal readonly record struct SaslOutcome(XmppElement Reply, Jid? Account);

/// <summary>SASL on one stream (RFC 6120 6): elements in, elements out.</summary>
internal sealed class SaslNegotiation
{
    private readonly IStreamHost _host;
    private readonly StreamSecurity _security;
    private readonly SaslServerContext _context;
    private readonly int _maxFailures;
    private readonly ILogger _log;
    private ISaslServerMechanism? _mechanism;
    private int _failures;

    public SaslNegotiation(IStreamHost host, StreamSecurity security, NegotiationContext context)
    {
        _host = host;
        _security = security;
        _maxFailures = context.Options.Limits.MaxAuthenticationFailures;
        _log = context.Log;
        _context = new SaslServerContext
        {
            Domain = host.Domain,
            IsTls = security.IsTls,
            AllowPlain = host.Options.AllowPlain,
            HasClientCertificate = security.ClientCertificate is not null,
            ServerEndPoint = security.ServerEndPoint,
            Secret = context.SaslSecret,
        };
        Mechanisms = SaslServer.Offer(_context);
    }

    /// <summary>The mechanisms offered, the preferred first.</summary>
    public IReadOnlyList<string> Mechanisms { get; }

    /// <summary>True if a <c>-PLUS</c> mechanism is offered (XEP-0440).</summary>
    public bool OffersChannelBinding => !_context.ServerEndPoint.IsEmpty;

    /// <summary>The peer has failed once too often.</summary>
    public bool IsExhausted => _failures >= _maxFailures;

    /// <summary>Answers an element of the SASL namespace.</summary>
    /// <exception cref="StreamException">Not a request of SASL.</exception>
    public async ValueTask<SaslOutcome> OnElementAsync(XmppElement element, CancellationToken ct)
    {
        switch (element.LocalName)
        {
            case "auth":
                _mechanism = SaslServer.Begin(element.Attribute("mechanism") ?? "", _context);
                if (_mechanism is null)
                    return Fail(SaslFailureCondition.InvalidMechanism);
                if (element.Text.Length == 0)
                {
                    // The client wants to be asked first (RFC 6120 6.4.2): an empty challenge.
                    return new SaslOutcome(XmppElement.Build(Ns.Sasl, "challenge"), null);
                }

                break;
            case "response" when _mechanism is not null:
                break;
            case "response":
                return Fail(SaslFailureCondition.MalformedRequest);
            case "abort":
                return Fail(SaslFailureCondition.Aborted);
            default:
                throw new StreamException(StreamErrorCondition.UnsupportedStanzaType, $"{element.LocalName} has no place here.");
        }

        if (!TryDecode(element.Text, out byte[] data))
            return Fail(SaslFailureCondition.IncorrectEncoding);
        var step = _mechanism.Step(data);
        if (step.Kind == SaslStepKind.FindCredential)
            step = _mechanism.Continue(await _host.FindCredentialAsync(_mechanism.Username!, _mechanism.Hash, ct));
        else if (step.Kind == SaslStepKind.MapCertificate)
            step = _mechanism.Continue(await _host.MapCertificateAsync(_security.ClientCertificate!, _mechanism.AuthorizationId, ct));
        return step.Kind switch
        {
            SaslStepKind.Challenge => new SaslOutcome(WithData("challenge", step.Data), null),
            SaslStepKind.Success => Succeed(step.Data),
            _ => Fail(step.Failure),
        };
    }

    private static bool TryDecode(string text, out byte[] data)
    {
        // "=" stands for an empty initial response (RFC 6120 6.4.2).
        data = text is "=" or "" ? [] : new byte[text.Length / 4 * 3 + 3];
        if (data.Length == 0)
            return true;
        bool valid = Convert.TryFromBase64String(text, data, out int length);
        data = data[..length];
        return valid;
    }

    private static XmppElement WithData(string name, ReadOnlyMemory<byte> data) => XmppElement.Build(Ns.Sasl, name, w =>
    {
        if (!data.IsEmpty)
            w.WriteString(Convert.ToBase64String(data.Span));
    });

    private SaslOutcome Succeed(ReadOnlyMemory<byte> data)
    {
        var account = Jid.Create(_mechanism!.Username, _host.Domain);
        _mechanism = null;
        return new SaslOutcome(WithData("success", data), account);
    }

    private SaslOutcome Fail(SaslFailureCondition condition)
    {
        _failures++;
        StreamLog.AuthenticationFailed(_log, _mechanism?.Username ?? "nobody", condition.WireName());
        _mechanism = null;
        return new SaslOutcome(XmppElement.Build(Ns.Sasl, "failure", w =>
        {
            w.WriteStartElement(condition.WireName(), Ns.Sasl);
            w.WriteEndElement();
        }), null);
    }
}
