using System.Buffers;
using System.Xml;
using IotXmpp.Exi;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Xmpp.Streams.Exi;

/// <summary>
/// A stream of EXI bodies (XEP-0322 3.3). In the binary binding every (re)start of the stream has an EXI header in front; after stream
/// compression there is none, unless the peer puts one before every body.
/// </summary>
internal sealed class ExiFraming : StreamFraming
{
    /// <summary>Longest header: cookie, and an options document with a configuration id.</summary>
    private const int MaxHeaderBytes = 512;

    private readonly IBufferWriter<byte> _output;
    private readonly ExiConfigurations _configurations;
    private readonly StreamLimits _limits;
    private readonly bool _isBinding;
    private readonly XmppElementWriter _sink = new();
    private ExiConfiguration _configuration;
    private ExiBodyReader _reader;
    private ExiBodyWriter _writer;
    private bool _trusted;
    private bool _headerDue;
    private bool _dialectOpen;
    private bool _headerPerBody;
    private bool _nameConfiguration;
    private int _bodyBytes;

    /// <summary>The binary binding: begins with a header, in the default configuration (XEP-0322 2.4).</summary>
    public ExiFraming(IBufferWriter<byte> output, StreamLimits limits, ExiConfigurations configurations)
        : this(output, limits, configurations, configurations.Default ?? throw new ArgumentException("EXI is not spoken.", nameof(configurations)), isBinding: true)
    {
    }

    /// <summary>After stream compression: bodies only, in the agreed configuration, from an authenticated peer (XEP-0322 2.2.8).</summary>
    public ExiFraming(IBufferWriter<byte> output, StreamLimits limits, ExiConfiguration configuration)
        : this(output, limits, ExiConfigurations.None, configuration, isBinding: false)
    {
        Trust();
    }

    private ExiFraming(IBufferWriter<byte> output, StreamLimits limits, ExiConfigurations configurations, ExiConfiguration configuration, bool isBinding)
    {
        _output = output;
        _limits = limits;
        _configurations = configurations;
        _configuration = configuration;
        _isBinding = isBinding;
        _dialectOpen = !isBinding;
        (_reader, _writer) = Open();
    }

    public override bool IsExi => true;

    private int MaxBodyBytes => _trusted ? _limits.MaxStanzaBytes : _limits.MaxUnauthenticatedElementBytes;

    public override StreamEvent Read(ReadOnlySequence<byte> data, out long consumed)
    {
        consumed = 0;
        if (data.IsEmpty)
            return default;
        try
        {
            if (_dialectOpen)
                DetectDialect(data.FirstSpan[0]);
            if (_headerDue)
            {
                if (!TryReadHeader(data, out consumed))
                    return default;
                data = data.Slice(consumed);
            }

            var status = _reader.Read(data, _sink, out long body);
            consumed += body;
            _bodyBytes += (int)body;
            if (_bodyBytes > MaxBodyBytes || (status == ExiReadStatus.NeedMoreData && _bodyBytes + data.Length - body > MaxBodyBytes))
                throw new StreamException(StreamErrorCondition.PolicyViolation, $"A body is larger than {MaxBodyBytes} bytes.");
            if (status == ExiReadStatus.NeedMoreData)
                return default;
            _bodyBytes = 0;
            _headerDue = _headerPerBody;
            return ExiStreamElements.Classify(_sink.Detach());
        }
        catch (ExiException e)
        {
            // Without lengths there is no next body to find (XEP-0322 3.3): every error is the last one.
            throw new StreamException(StreamErrorCondition.BadFormat, e.Message, e);
        }
        catch (XmlException e)
        {
            throw new StreamException(StreamErrorCondition.NotWellFormed, e.Message, e);
        }
        catch (NotSupportedException e)
        {
            throw new StreamException(StreamErrorCondition.RestrictedXml, e.Message, e);
        }
    }

    public override void Restart() => (_reader, _writer) = Open();

    public override void Trust()
    {
        _trusted = true;
        (_reader, _writer) = Open();
    }

    /// <summary>The next stream of this connection has another configuration; its header need not name it (XEP-0322 2.4, step 7).</summary>
    public void Reconfigure(ExiConfiguration configuration)
    {
        _configuration = configuration;
        _nameConfiguration = false;
        Restart();
    }

    public override void WriteHeader(StreamHeader header)
    {
        // SHALL name the configuration that the peer named, SHOULD name nothing else (XEP-0322 3.11.1).
        var options = _nameConfiguration ? new ExiOptions { SchemaId = _configuration.SchemaId } : null;
        using var body = _isBinding ? _writer.BeginBody(_output, cookie: true, options) : BeginBody();
        ExiStreamElements.WriteStreamStart(body, header);
    }

    public override void WriteElement(XmppElement element)
    {
        if (IsKnown(element) && TryWrite(element, static (element, body) => element.WriteTo(body)))
            return;
        // Strict grammars drop what they do not know as a whole (XEP-0322 2.4, step 11). Features are the exception that keeps a stream usable:
        // each one stands for itself.
        if (element.Is(Ns.Streams, "features"))
        {
            var known = element.Elements.Where(Fits).ToList();
            TryWrite(known, static (known, body) => WriteFeatures(known, body));
        }
    }

    public override bool TryWriteStanza(Stanza stanza) =>
        stanza.Payloads.All(IsKnown) && (stanza.Error?.Application is not { } application || IsKnown(application)) && TryWrite(stanza, static (stanza, body) => stanza.WriteTo(body));

    public override void WriteEnd() => WriteElement(ExiStreamElements.StreamEnd);

