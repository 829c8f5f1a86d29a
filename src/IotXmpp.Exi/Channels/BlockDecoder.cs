using IotXmpp.Exi.Bits;
using IotXmpp.Exi.Body;
using IotXmpp.Exi.Strings;
using IotXmpp.Exi.Values;

namespace IotXmpp.Exi.Channels;

/// <summary>
/// Decodes blocks of channels (EXI 9): reads the structure of a block, then its values channel by channel, then gives the
/// events in document order. A block takes a record for each event and each value, and the characters that its values have.
/// </summary>
internal sealed class BlockDecoder : IEventSource
{
    /// <summary>Records kept from body to body.</summary>
    private const int MostKept = 16 * 1024;

    private readonly BodyDecoder _structure;
    private readonly ValueReader _values;
    private readonly BlockChannels _channels = new();
    private readonly BodyEvent _current;
    private readonly long _maxEvents;
    private readonly int _blockSize;
    private readonly bool _compressed;

    private BlockEvent[] _events = new BlockEvent[16];
    private EventValue[] _blockValues = new EventValue[16];
    private int _eventCount;
    private int _valueCount;
    private Phase _phase;
    private int _emitted;
    private int _stop;
    private int _value;
    private bool _inValue;
    private long _valueReads;

    /// <summary>Creates the decoder.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="options">Options with channels.</param>
    /// <param name="limits">What a body may cost.</param>
    public BlockDecoder(SchemaContext schema, ExiOptions options, ExiLimits limits)
    {
        _structure = new BodyDecoder(schema, options, limits);
        _current = _structure.Current;
        _values = new ValueReader(limits, _current, _structure.Partitions, keepsAll: true);
        _maxEvents = (8L * limits.MaxElements) + limits.MaxAttributes;
        _blockSize = options.BlockSize;
        _compressed = options.Compression;
    }

    private enum Phase : byte
    {
        Structure,
        Values,
        Events,
    }

    /// <inheritdoc/>
    public BodyEvent Current => _current;

    /// <inheritdoc/>
    public bool HasEnded => _structure.HasEnded && _phase == Phase.Events && _emitted == _eventCount;

    /// <inheritdoc/>
    public long TotalReads => _structure.TotalReads + _values.Work + _valueReads;

    /// <summary>
    /// A compressed stream has to end here; <see cref="TryRead"/> returned false for it and does not go on before this is reset.
    /// </summary>
    public bool AtStreamEnd { get; set; }

    /// <inheritdoc/>
    public void Restart(ExiSessionBuffers keep)
    {
        _structure.Restart(keep);
        if (_events.Length > MostKept)
            _events = new BlockEvent[16];
        if (_blockValues.Length > MostKept)
            _blockValues = new EventValue[16];
        Begin();
    }

    /// <inheritdoc/>
    public void Advance(long bits) => _structure.Advance(bits);

    /// <summary>An exception at a place of the body.</summary>
    public ExiException Failure(in BitReader bits, string message) => _structure.Failure(bits, message);

    /// <inheritdoc/>
    public bool TryRead(ref BitReader bits)
    {
        while (true)
        {
            switch (_phase)
            {
                case Phase.Structure:
                    if (!ReadStructure(ref bits))
                        return false;
                    break;

                case Phase.Values:
                    if (AtStreamEnd || !ReadValues(ref bits))
                        return false;
                    break;

                default:
                    if (AtStreamEnd)
                        return false;
                    if (_emitted < _eventCount)
                    {
                        Emit(ref _events[_emitted++]);
                        return true;
                    }

                    Begin();
                    break;
            }
        }
    }

    private void Begin()
    {
        _channels.Clear();
        _structure.Partitions.Tidy();
        _current.Octets.Clear();
        _eventCount = 0;
        _valueCount = 0;
        _emitted = 0;
        _stop = 0;
        _value = 0;
        _inValue = false;
        _phase = Phase.Structure;
        AtStreamEnd = false;
    }

