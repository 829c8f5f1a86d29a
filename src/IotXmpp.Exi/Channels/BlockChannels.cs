using IotXmpp.Exi.Strings;

namespace IotXmpp.Exi.Channels;

/// <summary>The value channels of a block that is being decoded: which values each has, and in which order they come (EXI 9.2, 9.3).</summary>
internal sealed class BlockChannels
{
    /// <summary>A block with more values than this has its channels in several compressed streams, big channels alone (EXI 9.3).</summary>
    public const int SmallCount = 100;

    /// <summary>Instead of a channel: a compressed stream ends here.</summary>
    public const int StreamEnd = -1;

    private readonly IntMap _byName = new();
    private readonly IntLists _values = new();
    private readonly List<int> _names = [];

    /// <summary>Values in all channels.</summary>
    public int ValueCount { get; private set; }

    /// <summary>Channels in stream order, and <see cref="StreamEnd"/> behind the last of each stream.</summary>
    public List<int> Stops { get; } = [];

    /// <summary>Empties all.</summary>
    public void Clear()
    {
        _byName.Clear();
        _values.Clear();
        _names.Clear();
        Stops.Clear();
        ValueCount = 0;
    }

    /// <summary>Adds a value to the channel of a name.</summary>
    public void Add(int name, int value)
    {
        int channel = _byName.Find(name);
        if (channel < 0)
        {
            _byName.Add(name, channel = _values.Make());
            _names.Add(name);
        }

        _values.Add(channel, value);
        ValueCount++;
    }

    /// <summary>Values of a channel.</summary>
    public int Count(int channel) => _values.Count(channel);

    /// <summary>A value of a channel.</summary>
    public int Value(int channel, int index) => _values.At(channel, index);

    /// <summary>The name whose values a channel has.</summary>
    public int Name(int channel) => _names[channel];

    /// <summary>
    /// The block is complete. A small one is a single stream; of a large one the structure is a stream, then all small channels, then
    /// each of the others.
    /// </summary>
    public void Arrange()
    {
        if (ValueCount <= SmallCount)
        {
            for (int channel = 0; channel < _names.Count; channel++)
                Stops.Add(channel);
            Stops.Add(StreamEnd);
            return;
        }

        Stops.Add(StreamEnd);
        for (int channel = 0; channel < _names.Count; channel++)
        {
            if (Count(channel) <= SmallCount)
                Stops.Add(channel);
        }

        Stops.Add(StreamEnd);
        for (int channel = 0; channel < _names.Count; channel++)
        {
            if (Count(channel) <= SmallCount)
                continue;
            Stops.Add(channel);
            Stops.Add(StreamEnd);
        }
    }
}
