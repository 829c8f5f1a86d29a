using System.Buffers;
using System.Runtime.InteropServices;
using System.Xml;
using IotXmpp.Exi.Bits;
using IotXmpp.Exi.Body;
using IotXmpp.Exi.Portable;
using IotXmpp.Exi.Strings;

namespace IotXmpp.Exi.Xml;

/// <summary>
/// Reads a whole EXI stream, header and body, as an XmlReader, so that XDocument, XmlSerializer, XPath and XSLT work on EXI as on
/// text. Typed values appear as their text. Where prefixes were not preserved the reader chooses some and declares them.
/// </summary>
public sealed partial class ExiXmlReader : XmlReader
{
    private const int ChunkSize = 16 * 1024;

    private readonly ExiXmlReaderSettings _settings;
    private readonly InitialNames _initialNames;
    private readonly AtomTable _nameTable;
    private readonly TagNamespaces _namespaces = new();

    private Stream? _stream;
    private IEventSource? _source;
    private BodyEvent _event = null!;
    private GrammarImage? _sourceGrammar;
    private byte[] _buffer = [];
    private int _start;
    private int _end;
    private bool _ownsBuffer;
    private int _bitOffset;
    private bool _byteAligned;
    private bool _hasPeeked;
    private bool _sharesAtoms;

    private ReadState _readState = ReadState.Initial;

    private ExiXmlReader(ExiXmlReaderSettings? settings)
    {
        _settings = settings ?? new ExiXmlReaderSettings();
        _initialNames = SchemaContext.Of(_settings.Grammar).Names;
        _nameTable = new AtomTable(_initialNames);
    }

    /// <summary>Options in force: those of the header, or the ones agreed out of band. Known after the first <see cref="Read"/>.</summary>
    public ExiOptions? EffectiveOptions { get; private set; }

    /// <summary>The header, or null when the stream has none. Known after the first <see cref="Read"/>.</summary>
    public ExiHeaderInfo? Header { get; private set; }

    /// <summary>Creates a reader; nothing is read before the first <see cref="Read"/>.</summary>
    /// <param name="stream">The EXI stream. It is not disposed of.</param>
    /// <param name="settings">Schema, out-of-band options, limits.</param>
    public static ExiXmlReader Create(Stream stream, ExiXmlReaderSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return new ExiXmlReader(settings) { _stream = stream };
    }

    /// <summary>Creates a reader of a stream that lies in memory.</summary>
    /// <param name="stream">The EXI stream; it must not change while it is read.</param>
    /// <param name="settings">Schema, out-of-band options, limits.</param>
    public static ExiXmlReader Create(ReadOnlyMemory<byte> stream, ExiXmlReaderSettings? settings = null)
    {
        var reader = new ExiXmlReader(settings);
        reader.Restart(stream);
        return reader;
    }

    /// <summary>
    /// Turns to another stream that lies in memory, with the same settings. Nothing of the one before is remembered, but its memory is used
    /// again: the way to read many small streams.
    /// </summary>
    /// <param name="stream">The EXI stream; it must not change while it is read.</param>
    public void Restart(ReadOnlyMemory<byte> stream)
    {
        ReleaseBuffer();
        _stream = null;
        if (MemoryMarshal.TryGetArray(stream, out ArraySegment<byte> segment))
        {
            _buffer = segment.Array ?? [];
            _start = segment.Offset;
            _end = segment.Offset + segment.Count;
        }
        else
        {
            _buffer = stream.ToArray();
            _start = 0;
            _end = _buffer.Length;
        }

        _bitOffset = 0;
        _hasPeeked = false;
        _readState = ReadState.Initial;
        Header = null;
        _namespaces.Clear();
        ResetNodes();
    }

