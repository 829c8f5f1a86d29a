using System.Net.Security;
using System.Runtime.InteropServices;
using System.Security.Authentication.ExtendedProtection;
using System.Text;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Sasl;
using IotXmpp.Xmpp.Stanzas;
using IotXmpp.Xmpp.Streams;

namespace IotXmpp.Xmpp.Client;

/// <summary>
/// The client's end of one XML stream (RFC 6120): negotiation, then elements in and out. No reconnection, no roster: who uses it
/// reads until the end and decides.
/// </summary>
public sealed partial class XmppClient : IAsyncDisposable
{
    private readonly XmppClientOptions _options;
    private ReadOnlyMemory<byte> _serverEndPoint;

    private XmppClient(Stream transport, XmppClientOptions options)
    {
        _transport = transport;
        _options = options;
        _reader = new(options.Limits);
        _writer = new(_output);
    }

    /// <summary>The bound address.</summary>
    /// <exception cref="InvalidOperationException">No resource is bound yet.</exception>
    public Jid Jid => _jid ?? throw new InvalidOperationException("No resource is bound.");

    /// <summary>The server's last stream header.</summary>
    public StreamHeader Header => _reader.Header;

    /// <summary>The server's last <c>stream:features</c>.</summary>
    public XmppElement Features { get; private set; } = XmppElement.Build(Ns.Streams, "features");

    /// <summary>True inside TLS.</summary>
    public bool IsTls => _transport is SslStream;

    /// <summary>Name of the SASL mechanism that logged us in; null before.</summary>
    public string? Mechanism { get; private set; }

    /// <summary>Opens a stream, secures it, logs in and binds a resource.</summary>
    /// <param name="transport">A connected byte stream, owned by the client from now on.</param>
    /// <param name="options">Where and who.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="SaslException">The login failed.</exception>
    /// <exception cref="StreamClosedException">The server ended the stream.</exception>
    /// <exception cref="StreamException">The server broke the protocol.</exception>
    /// <exception cref="StanzaException">No resource was bound.</exception>
    public static async Task<XmppClient> ConnectAsync(Stream transport, XmppClientOptions options, CancellationToken ct)
    {
        var client = await OpenAsync(transport, options, ct);
        try
        {
            if (!client.IsTls && client.Features.Element(Ns.Tls, "starttls") is not null)
                await client.StartTlsAsync(ct);
            await client.AuthenticateAsync(ct);
            await client.BindAsync(ct);
            return client;
        }
        catch
        {
            await client.DisposeAsync();
            throw;
        }
    }

    /// <summary>Opens a stream up to the server's first features. The steps that follow are the caller's to take.</summary>
    /// <inheritdoc cref="ConnectAsync"/>
    public static async Task<XmppClient> OpenAsync(Stream transport, XmppClientOptions options, CancellationToken ct)
    {
        var client = new XmppClient(transport, options);
        try
        {
            if (options.DirectTls)
                await client.SecureAsync(ct);
            await client.OpenStreamAsync(ct);
            return client;
        }
        catch
        {
            await client.DisposeAsync();
            throw;
        }
    }

    /// <summary>Negotiates STARTTLS (RFC 6120 5) and opens the stream anew.</summary>
    public async Task StartTlsAsync(CancellationToken ct)
    {
        await SendAsync(XmppElement.Build(Ns.Tls, "starttls"), ct);
        var answer = await ExpectAsync(ct);
        if (!answer.Is(Ns.Tls, "proceed"))
            throw new StreamException(StreamErrorCondition.UndefinedCondition, "The server did not go on with TLS.");
        // What came with <proceed/> was said outside TLS: somebody may have put it there.
        if (_received.Length > 0)
            throw new StreamException(StreamErrorCondition.NotAuthorized, "Bytes before the TLS handshake.");
        await SecureAsync(ct);
        _reader.Restart();
        await OpenStreamAsync(ct);
    }

