using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using System.Xml;
using IotXmpp.Exi;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Sasl;
using IotXmpp.Xmpp.Schemas;
using IotXmpp.Xmpp.Stanzas;
using IotXmpp.Xmpp.Streams.Exi;

namespace IotXmpp.Xmpp.Tests.Streams.Server;

/// <summary>The other side of an EXI stream, on the codec alone.</summary>
internal sealed class ExiPeer
{
    private readonly IDuplexPipe _pipe;
    private readonly XmppElementWriter _sink = new();
    private ExiConfiguration _configuration;
    private ExiBodyWriter _writer;
    private ExiBodyReader _reader;

    public ExiPeer(IDuplexPipe pipe, ExiConfiguration configuration)
    {
        _pipe = pipe;
        _configuration = configuration;
        (_writer, _reader) = Codec();
    }

    public static ExiConfiguration Default { get; } = ExiDefaultSchema.Compile();

    /// <summary>Enough to log in, bind, ping and resume.</summary>
    public static ExiConfiguration Small { get; } = new("small-1", CanonicalSchema.Compile("small", Schemas("bind", "exi", "jabber-client", "jabber-server", "ping", "sasl", "sm", "stanzaerror", "streamerror", "streams", "tls", "xml")), ExiConfiguration.DefaultOptions);

    public static ExiConfigurations Configurations { get; } = new(Default, [Small]);

    /// <summary>The stream begins anew in that configuration.</summary>
    public void Restart(ExiConfiguration? configuration = null)
    {
        _configuration = configuration ?? _configuration;
        (_writer, _reader) = Codec();
    }

    /// <summary>Sends header and streamStart; the header names the configuration if there is a name.</summary>
    public Task OpenAsync(string? schemaId = null, string to = "localhost") =>
        SendAsync(output => _writer.BeginBody(output, cookie: true, schemaId is null ? null : new ExiOptions { SchemaId = ExiSchemaId.Named(schemaId) }), StreamStart(to));

    /// <summary>Sends streamStart without header, as after stream compression.</summary>
    public Task StartAsync() => SendAsync(StreamStart("localhost"));

    public Task SendAsync(string xml) => SendAsync(XmppElement.Parse(xml));

    public Task SendAsync(XmppElement element) => SendAsync(_writer.BeginBody, element);

    /// <summary>With a header before the body: the dialect of the published samples.</summary>
    public Task SendWithHeaderAsync(XmppElement element) => SendAsync(output => _writer.BeginBody(output, cookie: false, null), element);

    public async Task SendBytesAsync(ReadOnlyMemory<byte> bytes) => await _pipe.Output.WriteAsync(bytes, Waits.Token());

    public byte[] Encode(string xml)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var body = _writer.BeginBody(output))
            XmppElement.Parse(xml).WriteTo(body);
        return output.WrittenSpan.ToArray();
    }

    public static XmppElement StreamStart(string to) => XmppElement.Parse($"<streamStart xmlns='{Ns.Exi}' to='{to}' version='1.0' xml:lang='en'><xmlns prefix='' namespace='jabber:client'/><xmlns prefix='stream' namespace='{Ns.Streams}'/></streamStart>");

    /// <summary>Reads our header: cookie, and options or none.</summary>
    public async Task<ExiOptions?> ReceiveHeaderAsync(bool cookie = true)
    {
        while (true)
        {
            var read = await _pipe.Input.ReadAsync(Waits.Token());
            if (ExiHeader.TryRead(read.Buffer, out var header, out long bits))
            {
                header!.HasCookie.Should().Be(cookie);
                _pipe.Input.AdvanceTo(read.Buffer.GetPosition(bits / 8));
                _reader.SkipBits((int)(bits % 8));
                return header.Options;
            }

            read.IsCompleted.Should().BeFalse("a header was expected");
            _pipe.Input.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    public async Task<XmppElement> ReceiveAsync()
    {
        while (true)
        {
            var read = await _pipe.Input.ReadAsync(Waits.Token());
            var status = _reader.Read(read.Buffer, _sink, out long consumed);
            _pipe.Input.AdvanceTo(read.Buffer.GetPosition(consumed), status == ExiReadStatus.EndOfBody ? read.Buffer.GetPosition(consumed) : read.Buffer.End);
            if (status == ExiReadStatus.EndOfBody)
                return _sink.Detach();
            read.IsCompleted.Should().BeFalse("an element was expected");
        }
    }

    public async Task<XmppElement> ReceiveAsync(string ns, string name)
    {
        var element = await ReceiveAsync();
        element.Name.Should().Be(new QName(ns, name));
        return element;
    }

    /// <summary>Whatever comes until the connection ends.</summary>
    public async Task<byte[]> ReceiveRestAsync()
    {
        var all = new ArrayBufferWriter<byte>();
        while (true)
        {
            var read = await _pipe.Input.ReadAsync(Waits.Token());
            foreach (var piece in read.Buffer)
                all.Write(piece.Span);
            _pipe.Input.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
                return all.WrittenSpan.ToArray();
        }
    }

    public async Task AuthenticateAsync(string username = "board1", string password = "secret")
    {
        var sasl = SaslClient.Select(["SCRAM-SHA-256"], new SaslCredentials(username, password), isTls: false)!;
        await SendAsync($"<auth xmlns='{Ns.Sasl}' mechanism='SCRAM-SHA-256'>{Convert.ToBase64String(sasl.Start())}</auth>");
        byte[] challenge = Convert.FromBase64String((await ReceiveAsync(Ns.Sasl, "challenge")).Text);
        await SendAsync($"<response xmlns='{Ns.Sasl}'>{Convert.ToBase64String(sasl.Respond(challenge)!)}</response>");
        sasl.Finish(Convert.FromBase64String((await ReceiveAsync(Ns.Sasl, "success")).Text)).Should().BeTrue();
    }

    public async Task<string> BindAsync()
    {
        await SendAsync($"<iq xmlns='jabber:client' type='set' id='b'><bind xmlns='{Ns.Bind}'><resource>r</resource></bind></iq>");
        return (await ReceiveAsync(Ns.Client, "iq")).Element(Ns.Bind, "bind")!.Element("jid")!.Text;
    }

    public void Close() => _pipe.Output.Complete();

    private static List<PublishedSchema> Schemas(params string[] names) => [.. XmppSchemas.All.Where(schema => names.Contains(Path.GetFileNameWithoutExtension(schema.FileName)))];

    private async Task SendAsync(Func<IBufferWriter<byte>, XmlWriter> begin, XmppElement element)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var body = begin(output))
            element.WriteTo(body);
        await SendBytesAsync(output.WrittenMemory);
    }

    private (ExiBodyWriter, ExiBodyReader) Codec() =>
        (new(_configuration.Set.Grammar, _configuration.Options, _configuration.SessionWideBuffers),
         new(_configuration.Set.Grammar, _configuration.Options, ExiLimits.Untrusted, _configuration.SessionWideBuffers));
}
