using IotXmpp.Exi.Bits;
using IotXmpp.Exi.Body;
using IotXmpp.Exi.Values;

namespace IotXmpp.Exi.Channels;

/// <summary>
/// Decodes blocks of channels (EXI 9): reads the structure channel of a block, then the value channels, then gives the events in
/// document order. Holds one block in memory, within the limits of a body.
/// </summary>
internal sealed class BlockDecoder : IEventSource
{
    private readonly BodyDecoder _structure;
    private readonly ValueReader _values;
    private readonly ExiLimits _limits;
    private readonly int _blockSize;
    private readonly bool _compressed;
    private readonly List<BodyEvent> _events = [];
    private readonly ChannelSet<(BodyEvent Event, Datatype Datatype)> _channels = new();

    private List<List<Channel<(BodyEvent Event, Datatype Datatype)>>> _streams = [];
    private Phase _phase;
    private int _emitted;
    private int _stream;
    private int _channel;
    private int _value;
    private bool _inValue;

    /// <summary>Creates the decoder.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="options">Options with channels.</param>
    /// <param name="limits">What a body may cost.</param>
    public BlockDecoder(SchemaContext schema, ExiOptions options, ExiLimits limits)
    {
        _structure = new BodyDecoder(schema, options, limits);
        _values = new ValueReader(limits, _structure.Partitions);
        _limits = limits;
        _blockSize = options.BlockSize;
        _compressed = options.Compression;
    }

    private enum Phase
    {
        Structure,
        Values,
        Events,
    }

    /// <inheritdoc/>
    public BodyEvent Current { get; private set; } = new();

    /// <inheritdoc/>
    public bool HasEnded => _structure.HasEnded && _phase == Phase.Events && _emitted == _events.Count;

    /// <inheritdoc/>
    public long TotalReads => _structure.TotalReads + _valueReads;

    /// <summary>
    /// A compressed stream has to end here; <see cref="TryRead"/> returned false for it and does not go on before this is reset.
    /// </summary>
    public bool AtStreamEnd { get; set; }

    private long _valueReads;

    /// <inheritdoc/>
    public void Restart(ExiSessionBuffers keep)
    {
        _structure.Restart(keep);
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
                    if (_emitted < _events.Count)
                    {
                        Current = _events[_emitted++];
                        return true;
                    }

                    Begin();
                    break;
            }
        }
    }

    private void Begin()
    {
        _events.Clear();
        _channels.Clear();
        _emitted = 0;
        _stream = 0;
        _channel = 0;
        _value = 0;
        _phase = Phase.Structure;
        AtStreamEnd = false;
    }

    private bool ReadStructure(ref BitReader bits)
    {
        while (!_structure.HasEnded && _channels.Count < _blockSize)
        {
            if (!_structure.TryRead(ref bits))
                return false;
            var item = new BodyEvent();
            item.CopyFrom(_structure.Current);
            _events.Add(item);
            if (item.Type is ExiEventType.Attribute or ExiEventType.Characters && item.Value is null && !item.IsTypeValue)
                _channels.Add(_structure.ValueName, (item, _structure.DeferredDatatype));
            if (_events.Count > 4L * _limits.MaxElements * 2 + _limits.MaxAttributes)
                throw Failure(bits, "a block of more events than the limits of a body allow");
        }

        _streams = _channels.Streams();
        _phase = Phase.Values;
        return true;
    }

    private bool ReadValues(ref BitReader bits)
    {
        while (_stream < _streams.Count)
        {
            List<Channel<(BodyEvent Event, Datatype Datatype)>> channels = _streams[_stream];
            while (_channel < channels.Count)
            {
                Channel<(BodyEvent Event, Datatype Datatype)> channel = channels[_channel];
                for (; _value < channel.Values.Count; _value++)
                {
                    if (!ReadValue(ref bits, channel.Name, channel.Values[_value]))
                        return false;
                }

                _value = 0;
                _channel++;
            }

            _channel = 0;
            _stream++;
            if (!_compressed)
                continue;
            AtStreamEnd = true;
            if (_stream == _streams.Count)
                _phase = Phase.Events;
            return false;
        }

        _phase = Phase.Events;
        return true;
    }

    private bool ReadValue(ref BitReader bits, int name, (BodyEvent Event, Datatype Datatype) value)
    {
        if (!_inValue)
            _values.Begin(name, value.Datatype);
        _inValue = true;
        int reads = bits.Reads;
        bool done = _values.Continue(ref bits);
        _valueReads += bits.Reads - reads;
        if (!done)
        {
            if (_values.Error is { } error)
                throw Failure(bits, "a value cannot be read: " + error);
            return false;
        }

        _inValue = false;
        value.Event.Value = _values.Value;
        _structure.Spend(bits, _values.Value.Length);
        return true;
    }
}
