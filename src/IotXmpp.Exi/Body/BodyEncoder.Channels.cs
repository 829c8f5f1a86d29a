using System.IO.Compression;
using IotXmpp.Exi.Channels;
using IotXmpp.Exi.Values;

namespace IotXmpp.Exi.Body;

/// <summary>Blocks and channels (EXI 9): values wait in channels until their block is complete.</summary>
internal sealed partial class BodyEncoder
{
    private readonly WrittenChannels _channels = new();
    private MemoryStream? _compressed;

    private bool TryAddToChannel(int name, Datatype datatype, ReadOnlySpan<char> text)
    {
        if (!_channels.TryAdd(name, datatype, text, _values))
            return false;
        if (_channels.Count == _options.BlockSize)
            EndBlock();
        return true;
    }

    private void EndBlocks()
    {
        if (_options.UsesChannels)
            EndBlock();
    }

    /// <summary>
    /// A block with few values is one stream. In a large one the structure channel has a stream of its own, small channels share the next,
    /// each large channel has its own (EXI 9.3).
    /// </summary>
    private void EndBlock()
    {
        bool isLarge = _channels.Count > BlockChannels.SmallCount;
        if (isLarge)
            EndStream();
        for (int i = 0; i < _channels.ChannelCount; i++)
        {
            if (!isLarge || _channels.CountOf(i) <= BlockChannels.SmallCount)
                _channels.Write(i, Bits, _values);
        }

        EndStream();
        for (int i = 0; isLarge && i < _channels.ChannelCount; i++)
        {
            if (_channels.CountOf(i) <= BlockChannels.SmallCount)
                continue;
            _channels.Write(i, Bits, _values);
            EndStream();
        }

        _channels.Clear();
    }

    /// <summary>Compresses what was written since the last stream ended; nothing at all makes no stream (EXI 9.3).</summary>
    private void EndStream()
    {
        if (!_options.Compression || Bits.Length == 0)
            return;
        _compressed ??= new MemoryStream();
        _compressed.SetLength(0);
        using (var deflate = new DeflateStream(_compressed, CompressionLevel.Optimal, leaveOpen: true))
            deflate.Write(Bits.Written);
        Output.WriteOctets(_compressed.GetBuffer().AsSpan(0, (int)_compressed.Length));
        Bits.Clear();
    }
}
