using System.Globalization;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Stanzas;
using IotXmpp.Xmpp.Streams.Exi;

namespace IotXmpp.Xmpp.Streams.Negotiation;

/// <summary>
/// The receiving side of stream negotiation up to binding (RFC 6120 4.3), as a state machine: events of the stream in, replies and
/// an action out. Knows neither bytes nor time. The same for XML and EXI.
/// </summary>
internal sealed class ServerNegotiation
{
    private readonly NegotiationContext _context;
    private readonly ExiNegotiation _exi;
    private StreamSecurity _security;
    private SaslNegotiation? _sasl;
    private bool _open;

    public ServerNegotiation(NegotiationContext context, StreamSecurity security)
    {
        _context = context;
        _security = security;
        _exi = new ExiNegotiation(context.Exi, context.Options.Limits.MaxExiSetups);
    }

    /// <summary>The host the peer asked for; null before its header.</summary>
    public IStreamHost? Host { get; private set; }

    /// <summary>Bare JID of the authenticated peer; null before.</summary>
    public Jid? Account { get; private set; }

    /// <summary>The EXI configuration both sides have agreed on; null before.</summary>
    public ExiConfiguration? AgreedExi => _exi.Agreed;

    /// <summary>Our header towards a peer whose own one was never accepted.</summary>
    public static StreamHeader HeaderOf(string? domain, string? to = null, string? lang = null) =>
        new() { From = domain, To = to, Id = StreamIds.Next(), Version = "1.0", Lang = lang ?? "en" };

    /// <summary>TLS has been started: everything said before is forgotten (RFC 6120 5.4.3.3).</summary>
    public void OnSecured(StreamSecurity security)
    {
        _security = security;
        _open = false;
        _sasl = null;
    }

    /// <summary>The peer opens the stream.</summary>
    /// <param name="header">Its header.</param>
    /// <param name="isExi">The stream is EXI already.</param>
    /// <exception cref="StreamException">The stream cannot be opened.</exception>
    public NegotiationStep OnHeader(StreamHeader header, bool isExi)
    {
        if (_open)
            throw new StreamException(StreamErrorCondition.BadFormat, "The stream is open already.");
        if (header.ContentNamespace != Ns.Client)
            throw new StreamException(StreamErrorCondition.InvalidNamespace, $"The content namespace here is '{Ns.Client}'.");
        var host = FindHost(header.To);
        if (Host is not null && host != Host)
            throw new StreamException(StreamErrorCondition.HostUnknown, "A stream does not change its host.");
        Host = host;
        CheckVersion(header.Version);
        _open = true;
        // The peer's 'from' is a claim and no more: echoed if it is an address, never used (RFC 6120 4.7.1).
        string? to = Account?.ToString() ?? (Jid.TryParse(header.From, out var claimed) ? claimed.ToString() : null);
        return new NegotiationStep { Header = HeaderOf(host.Domain, to, header.Lang), Replies = [Features(isExi)] };
    }

    /// <summary>A first-level element before binding.</summary>
    /// <exception cref="StreamException">It has no place here.</exception>
    public async ValueTask<NegotiationStep> OnElementAsync(XmppElement element, bool isExi, CancellationToken ct)
    {
        if (!_open || Host is null)
            throw new StreamException(StreamErrorCondition.BadFormat, "The stream is not open.");
        switch (element.Namespace)
        {
            case Ns.Tls when element.LocalName == "starttls":
                return StartTls();
            case Ns.Sasl:
                return await OnSaslAsync(element, ct);
            case Ns.Exi:
                return OnExi(element, isExi);
            case Ns.Compression when element.LocalName == "compress":
                return Compress(element, isExi);
            case Ns.Streams when element.LocalName == "error":
                throw new IOException("The peer ends the stream with an error.");
        }

        if (Account is null)
        {
            bool isStanza = element.Namespace == Ns.Client && element.LocalName is "iq" or "message" or "presence";
            throw new StreamException(isStanza || element.Namespace == Ns.StreamManagement ? StreamErrorCondition.NotAuthorized : StreamErrorCondition.UnsupportedStanzaType, "Authenticate first.");
        }

        return OnAuthenticated(element);
    }

    private static void CheckVersion(string? version)
    {
        // RFC 6120 4.7.5: numbers on either side of a dot; 1.0 and above speak what we speak.
        string major = version?.Split('.')[0] ?? "0";
        if (!int.TryParse(major, NumberStyles.None, CultureInfo.InvariantCulture, out int number) || number < 1)
            throw new StreamException(StreamErrorCondition.UnsupportedVersion, "Version 1.0 is spoken here.");
    }

    private IStreamHost FindHost(string? to)
    {
        if (to is null)
        {
            return _context.Hosts.Count == 1
                ? _context.Hosts.Values.First()
                : throw new StreamException(StreamErrorCondition.HostUnknown, "Several domains are served here: 'to' must name one.");
        }

        return Jid.TryParse(to, out var jid) && jid.IsDomain && _context.Hosts.TryGetValue(jid.Domain, out var host)
            ? host
            : throw new StreamException(StreamErrorCondition.HostUnknown, "This domain is not served here.");
    }

