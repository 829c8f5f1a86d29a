using System.Buffers;
using IotXmpp.Exi.Bits;
using IotXmpp.Exi.Body;
using IotXmpp.Exi.Values;

namespace IotXmpp.Exi;

/// <summary>
/// Reads the events of EXI bodies (EXI 4, 6, 8) from the bytes at hand, without allocation: names are numbers, values are what their
/// datatype says. What an event shows is valid until the next <see cref="Read"/> with the same state.
/// </summary>
/// <example>
/// <code>
/// var reader = new ExiReader(buffer, state);
/// while (reader.Read())
///     Handle(ref reader);
/// pipe.AdvanceTo(buffer.GetPosition(reader.BytesConsumed), buffer.End); // unless state.HasEnded, more bytes are needed
/// </code>
/// </example>
public ref struct ExiReader
{
    /// <summary>Input in several pieces is copied together by so much at a time, or more if a step of the decoder needs more.</summary>
    private const int WindowSize = 4 * 1024;

    private readonly ExiReaderState _state;
    private readonly BodyEvent _event;
    private readonly ReadOnlySequence<byte> _pieces;
    private BitReader _bits;
    private long _windowStart;
    private int _windowSize;

    /// <summary>Opens bytes in one piece.</summary>
    /// <param name="data">The bytes that were not consumed yet.</param>
    /// <param name="state">What the reader before left.</param>
    public ExiReader(ReadOnlySpan<byte> data, ExiReaderState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        _state = state;
        _event = state.Event;
        _bits = state.Open(data);
    }

    /// <summary>Opens bytes in any number of pieces.</summary>
    /// <param name="data">The bytes that were not consumed yet.</param>
    /// <param name="state">What the reader before left.</param>
    public ExiReader(in ReadOnlySequence<byte> data, ExiReaderState state)
        : this(data.IsSingleSegment ? data.FirstSpan : default, state)
    {
        if (data.IsSingleSegment)
            return;
        _pieces = data;
        _windowSize = WindowSize;
        _bits = state.Open(Window());
    }

    /// <summary>Whole bytes that are done with. The state remembers the bit.</summary>
    public readonly long BytesConsumed => _windowStart + (_bits.Position >> 3);

    /// <summary>The event.</summary>
    public readonly ExiEventType EventType => _event.Type;

    /// <summary>
    /// Element of SE and EE, attribute of AT: a number. Below the schema's <see cref="Portable.GrammarImage.QNameCount"/> it is a qname of
    /// the image; above, a name of this body, in the order in which it met them.
    /// </summary>
    public readonly int Name => _event.Name;

    /// <summary>Uri of <see cref="Name"/>, or of a namespace declaration.</summary>
    public readonly string Uri => _event.Type == ExiEventType.NamespaceDeclaration ? _event.NamespaceUri : _event.Uri;

    /// <summary>Local part of <see cref="Name"/>.</summary>
    public readonly string LocalName => _event.Local;

    /// <summary>Prefix of the name, null when not preserved; prefix of a namespace declaration.</summary>
    public readonly string? Prefix => _event.Prefix;

    /// <summary>The namespace declaration decides the prefix of the element it stands on (EXI 7.1.7).</summary>
    public readonly bool IsElementNamespace => _event.IsElementNamespace;

    /// <summary>What the value of AT and CH is.</summary>
    public readonly ExiValueKind ValueKind => _event.Type is ExiEventType.Attribute or ExiEventType.Characters ? _event.Value.Kind : ExiValueKind.None;

    /// <summary>The value of an Enumeration: its place in the schema, from 0.</summary>
    public readonly int EnumerationIndex => (int)Expect(ExiValueKind.Enumeration).X;

    /// <summary>The octets of a binary value.</summary>
    public readonly ReadOnlySpan<byte> Octets => ValueKind is ExiValueKind.Base64Binary or ExiValueKind.HexBinary ? _event.ValueOctets : throw NotA("binary value");

    /// <summary>The value of xsi:type, a number like <see cref="Name"/>.</summary>
    public readonly int TypeName
    {
        get
        {
            Expect(ExiValueKind.QName);
            return _event.TypeName;
        }
    }

    /// <summary>Uri of <see cref="TypeName"/>.</summary>
    public readonly string TypeUri => _event.Names.UriOf(TypeName);

    /// <summary>Local part of <see cref="TypeName"/>.</summary>
    public readonly string TypeLocalName => _event.Names.LocalOf(TypeName);

    /// <summary>Prefix of <see cref="TypeName"/>, or null when not preserved.</summary>
    public readonly string? TypePrefix => _event.TypePrefix;

    /// <summary>The lexical form of the value of AT and CH, whatever its kind; of xsi:type the local name.</summary>
    public readonly ReadOnlySpan<char> Text => ValueKind == ExiValueKind.None ? "" : _event.ValueText;

    /// <summary>Most bytes that <see cref="CopyTextTo"/> may need.</summary>
    public readonly int MaxUtf8Length => ValueKind == ExiValueKind.None ? 0 : _event.MaxUtf8Length;

    /// <summary>
    /// Advances to the next event. False: the bytes do not suffice, or the body had ended (<see cref="ExiReaderState.HasEnded"/>) and there are
    /// none of another. After ED the padding of the body is consumed and the next call begins another body.
    /// </summary>
    /// <exception cref="ExiException">Malformed input, or a limit is exceeded: the state is then unusable until it is reset.</exception>
    public bool Read()
    {
        while (true)
        {
            if (_state.HasEnded && _bits.Available == 0)
            {
                if (!MoveWindow())
                    return false;
                continue;
            }

            if (_state.TryRead(ref _bits))
                return true;
            if (!MoveWindow())
                return false;
        }
    }

    /// <summary>The Boolean.</summary>
    /// <exception cref="InvalidOperationException">The value is none.</exception>
    public readonly bool GetBoolean() => Expect(ExiValueKind.Boolean).X != 0;

    /// <summary>The Integer, or an Unsigned Integer that is small enough.</summary>
    /// <exception cref="InvalidOperationException">The value is none.</exception>
    /// <exception cref="OverflowException">The Unsigned Integer is too large.</exception>
    public readonly long GetInt64() => ValueKind == ExiValueKind.UnsignedInteger ? checked((long)_event.Value.X) : (long)Expect(ExiValueKind.Integer).X;

    /// <summary>The Unsigned Integer, or an Integer that is not negative.</summary>
    /// <exception cref="InvalidOperationException">The value is none.</exception>
    /// <exception cref="OverflowException">The Integer is negative.</exception>
    public readonly ulong GetUInt64() => ValueKind == ExiValueKind.Integer ? checked((ulong)(long)_event.Value.X) : Expect(ExiValueKind.UnsignedInteger).X;

    /// <summary>The Decimal.</summary>
    /// <exception cref="InvalidOperationException">The value is none.</exception>
    public readonly ExiDecimal GetDecimal() => Expect(ExiValueKind.Decimal).Decimal;

    /// <summary>The Float.</summary>
    /// <exception cref="InvalidOperationException">The value is none.</exception>
    public readonly ExiFloat GetFloat() => Expect(ExiValueKind.Float).Float;

    /// <summary>The Date-Time.</summary>
    /// <exception cref="InvalidOperationException">The value is none.</exception>
    public readonly ExiDateTime GetDateTime() => Expect(ExiValueKind.DateTime).DateTime;

    /// <summary>The lexical form of the value as a string. Values of the string table and the schema are made once.</summary>
    public readonly string GetString() => ValueKind == ExiValueKind.None ? "" : _event.ValueString;

    /// <summary>Writes the lexical form of the value in UTF-8.</summary>
    /// <param name="destination">Room for <see cref="MaxUtf8Length"/>.</param>
    /// <returns>Bytes written.</returns>
    public readonly int CopyTextTo(Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(destination.Length, MaxUtf8Length, nameof(destination));
        return ValueKind == ExiValueKind.None ? 0 : _event.PrintUtf8(destination);
    }

    /// <summary>The texts of CM (text), PI (target, text), DT (name, public and system identifier, text) and ER (name).</summary>
    /// <param name="part">Which of them, from 0.</param>
    public readonly string GetText(int part)
    {
        int parts = _event.Type switch
        {
            ExiEventType.Comment or ExiEventType.EntityReference => 1,
            ExiEventType.ProcessingInstruction => 2,
            ExiEventType.DocType => 4,
            _ => 0,
        };
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)part, (uint)parts, nameof(part));
        return _event.Texts[part];
    }

    /// <summary>An exception about the event at hand: behind its last bit.</summary>
    internal readonly ExiException Failure(string message) => _state.Failure(_bits, message);

    /// <summary>Goes on behind what was consumed. False: there is nothing that was not in the window already.</summary>
    private bool MoveWindow()
    {
        if (_windowStart + _windowSize >= _pieces.Length)
            return false;
        int consumed = (int)(_bits.Position >> 3);
        _windowStart += consumed;
        if (consumed == 0)
            _windowSize = checked(_windowSize * 2); // a step that is longer than the window
        _bits = _state.Open(Window());
        return true;
    }

    private readonly ReadOnlySpan<byte> Window()
    {
        int size = (int)Math.Min(_windowSize, _pieces.Length - _windowStart);
        Span<byte> window = _state.Window(size);
        _pieces.Slice(_windowStart, size).CopyTo(window);
        return window;
    }

    private readonly ref readonly EventValue Expect(ExiValueKind kind)
    {
        if (ValueKind != kind)
            throw NotA(kind.ToString());
        return ref _event.Value;
    }

    private readonly InvalidOperationException NotA(string what) => new($"The event has no {what}: its value is a {ValueKind}.");
}
