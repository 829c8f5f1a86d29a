using IotXmpp.Exi.Bits;
using IotXmpp.Exi.Strings;
using IotXmpp.Exi.Values;

namespace IotXmpp.Exi.Channels;

/// <summary>
/// The value channels of a block on their way out (EXI 9), in buffers that serve one block after another. Values that use no string table
/// are kept as their octets already; strings as text, since their bits depend on what the channels before them bring into the tables.
/// </summary>
internal sealed class WrittenChannels
{
    private readonly BitWriter _octets = new(byteAligned: true);
    private readonly CharBuffer _text = new();
    private Value[] _values = new Value[64];
    private Channel[] _channels = new Channel[16];

    /// <summary>One more than the channel of a name.</summary>
    private int[] _byName = new int[64];

    /// <summary>Values in all channels.</summary>
    public int Count { get; private set; }

    /// <summary>Channels in the order of their first values.</summary>
    public int ChannelCount { get; private set; }

    /// <summary>Values in a channel.</summary>
    public int CountOf(int channel) => _channels[channel].Count;

    /// <summary>Adds a value. False: it cannot be represented with the datatype.</summary>
    public bool TryAdd(int name, Datatype datatype, ReadOnlySpan<char> text, ValueWriter writer)
    {
        var value = new Value { Next = -1 };
        if (ValueWriter.UsesPartitions(datatype))
        {
            value.Datatype = datatype;
            value.Start = _text.Length;
            value.Length = text.Length;
            _text.Append(text);
        }
        else
        {
            value.Start = _octets.Length;
            if (!writer.TryWrite(_octets, name, datatype, text))
                return false;
            value.Length = _octets.Length - value.Start;
        }

        Add(name, value);
        return true;
    }

    /// <summary>Writes a channel.</summary>
    public void Write(int channel, BitWriter bits, ValueWriter writer)
    {
        ReadOnlySpan<byte> octets = _octets.Written;
        ReadOnlySpan<char> text = _text.Text;
        int name = _channels[channel].Name;
        for (int i = _channels[channel].First; i >= 0; i = _values[i].Next)
        {
            ref Value value = ref _values[i];
            if (value.Datatype is { } datatype)
                writer.TryWrite(bits, name, datatype, text.Slice(value.Start, value.Length));
            else
                bits.WriteOctets(octets.Slice(value.Start, value.Length));
        }
    }

    /// <summary>Empties all.</summary>
    public void Clear()
    {
        for (int channel = 0; channel < ChannelCount; channel++)
            _byName[_channels[channel].Name] = 0;
        Array.Clear(_values, 0, Count);
        Count = 0;
        ChannelCount = 0;
        _octets.Clear();
        _text.Clear();
    }

    private void Add(int name, in Value value)
    {
        if (name >= _byName.Length)
            Array.Resize(ref _byName, Math.Max(name + 1, _byName.Length * 2));
        if (Count == _values.Length)
            Array.Resize(ref _values, Count * 2);
        _values[Count] = value;
        int channel = _byName[name] - 1;
        if (channel < 0)
        {
            channel = ChannelCount++;
            _byName[name] = ChannelCount;
            if (channel == _channels.Length)
                Array.Resize(ref _channels, channel * 2);
            _channels[channel] = new Channel { Name = name, First = Count };
        }
        else
        {
            _values[_channels[channel].Last].Next = Count;
        }

        _channels[channel].Last = Count++;
        _channels[channel].Count++;
    }

    private struct Value
    {
        /// <summary>The datatype of a value kept as text; null for one kept as octets.</summary>
        public Datatype? Datatype;
        public int Start;
        public int Length;

        /// <summary>The next value of the channel, or -1.</summary>
        public int Next;
    }

    private struct Channel
    {
        public int Name;
        public int First;
        public int Last;
        public int Count;
    }
}