    /// <summary>Logs in by the best mechanism both sides know (RFC 6120 6) and opens the stream anew.</summary>
    public async Task AuthenticateAsync(CancellationToken ct)
    {
        if (_options.RequireTls && !IsTls)
            throw new SaslException(null, "The server offers no TLS.");
        string[] offered = Features.Element(Ns.Sasl, "mechanisms")?.Elements.Where(e => e.Is(Ns.Sasl, "mechanism")).Select(e => e.Text).ToArray() ?? [];
        var mechanism = SaslClient.Select(offered, _options.Credentials, IsTls, _serverEndPoint)
            ?? throw new SaslException(null, $"No usable mechanism among: {string.Join(' ', offered)}");
        byte[] initial = mechanism.Start();
        await SendAsync(XmppElement.Build(Ns.Sasl, "auth", w =>
        {
            w.WriteAttributeString("mechanism", mechanism.Name);
            w.WriteString(initial.Length == 0 ? "=" : Convert.ToBase64String(initial));
        }), ct);
        while (true)
        {
            var answer = await ExpectAsync(ct);
            if (answer.Is(Ns.Sasl, "failure"))
            {
                string condition = answer.Elements.FirstOrDefault(e => e.LocalName != "text")?.LocalName ?? "not-authorized";
                throw new SaslException(condition, answer.Element(Ns.Sasl, "text")?.Text);
            }

            byte[] data = FromBase64(answer.Text);
            if (answer.Is(Ns.Sasl, "success"))
            {
                if (!mechanism.Finish(data))
                    throw new SaslException(null, "The server did not prove that it knows the account.");
                break;
            }

            if (!answer.Is(Ns.Sasl, "challenge") || mechanism.Respond(data) is not { } response)
            {
                await SendAsync(XmppElement.Build(Ns.Sasl, "abort"), ct);
                throw new SaslException(null, "The server broke the mechanism.");
            }

            await SendAsync(XmppElement.Build(Ns.Sasl, "response", w => w.WriteString(Convert.ToBase64String(response))), ct);
        }

        Mechanism = mechanism.Name;
        _reader.Restart();
        await OpenStreamAsync(ct);
    }

    /// <summary>Binds a resource (RFC 6120 7).</summary>
    public async Task BindAsync(CancellationToken ct)
    {
        var request = new Iq
        {
            Type = IqType.Set,
            Id = "bind",
            Payloads = [XmppElement.Build(Ns.Bind, "bind", w =>
            {
                if (_options.Resource is not null)
                    w.WriteElementString("resource", Ns.Bind, _options.Resource);
            })],
        };
        await SendAsync(request, ct);
        if (Stanza.Read(await ExpectAsync(ct)) is not Iq { Id: "bind" } answer)
            throw new StreamException(StreamErrorCondition.UndefinedCondition, "The server answered something else than bind.");
        if (answer.Error is not null)
            throw new StanzaException(answer.Error);
        if (!Jid.TryParse(answer.Payload(Ns.Bind, "bind")?.Element("jid")?.Text, out _jid))
            throw new StreamException(StreamErrorCondition.UndefinedCondition, "The server bound no address.");
    }

    private static byte[] FromBase64(string text)
    {
        byte[] bytes = new byte[text.Length];
        if (text is "" or "=")
            return [];
        return Convert.TryFromBase64String(text, bytes, out int length)
            ? bytes[..length]
            : throw new StreamException(StreamErrorCondition.BadFormat, "Bytes that are not base64.");
    }

    private async Task OpenStreamAsync(CancellationToken ct)
    {
        _writer.WriteStreamHeader(new StreamHeader { To = _options.Domain, Version = "1.0" });
        _isOpen = true;
        await FlushAsync(ct);
        if (await NextAsync(ct) != Streams.Xml.XmlStreamEvent.StreamStart)
            throw new StreamException(StreamErrorCondition.BadFormat, "The server did not open its stream.");
        var features = await ExpectAsync(ct);
        if (!features.Is(Ns.Streams, "features"))
            throw new StreamException(StreamErrorCondition.BadFormat, "The server sent no features.");
        Features = features;
    }

    private async Task SecureAsync(CancellationToken ct)
    {
        var tls = new SslStream(_transport, leaveInnerStreamOpen: false);
        _transport = tls;
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = _options.Domain,
            RemoteCertificateValidationCallback = _options.CertificateValidation,
            ClientCertificates = _options.Certificate is null ? null : [_options.Certificate],
            ApplicationProtocols = _options.DirectTls ? [new SslApplicationProtocol("xmpp-client")] : null,
        }, ct);
        _serverEndPoint = ServerEndPoint(tls);
    }

    /// <summary>The channel binding of RFC 5929 4, behind a SEC_CHANNEL_BINDINGS header and its own name.</summary>
    private static byte[] ServerEndPoint(SslStream tls)
    {
        const int headerLength = 32;
        using var binding = tls.TransportContext.GetChannelBinding(ChannelBindingKind.Endpoint);
        if (binding is null || binding.Size < headerLength)
            return [];
        byte[] bytes = new byte[binding.Size - headerLength];
        Marshal.Copy(binding.DangerousGetHandle() + headerLength, bytes, 0, bytes.Length);
        byte[] name = Encoding.ASCII.GetBytes(SaslServer.ServerEndPointType + ":");
        return bytes.AsSpan().StartsWith(name) ? bytes[name.Length..] : [];
    }
}
