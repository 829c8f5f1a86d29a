using System.Buffers;
using System.IO.Pipelines;
using System.Net.Security;
using System.Text;
using System.Text.RegularExpressions;
using IotXmpp.Xmpp.Sasl;

namespace IotXmpp.Xmpp.Tests.Streams.Server;

/// <summary>The other side of a connection, as text: sends what the test writes, looks for what the test expects.</summary>
internal sealed class XmlPeer
{
    public const string Header = "<?xml version='1.0'?><stream:stream to='localhost' version='1.0' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>";

    private PipeReader _input;
    private Stream? _tls;
    private readonly IDuplexPipe _pipe;
    private string _seen = "";

    public XmlPeer(IDuplexPipe pipe)
    {
        _pipe = pipe;
        _input = pipe.Input;
    }

    public byte[] ServerEndPoint { get; private set; } = [];

    public async Task SendAsync(string text) => await SendAsync(Encoding.UTF8.GetBytes(text));

    public async Task SendAsync(byte[] bytes)
    {
        if (_tls is not null)
            await _tls.WriteAsync(bytes, Waits.Token());
        else
            await _pipe.Output.WriteAsync(bytes, Waits.Token());
    }

    /// <summary>Waits for a text; returns what came up to its end, and forgets it.</summary>
    public async Task<string> ExpectAsync(string text)
    {
        while (true)
        {
            int at = _seen.IndexOf(text, StringComparison.Ordinal);
            if (at >= 0)
            {
                string found = _seen[..(at + text.Length)];
                _seen = _seen[(at + text.Length)..];
                return found;
            }

            if (!await ReadMoreAsync())
                throw new InvalidOperationException($"The connection ended without '{text}'. Left: {_seen}");
        }
    }

    /// <summary>Waits for the connection's end; returns what was still to be read.</summary>
    public async Task<string> ExpectEndAsync()
    {
        while (await ReadMoreAsync())
        {
        }

        return _seen;
    }

    public void Close()
    {
        _pipe.Output.Complete();
        _pipe.Input.Complete();
    }

    /// <summary>No more from us, but we still listen.</summary>
    public void CloseOutput() => _pipe.Output.Complete();

    public async Task StartTlsAsync(string domain, System.Security.Cryptography.X509Certificates.X509Certificate2? certificate = null, string? protocol = null)
    {
        var tls = new SslStream(new DuplexStream(_pipe));
        await tls.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = domain,
                ClientCertificates = certificate is null ? null : [certificate],
                ApplicationProtocols = protocol is null ? null : [new SslApplicationProtocol(protocol)],
                RemoteCertificateValidationCallback = (_, _, _, _) => true,
            },
            Waits.Token());
        ServerEndPoint = IotXmpp.Xmpp.Streams.Negotiation.TlsServerEndPoint.Compute((System.Security.Cryptography.X509Certificates.X509Certificate2)tls.RemoteCertificate!);
        _tls = tls;
        _input = PipeReader.Create(tls);
    }

    /// <summary>Opens the stream; returns the features.</summary>
    public async Task<string> OpenAsync(string header = Header)
    {
        await SendAsync(header);
        return await ExpectAsync("</stream:features>");
    }

    /// <summary>Authenticates on an open stream; the stream is not opened anew.</summary>
    public async Task AuthenticateAsync(string username, string password, params string[] mechanisms)
    {
        var sasl = SaslClient.Select(mechanisms.Length == 0 ? ["SCRAM-SHA-256"] : mechanisms, new SaslCredentials(username, password), isTls: _tls is not null, ServerEndPoint)!;
        await SendAsync($"<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='{sasl.Name}'>{Convert.ToBase64String(sasl.Start())}</auth>");
        if (sasl.Name != "PLAIN")
        {
            byte[] challenge = Content(await ExpectAsync("</challenge>"));
            await SendAsync($"<response xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>{Convert.ToBase64String(sasl.Respond(challenge)!)}</response>");
            sasl.Finish(Content(await ExpectAsync("</success>"))).Should().BeTrue();
        }
        else
        {
            await ExpectAsync("<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>");
        }
    }

    /// <summary>Tries SCRAM with what is not right, and expects to be told no more than that.</summary>
    public async Task FailToAuthenticateAsync(string username, string password)
    {
        var sasl = SaslClient.Select(["SCRAM-SHA-256"], new SaslCredentials(username, password), isTls: false)!;
        await SendAsync($"<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='{sasl.Name}'>{Convert.ToBase64String(sasl.Start())}</auth>");
        byte[] challenge = Content(await ExpectAsync("</challenge>"));
        await SendAsync($"<response xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>{Convert.ToBase64String(sasl.Respond(challenge)!)}</response>");
        (await ExpectAsync("</failure>")).Should().Be("<failure xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><not-authorized/></failure>");
    }

    /// <summary>Opens, authenticates, opens again; returns the features after authentication.</summary>
    public async Task<string> LogInAsync(string username = "juliet", string password = "r0m30")
    {
        await OpenAsync();
        await AuthenticateAsync(username, password);
        return await OpenAsync();
    }

    /// <summary>Binds; returns the full JID.</summary>
    public async Task<string> BindAsync(string? resource = "balcony")
    {
        string inner = resource is null ? "" : $"<resource>{resource}</resource>";
        await SendAsync($"<iq type='set' id='b1'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'>{inner}</bind></iq>");
        return Regex.Match(await ExpectAsync("</iq>"), "<jid>(.*)</jid>").Groups[1].Value;
    }

    /// <summary>Enables stream management with resumption; returns the id for <c>previd</c>.</summary>
    public async Task<string> EnableAsync()
    {
        await SendAsync("<enable xmlns='urn:xmpp:sm:3' resume='true'/>");
        await ExpectAsync("<enabled xmlns='urn:xmpp:sm:3'");
        return Regex.Match(await ExpectAsync("/>"), "id='([^']+)'").Groups[1].Value;
    }

    private static byte[] Content(string element) => Convert.FromBase64String(Regex.Match(element, ">([^<>]*)</[a-z]+>$").Groups[1].Value);

    private async Task<bool> ReadMoreAsync()
    {
        var read = await _input.ReadAsync(Waits.Token());
        _seen += Encoding.UTF8.GetString(read.Buffer.ToArray());
        bool more = !read.IsCompleted || !read.Buffer.IsEmpty;
        _input.AdvanceTo(read.Buffer.End);
        return more;
    }
}