    private XmppElement Features(bool isExi)
    {
        var features = new List<XmppElement>();
        var options = Host!.Options;
        bool offersExi = options.OfferExi && !_context.Exi.IsEmpty;
        if (Account is not null)
        {
            features.Add(StreamFeatures.Bind);
            features.Add(StreamFeatures.Session);
            features.Add(StreamManagement.Feature);
            features.Add(StreamFeatures.Limits(_context.Options.Limits));
            if (offersExi && !isExi && _security.AllowsCompression)
                features.Add(StreamFeatures.ExiCompression(_context.Options.ExiPort));
            features.AddRange(options.Features);
            return StreamFeatures.Of(features);
        }

        bool tlsFirst = options.RequireTls && !_security.IsTls;
        if (_security.CanStartTls && !_security.IsTls)
            features.Add(StreamFeatures.StartTls(tlsFirst));
        if (!tlsFirst)
        {
            _sasl ??= new SaslNegotiation(Host, _security, _context);
            features.Add(StreamFeatures.Mechanisms(_sasl.Mechanisms));
            if (_sasl.OffersChannelBinding)
                features.Add(StreamFeatures.ChannelBindings);
        }

        if (offersExi && !isExi && _security.AllowsCompression)
        {
            // XEP-0170 puts compression behind authentication, but a board that knows the port need not log in to learn of it.
            features.Add(StreamFeatures.ExiCompression(_context.Options.ExiPort));
        }

        return StreamFeatures.Of(features);
    }

    private NegotiationStep StartTls()
    {
        if (!_security.CanStartTls || _security.IsTls || Account is not null)
        {
            // RFC 6120 5.4.2.2: failure ends the stream.
            return NegotiationStep.Reply(XmppElement.Build(Ns.Tls, "failure"), NegotiationAction.Close);
        }

        return NegotiationStep.Reply(XmppElement.Build(Ns.Tls, "proceed"), NegotiationAction.StartTls);
    }

    private async ValueTask<NegotiationStep> OnSaslAsync(XmppElement element, CancellationToken ct)
    {
        if (_sasl is null)
            throw new StreamException(Account is null ? StreamErrorCondition.PolicyViolation : StreamErrorCondition.NotAuthorized, Account is null ? "TLS comes first." : "You have authenticated already.");
        var outcome = await _sasl.OnElementAsync(element, ct);
        if (outcome.Account is null)
        {
            if (_sasl.IsExhausted)
                throw new StreamException(StreamErrorCondition.PolicyViolation, "Too many failed attempts.") { LastWords = outcome.Reply };
            return NegotiationStep.Reply(outcome.Reply);
        }

        Account = outcome.Account;
        _sasl = null;
        _open = false;
        return NegotiationStep.Reply(outcome.Reply, NegotiationAction.Authenticated);
    }

    private NegotiationStep OnExi(XmppElement element, bool isExi)
    {
        if (!Host!.Options.OfferExi)
            throw new StreamException(StreamErrorCondition.UnsupportedStanzaType, "EXI is not offered here.");
        var reply = _exi.OnElement(element);
        if (reply is null)
            return NegotiationStep.None;
        if (!isExi || _exi.Agreed is null)
            return NegotiationStep.Reply(reply);
        // XEP-0322 2.4, step 9: the peer opens the stream anew, without <compress/>.
        _open = false;
        return NegotiationStep.Reply(reply, NegotiationAction.ReconfigureExi);
    }

    private NegotiationStep Compress(XmppElement element, bool isExi)
    {
        bool isExiMethod = element.Element("method")?.Text == "exi";
        string? failure = !isExiMethod ? "unsupported-method" : isExi || Account is null || _exi.Agreed is null || !Host!.Options.OfferExi ? "setup-failed" : null;
        if (failure is not null)
        {
            return NegotiationStep.Reply(XmppElement.Build(Ns.Compression, "failure", w =>
            {
                w.WriteStartElement(failure, Ns.Compression);
                w.WriteEndElement();
            }));
        }

        _open = false;
        return NegotiationStep.Reply(XmppElement.Build(Ns.Compression, "compressed"), NegotiationAction.CompressExi);
    }

    private static NegotiationStep OnAuthenticated(XmppElement element)
    {
        switch (element.Namespace)
        {
            case Ns.Client when element.LocalName == "iq" && element.Attribute("type") == "set" && element.Element(Ns.Bind, "bind") is not null:
                return new NegotiationStep { Action = NegotiationAction.Bind, Request = element };
            case Ns.Client when element.LocalName is "iq" or "message" or "presence":
                // RFC 6120 7.1: nothing but bind before bind.
                throw new StreamException(StreamErrorCondition.NotAuthorized, "Bind a resource first.");
            case Ns.StreamManagement when element.LocalName == "resume":
                return new NegotiationStep { Action = NegotiationAction.Resume, Request = element };
            case Ns.StreamManagement:
                return NegotiationStep.Reply(StreamManagement.Failed("unexpected-request"));
            default:
                throw new StreamException(StreamErrorCondition.UnsupportedStanzaType, $"No stanza is called {element.Name}.");
        }
    }
}