    /// <summary>A refused stream gets <c>streamEnd</c> in the default schema and no options, whatever it asked for (XEP-0322 3.11.1).</summary>
    public override bool TryWriteRefusal()
    {
        if (!_isBinding)
        {
            WriteEnd();
            return true;
        }

        var configuration = _configurations.Default!;
        using var body = new ExiBodyWriter(configuration.Set.Grammar, configuration.Options).BeginBody(_output, cookie: true, optionsDocument: null);
        ExiStreamElements.StreamEnd.WriteTo(body);
        return true;
    }

    private static void WriteFeatures(IEnumerable<XmppElement> features, XmlWriter body)
    {
        body.WriteStartElement("features", Ns.Streams);
        foreach (var feature in features)
            feature.WriteTo(body);
        body.WriteEndElement();
    }

    private (ExiBodyReader Reader, ExiBodyWriter Writer) Open()
    {
        // New tables for every stream (XEP-0322 3.3).
        _sink.Reset();
        _bodyBytes = 0;
        _headerDue = _isBinding || _headerPerBody;
        var limits = new ExiLimits
        {
            MaxDepth = _limits.MaxDepth,
            MaxElements = _limits.MaxElements,
            MaxAttributes = _limits.MaxAttributes,
            MaxStringLength = _limits.MaxStringLength,
            MaxBodyOutput = MaxBodyBytes,
            MaxInflatedBytes = MaxBodyBytes,
            MaxTableStrings = 4096,
        };
        return (new ExiBodyReader(_configuration.Set.Grammar, _configuration.Options, limits, _configuration.SessionWideBuffers),
            new ExiBodyWriter(_configuration.Set.Grammar, _configuration.Options, _configuration.SessionWideBuffers));
    }

    private bool TryReadHeader(in ReadOnlySequence<byte> data, out long consumed)
    {
        consumed = 0;
        byte first = data.FirstSpan[0];
        if (first != '$' && first >> 6 != 0b10)
            throw new StreamException(StreamErrorCondition.BadFormat, "EXI is spoken on this port (XEP-0322).");
        if (!ExiHeader.TryRead(data, out var header, out long bits))
        {
            if (data.Length > MaxHeaderBytes)
                throw new StreamException(StreamErrorCondition.PolicyViolation, $"An EXI header is larger than {MaxHeaderBytes} bytes.");
            return false;
        }

        if (_isBinding && header!.Options is not null)
            Choose(header.Options);
        _headerDue = false;
        consumed = bits / 8;
        _reader.SkipBits((int)(bits % 8));
        return true;
    }

    private void Choose(ExiOptions options)
    {
        string name = options.SchemaId.Value ?? "";
        ExiConfiguration? configuration = null;
        if (name.StartsWith(ExiConfiguration.SchemaIdPrefix, StringComparison.Ordinal))
            configuration = _configurations.Find(name[ExiConfiguration.SchemaIdPrefix.Length..]);
        else if (name == Ns.ExiDefaultSchema || options.SchemaId.IsAbsent)
            configuration = _configuration;
        // Options beside the name are superfluous; if they contradict it, nobody knows what the peer will send.
        var bare = options with { SchemaId = ExiSchemaId.Absent };
        if (configuration is null || (bare != ExiOptions.Default && bare != configuration.Options))
            throw new StreamException(StreamErrorCondition.UnsupportedFeature, "This EXI configuration is not known here.");
        _nameConfiguration = name.StartsWith(ExiConfiguration.SchemaIdPrefix, StringComparison.Ordinal);
        if (configuration == _configuration)
            return;
        _configuration = configuration;
        (_reader, _writer) = Open();
    }

    /// <summary>
    /// After stream compression the text of the XEP has bodies only, but published samples and Openfire's plugin put a header before each. The
    /// first body is streamStart: a byte that cannot begin it, and is a header, tells which dialect is spoken, and we answer in kind.
    /// </summary>
    private void DetectDialect(byte first)
    {
        const byte headerWithoutOptions = 0x80;
        _dialectOpen = false;
        if (first != '$' && first != headerWithoutOptions)
            return;
        var sample = new ArrayBufferWriter<byte>();
        using (var body = new ExiBodyWriter(_configuration.Set.Grammar, _configuration.Options).BeginBody(sample))
            ExiStreamElements.WriteStreamStart(body, new StreamHeader { To = "a", Version = "1.0" });
        // The event code is what both have in common; six bits of it are enough to tell, and never more than there are.
        _headerPerBody = _headerDue = sample.WrittenSpan[0] >> 2 != first >> 2;
    }

    private XmlWriter BeginBody() => _headerPerBody ? _writer.BeginBody(_output, cookie: false, optionsDocument: null) : _writer.BeginBody(_output);

    /// <summary>
    /// Where the EXI profile forbids built-in grammars, nothing unknown to the schemas is sent even where a wildcard admits it (XEP-0322 2.4,
    /// step 11): a board's codec has no built-in grammars.
    /// </summary>
    private bool IsKnown(XmppElement element) => _configuration.Options.MaximumNumberOfBuiltInElementGrammars != 0 || _configuration.Set.Declares(element);

    private bool Fits(XmppElement feature)
    {
        if (!IsKnown(feature))
            return false;
        try
        {
            using var body = new ExiBodyWriter(_configuration.Set.Grammar, _configuration.Options).BeginBody(new ArrayBufferWriter<byte>());
            WriteFeatures([feature], body);
            return true;
        }
        catch (ExiException)
        {
            return false;
        }
    }

    private bool TryWrite<T>(T item, Action<T, XmlWriter> write)
    {
        try
        {
            using var body = BeginBody();
            write(item, body);
            return true;
        }
        catch (ExiException)
        {
            return false;
        }
    }
}
