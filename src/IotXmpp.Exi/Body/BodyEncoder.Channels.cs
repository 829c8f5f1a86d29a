using System.IO.Compression;
using IotXmpp.Exi.Bits;
using IotXmpp.Exi.Channels;
using IotXmpp.Exi.Values;

namespace IotXmpp.Exi.Body;

/// <summary>Blocks and channels (EXI 9): values wait in channels until their block is complete.</summary>
internal sealed partial class BodyEncoder
{
    private readonly ChannelSet<(Datatype Datatype, string Text)> _channels = new();

    private void AddToChannel(int name, Datatype datatype, string text)
    {
        _channels.Add(name, (datatype, text));
        if (_channels.Count == _options.BlockSize)
            EndBlock();
    }

    private void EndBlocks()
    {
        if (_options.UsesChannels)
            EndBlock();
    }

    private void EndBlock()
    {
        foreach (List<Channel<(Datatype Datatype, string Text)>> stream in _channels.Streams())
        {
            foreach (Channel<(Datatype Datatype, string Text)> channel in stream)
            {
                foreach ((Datatype datatype, string text) in channel.Values)
                    _values.Write(Bits, channel.Name, datatype, text);
            }

            EndStream();
        }

        _channels.Clear();
    }

    /// <summary>Compresses what was written since the last stream ended; nothing at all makes no stream (EXI 9.3).</summary>
    private void EndStream()
    {
        if (!_options.Compression || Bits.Length == 0)
            return;
        var compressed = new MemoryStream();
        using (var deflate = new DeflateStream(compressed, CompressionLevel.Optimal, leaveOpen: true))
            deflate.Write(Bits.Written);
        Output.WriteOctets(compressed.GetBuffer().AsSpan(0, (int)compressed.Length));
        Bits.Clear();
    }
}
