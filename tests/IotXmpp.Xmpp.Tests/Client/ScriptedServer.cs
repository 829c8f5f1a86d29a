using System.Buffers;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using IotXmpp.Testing;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Sasl;
using IotXmpp.Xmpp.Stanzas;
using IotXmpp.Xmpp.Streams;
using IotXmpp.Xmpp.Streams.Xml;

namespace IotXmpp.Xmpp.Tests.Client;

/// <summary>A server's end of one stream for tests of clients: just enough to log one account in, and wrong where a test wants it.</summary>
internal sealed class ScriptedServer(Stream transport)
{
    private readonly XmlStreamReader _reader = new(XmlStreamLimits.Default);
    private readonly byte[] _buffer = new byte[1024];
    private Stream _transport = transport;
    private ReadOnlyMemory<byte> _received;

    internal required string Password { get; init; }

    internal X509Certificate2? Certificate { get; init; }

    internal bool AllowPlain { get; init; }

    /// <summary>Mechanisms cut out of the offer by somebody in the middle.</summary>
    internal Func<string, bool> Offers { get; init; } = _ => true;

    internal bool ForgetsSignature { get; init; }

    internal string AfterProceed { get; init; } = "";

    /// <summary>What happens after bind, until it returns.</summary>
    internal Func<ScriptedServer, Task> Script { get; init; } = _ => Task.CompletedTask;

    internal static X509Certificate2 CreateCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
    }

    internal async Task RunAsync()
    {
        await OpenAsync(XmppElement.Build(Ns.Streams, "features", w =>
        {
            if (Certificate is not null)
                w.WriteElementString("starttls", Ns.Tls, "");
            else
                WriteMechanisms(w);
        }));
        if (Certificate is not null)
        {
            (await ReadAsync()).Is(Ns.Tls, "starttls").Should().BeTrue();
            await SendAsync("<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>" + AfterProceed);
            var tls = new SslStream(_transport);
            await tls.AuthenticateAsServerAsync(Certificate);
            _transport = tls;
            await OpenAsync(XmppElement.Build(Ns.Streams, "features", WriteMechanisms));
        }

        if (!await AuthenticateAsync())
            return;
        await OpenAsync(XmppElement.Build(Ns.Streams, "features", w => w.WriteElementString("bind", Ns.Bind, "")));
        var bind = (Iq)Stanza.Read(await ReadAsync());
        string resource = bind.Payload(Ns.Bind, "bind")!.Element("resource")?.Text ?? "given";
        await SendAsync(bind.Result(XmppElement.Build(Ns.Bind, "bind", w => w.WriteElementString("jid", Ns.Bind, "user@localhost/" + resource))).ToElement());
        await Script(this);
    }

    internal async Task<XmppElement> ReadAsync()
    {
        (await NextAsync()).Should().Be(XmlStreamEvent.Element);
        return _reader.Element;
    }

    internal async Task<XmlStreamEvent> NextAsync()
    {
        while (true)
        {
            var found = _reader.Read(new ReadOnlySequence<byte>(_received), out long consumed);
            _received = _received[(int)consumed..];
            if (found != XmlStreamEvent.NeedMoreData)
                return found;
            int count = await _transport.ReadAsync(_buffer);
            if (count == 0)
                throw new EndOfStreamException();
            _received = _buffer.AsMemory(0, count);
        }
    }

    internal Task SendAsync(string xml) => _transport.WriteAsync(Encoding.UTF8.GetBytes(xml)).AsTask();

    internal Task SendAsync(XmppElement element) => SendAsync(element.ToString());

    internal ValueTask CutAsync() => _transport.DisposeAsync();

    private SaslServerContext Context() => new()
    {
        Domain = "localhost",
        Secret = new byte[32],
        IsTls = _transport is SslStream,
        AllowPlain = AllowPlain,
        // ECDSA with SHA-256: RFC 5929 4.1 wants that hash.
        ServerEndPoint = _transport is SslStream ? SHA256.HashData(Certificate!.RawData) : default,
    };

    private void WriteMechanisms(System.Xml.XmlWriter w)
    {
        w.WriteStartElement("mechanisms", Ns.Sasl);
        foreach (string name in SaslServer.Offer(Context()).Where(Offers))
            w.WriteElementString("mechanism", Ns.Sasl, name);
        w.WriteEndElement();
    }

    private async Task OpenAsync(XmppElement features)
    {
        if (_received.IsEmpty && _reader.IsBetweenElements)
            _reader.Restart();
        (await NextAsync()).Should().Be(XmlStreamEvent.StreamStart);
        _reader.Header.To.Should().Be("localhost");
        var output = new ArrayBufferWriter<byte>();
        var writer = new XmlStreamWriter(output);
        writer.WriteStreamHeader(new StreamHeader { From = "localhost", Id = "s1", Version = "1.0" });
        writer.WriteElement(features);
        await _transport.WriteAsync(output.WrittenMemory);
    }

    private async Task<bool> AuthenticateAsync()
    {
        var auth = await ReadAsync();
        var mechanism = SaslServer.Begin(auth.Attribute("mechanism")!, Context())!;
        var step = mechanism.Step(Decode(auth.Text));
        while (true)
        {
            if (step.Kind == SaslStepKind.FindCredential)
                step = mechanism.Continue(mechanism.Username == "user" ? ScramCredential.Create(mechanism.Hash, Password) : null);
            switch (step.Kind)
            {
                case SaslStepKind.Challenge:
                    await SendAsync(XmppElement.Build(Ns.Sasl, "challenge", w => w.WriteString(Convert.ToBase64String(step.Data.Span))));
                    step = mechanism.Step(Decode((await ReadAsync()).Text));
                    break;
                case SaslStepKind.Success:
                    string data = ForgetsSignature || step.Data.IsEmpty ? "" : Convert.ToBase64String(step.Data.Span);
                    await SendAsync(XmppElement.Build(Ns.Sasl, "success", w => w.WriteString(data)));
                    return true;
                default:
                    await SendAsync(XmppElement.Build(Ns.Sasl, "failure", w => w.WriteElementString(step.Failure.WireName(), Ns.Sasl, "")));
                    return false;
            }
        }
    }

    private static byte[] Decode(string text) => text == "=" ? [] : Convert.FromBase64String(text);
}