    /// <inheritdoc/>
    /// <exception cref="ExiException">The stream is malformed, truncated or exceeds a limit.</exception>
    public override bool Read()
    {
        if (_readState is ReadState.Closed or ReadState.Error or ReadState.EndOfFile)
            return false;
        ReadState before = _readState;
        _readState = ReadState.Error;
        if (before == ReadState.Initial)
            Open();

        if (_type == XmlNodeType.EndElement || _isEmptyElement)
            _namespaces.Pop();
        LeaveNode();
        ReadNode();
        if (_readState == ReadState.EndOfFile)
            ReleaseBuffer();
        return _readState == ReadState.Interactive;
    }

    /// <inheritdoc/>
    public override void Close()
    {
        _readState = ReadState.Closed;
        ReleaseBuffer();
    }

    private void Open()
    {
        ExiOptions options = _settings.Options;
        GrammarImage? grammar = _settings.Grammar;
        if (_settings.HasHeader)
        {
            ExiHeaderInfo? header;
            long bits;
            while (!ExiHeader.TryReadContiguous(_buffer.AsSpan(_start, _end - _start), out header, out bits))
                Fill("the EXI header");
            Header = header;
            _start += (int)(bits >> 3);
            _bitOffset = (int)(bits & 7);
            if (header!.Options is { } declared)
            {
                options = declared;
                grammar = Resolve(declared.SchemaId);
            }
        }
        else if (options.FindConflict() is { } conflict)
        {
            throw new ArgumentException($"EXI options: {conflict}.");
        }

        if (_source is not null && ReferenceEquals(grammar, _sourceGrammar) && options == EffectiveOptions)
        {
            _source.Restart(ExiSessionBuffers.None);
            return;
        }

        EffectiveOptions = options;
        _byteAligned = options.IsByteAligned;
        _sourceGrammar = grammar;
        SchemaContext schema = SchemaContext.Of(grammar);
        _sharesAtoms = ReferenceEquals(schema.Names, _initialNames);
        _source = EventSource.Create(schema, options, _settings.Limits);
        _event = _source.Current;
    }

    private GrammarImage? Resolve(ExiSchemaId schemaId)
    {
        if (schemaId.IsSchemaLess)
            return null;
        if (schemaId.IsBuiltInTypes)
            return BuiltInTypesGrammar.Value;
        if (schemaId.Value is { } name && _settings.ResolveSchema is { } resolve)
            return resolve(name) ?? throw new ExiException($"the schemaId {schemaId}, which is not known here");
        return _settings.Grammar;
    }

    /// <summary>Advances the event source; the peeked event is used first.</summary>
    private void Next()
    {
        if (_hasPeeked)
        {
            _hasPeeked = false;
            return;
        }

        while (true)
        {
            var bits = new BitReader(new ReadOnlySpan<byte>(_buffer, _start, _end - _start), _bitOffset, _byteAligned);
            bool found = _source!.TryRead(ref bits);
            int bytes = (int)(bits.Position >> 3);
            _start += bytes;
            _bitOffset = (int)(bits.Position & 7);
            _source.Advance(bytes * 8L);
            if (found)
                return;
            if (!TryFill())
                throw Ended();
        }
    }

    private ExiException Ended() =>
        _source!.Failure(new BitReader(new ReadOnlySpan<byte>(_buffer, _start, _end - _start), _bitOffset, _byteAligned), "the stream ends inside the EXI body");

    private void Fill(string what)
    {
        if (!TryFill())
            throw new ExiException($"the stream ends inside {what}");
    }

    /// <summary>Gets more bytes; false at the end of the stream.</summary>
    private bool TryFill()
    {
        if (_stream is null)
            return false;
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        if (_end == _buffer.Length)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(ChunkSize, _buffer.Length * 2));
            _buffer.AsSpan(0, _end).CopyTo(larger);
            int end = _end;
            ReleaseBuffer();
            _buffer = larger;
            _end = end;
            _ownsBuffer = true;
        }

        int read = _stream.Read(_buffer, _end, _buffer.Length - _end);
        _end += read;
        return read > 0;
    }

    private void ReleaseBuffer()
    {
        if (_ownsBuffer)
            ArrayPool<byte>.Shared.Return(_buffer);
        _ownsBuffer = false;
        _buffer = [];
        _start = 0;
        _end = 0;
    }
}
