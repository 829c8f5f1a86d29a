namespace IotXmpp.Exi.Channels;

/// <summary>The value channels of a block, in the order of their first values.</summary>
/// <typeparam name="T">What is kept of a value.</typeparam>
internal sealed class ChannelSet<T>
{
    /// <summary>A block with more values than this has its channels in several compressed streams, big channels alone (EXI 9.3).</summary>
    public const int SmallCount = 100;

    private readonly List<Channel<T>> _channels = [];
    private readonly Dictionary<int, Channel<T>> _byName = [];

    /// <summary>Values in all channels.</summary>
    public int Count { get; private set; }

    /// <summary>Adds a value to the channel of a name.</summary>
    public void Add(int name, T value)
    {
        if (!_byName.TryGetValue(name, out Channel<T>? channel))
        {
            channel = new Channel<T>(name);
            _byName.Add(name, channel);
            _channels.Add(channel);
        }

        channel.Values.Add(value);
        Count++;
    }

    /// <summary>
    /// The channels in stream order, grouped by compressed stream. The first group follows the structure channel in its
    /// stream; when the block is large it is empty.
    /// </summary>
    public List<List<Channel<T>>> Streams()
    {
        if (Count <= SmallCount)
            return [_channels];
        List<List<Channel<T>>> streams = [[], _channels.FindAll(static channel => channel.Values.Count <= SmallCount)];
        foreach (Channel<T> channel in _channels)
        {
            if (channel.Values.Count > SmallCount)
                streams.Add([channel]);
        }

        return streams;
    }

    /// <summary>Empties all.</summary>
    public void Clear()
    {
        _channels.Clear();
        _byName.Clear();
        Count = 0;
    }
}