    private bool ReadStructure(ref BitReader bits)
    {
        while (!_structure.HasEnded && _channels.ValueCount < _blockSize)
        {
            if (!_structure.TryRead(ref bits))
                return false;
            if (_eventCount > _maxEvents)
                throw Failure(bits, "a block of more events than the limits of a body allow");
            Note();
        }

        _channels.Arrange();
        _phase = Phase.Values;
        return true;
    }

    /// <summary>Keeps the event; if it waits for its value, a place for that.</summary>
    private void Note()
    {
        if (_eventCount == _events.Length)
            Array.Resize(ref _events, _eventCount * 2);
        ref BlockEvent noted = ref _events[_eventCount++];
        noted.Type = _current.Type;
        noted.Name = _current.Name;
        noted.Prefix = _current.Prefix;
        noted.Value = -1;
        switch (_current.Type)
        {
            case ExiEventType.Attribute or ExiEventType.Characters:
                noted.Value = AddValue();
                noted.TypeName = _current.TypeName;
                noted.Extra = _current.TypePrefix;
                if (_current.Value.Kind != ExiValueKind.None)
                    break;
                _blockValues[noted.Value].Datatype = _structure.DeferredDatatype;
                _channels.Add(_structure.ValueName, noted.Value);
                break;

            case ExiEventType.NamespaceDeclaration:
                noted.Extra = _current.NamespaceUri;
                noted.IsElementNamespace = _current.IsElementNamespace;
                break;

            case ExiEventType.Comment or ExiEventType.ProcessingInstruction or ExiEventType.DocType or ExiEventType.EntityReference:
                noted.Extra = _current.Texts.Clone();
                break;
        }
    }

    private int AddValue()
    {
        if (_valueCount == _blockValues.Length)
            Array.Resize(ref _blockValues, _valueCount * 2);
        _blockValues[_valueCount] = _current.Value;
        return _valueCount++;
    }

    private bool ReadValues(ref BitReader bits)
    {
        while (_stop < _channels.Stops.Count)
        {
            int channel = _channels.Stops[_stop];
            if (channel == BlockChannels.StreamEnd)
            {
                _stop++;
                if (!_compressed)
                    continue;
                AtStreamEnd = true;
                if (_stop == _channels.Stops.Count)
                    _phase = Phase.Events;
                return false;
            }

            int count = _channels.Count(channel);
            for (; _value < count; _value++)
            {
                if (!ReadValue(ref bits, _channels.Name(channel), _channels.Value(channel, _value)))
                    return false;
            }

            _value = 0;
            _stop++;
        }

        _phase = Phase.Events;
        return true;
    }

    private bool ReadValue(ref BitReader bits, int name, int value)
    {
        if (!_inValue)
            _values.Begin(name, _blockValues[value].Datatype!);
        _inValue = true;
        _valueReads++;
        if (!_values.Continue(ref bits))
        {
            if (!bits.Starved)
                throw Failure(bits, "a value cannot be read: " + _values.Error);
            return false;
        }

        _inValue = false;
        _blockValues[value] = _current.Value;
        _structure.Spend(bits, _current.Value.Cost);
        return true;
    }

    private void Emit(ref BlockEvent noted)
    {
        _current.Type = noted.Type;
        _current.Name = noted.Name;
        _current.Prefix = noted.Prefix;
        if (noted.Value >= 0)
        {
            _current.Value = _blockValues[noted.Value];
            _current.TypeName = noted.TypeName;
            _current.TypePrefix = (string?)noted.Extra;
        }
        else if (noted.Type == ExiEventType.NamespaceDeclaration)
        {
            _current.NamespaceUri = (string)noted.Extra!;
            _current.IsElementNamespace = noted.IsElementNamespace;
        }
        else if (noted.Extra is string[] texts)
        {
            texts.CopyTo(_current.Texts, 0);
        }

        noted.Extra = null;
    }

    private struct BlockEvent
    {
        public ExiEventType Type;
        public bool IsElementNamespace;
        public int Name;
        public int TypeName;

        /// <summary>Index of the value, or -1.</summary>
        public int Value;
        public string? Prefix;

        /// <summary>NS: the uri. AT: the prefix of an xsi:type value. Texts: a copy.</summary>
        public object? Extra;
    }
}
