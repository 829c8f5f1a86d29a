using IotXmpp.Exi.Bits;
using IotXmpp.Exi.Body;
using IotXmpp.Exi.Portable;

namespace IotXmpp.Exi;

/// <summary>
/// What an <see cref="ExiReader"/> remembers between two pieces of input: where a body is in its grammars, the string tables, a value half
/// read. One for each stream, or direction of a conversation; it serves body after body and then allocates nothing. Not for several
/// threads at a time.
/// </summary>
public sealed class ExiReaderState
{
    private readonly IEventSource _source;
    private readonly BodyEvent _event;
    private readonly ExiSessionBuffers _keep;
    private readonly bool _byteAligned;
    private byte[] _window = [];
    private long _position;
    private bool _inBody;
    private bool _failed;

    /// <summary>Creates the state of one stream or one direction of a conversation.</summary>
    /// <param name="grammar">The schema's grammars, or null for schema-less bodies.</param>
    /// <param name="options">The options in force.</param>
    /// <param name="limits">What one body may cost.</param>
    /// <param name="keep">What of the tables lives on from body to body.</param>
    /// <exception cref="ArgumentException">The options contradict one another.</exception>
    public ExiReaderState(GrammarImage? grammar, ExiOptions options, ExiLimits limits, ExiSessionBuffers keep = ExiSessionBuffers.None)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(limits);
        if (options.FindConflict() is { } conflict)
            throw new ArgumentException($"EXI options: {conflict}.", nameof(options));
        _source = EventSource.Create(SchemaContext.Of(grammar), options, limits);
        _keep = keep;
        _byteAligned = options.IsByteAligned;
        _event = _source.Current;
    }

    /// <summary>The last body was read to its end; the next <see cref="ExiReader.Read"/> begins another.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>Steps and characters read so far, in all bodies: what "linear work" can be measured by.</summary>
    public long TotalReads => _source.TotalReads;

    /// <summary>The event at hand.</summary>
    internal BodyEvent Event => _event;

    /// <summary>The next body begins inside a byte, right behind a header (<see cref="ExiHeader.TryRead"/>).</summary>
    /// <param name="bits">Bits of the first byte that belong to the header, 0 to 7.</param>
    /// <exception cref="InvalidOperationException">A body is being read.</exception>
    public void SkipBits(int bits)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bits, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bits, 7);
        if (_inBody)
            throw new InvalidOperationException("A body is being read.");
        _position = bits;
    }

    /// <summary>Forgets everything, tables that were kept included: for a new stream.</summary>
    public void Reset()
    {
        _source.Restart(ExiSessionBuffers.None);
        _position = 0;
        _inBody = false;
        _failed = false;
        HasEnded = false;
    }

    /// <summary>Takes up bytes that begin where the reader before left.</summary>
    internal BitReader Open(ReadOnlySpan<byte> data)
    {
        _source.Advance(_position & ~7L);
        _position &= 7;
        return new BitReader(data, _position, _byteAligned);
    }

    /// <summary>Advances to the next event.</summary>
    internal bool TryRead(ref BitReader bits)
    {
        if (_failed)
            throw new InvalidOperationException("The reader failed on an earlier body; without length prefixes there is no going on.");
        if (!_inBody)
            Begin();
        _failed = true;
        bool found = _source.TryRead(ref bits);
        _failed = false;
        if (found && _event.Type == ExiEventType.EndDocument)
        {
            bits.Align();
            _inBody = false;
            HasEnded = true;
        }

        _position = bits.Position;
        return found;
    }

    /// <summary>What was read is of no use to anyone, and nothing behind it can be found.</summary>
    internal void Fail() => _failed = true;

    /// <summary>An exception at a place of the body.</summary>
    internal ExiException Failure(in BitReader bits, string message) => _source.Failure(bits, message);

    /// <summary>Room for input that lies in several pieces.</summary>
    internal Span<byte> Window(int size)
    {
        if (_window.Length < size)
            _window = new byte[size];
        return _window.AsSpan(0, size);
    }

    private void Begin()
    {
        _source.Restart(_keep);
        _inBody = true;
        HasEnded = false;
    }
}
