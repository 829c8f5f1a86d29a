using IotXmpp.Exi;
using IotXmpp.Exi.Portable;

namespace IotXmpp.Tool.Explaining;

// Values where they occur, or in channels at the end of a block (EXI 9).
internal sealed partial class StreamExplainer
{
    /// <summary>EXI 9.3: channels of more values stand behind the others.</summary>
    private const int SmallChannel = 100;

    private readonly List<((string Uri, string LocalName) Name, List<int> Datatypes)> _channels = [];
    private int _blockValues;

    private bool InChannels => _options.Compression || _options.Alignment == ExiAlignment.PreCompression;

    /// <param name="datatype">Datatype of the image, or None for a String.</param>
    /// <param name="name">Whose value it is.</param>
    private void Value(int datatype, (string Uri, string LocalName) name)
    {
        if (!InChannels)
        {
            Read(datatype, name);
            return;
        }

        int channel = _channels.FindIndex(known => known.Name == name);
        if (channel < 0)
        {
            channel = _channels.Count;
            _channels.Add((name, []));
        }

        _channels[channel].Datatypes.Add(datatype);
        _bits.Note("value", $"number {_channels[channel].Datatypes.Count} of the channel of {Text(name)}");
        if (++_blockValues == _options.BlockSize)
            EndBlock();
    }

    private void EndBlock()
    {
        int depth = _bits.Depth;
        _bits.Depth = 0;
        // OrderBy is stable: each kind in the order in which its names came first.
        foreach (var (name, datatypes) in _channels.OrderBy(channel => _blockValues > SmallChannel && channel.Datatypes.Count > SmallChannel))
        {
            _bits.Note("channel", $"{datatypes.Count} values of {Text(name)}");
            _bits.Depth = 1;
            foreach (int datatype in datatypes)
                Read(datatype, name);
            _bits.Depth = 0;
        }

        _channels.Clear();
        _blockValues = 0;
        _bits.Depth = depth;
    }

    private void Read(int datatype, (string Uri, string LocalName) name)
    {
        if (datatype == GrammarImage.None)
            _tables.ReadValue(name, [], "String");
        else
            _values.Read(datatype, name);
    }
}
