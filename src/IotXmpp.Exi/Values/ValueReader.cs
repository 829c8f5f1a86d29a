using System.Numerics;
using IotXmpp.Exi.Bits;
using IotXmpp.Exi.Portable;
using IotXmpp.Exi.Strings;

namespace IotXmpp.Exi.Values;

/// <summary>
/// Reads one value content item (EXI 7) and prints it. Can stop wherever the bytes end: atomic values are read again from their
/// start, strings, lists and binary values go on where they stopped.
/// </summary>
internal sealed class ValueReader(ExiLimits limits, ValuePartitions partitions)
{
    private readonly CharBuffer _text = new();
    private Phase _phase;
    private Datatype _datatype = Datatype.Untyped;
    private Datatype _item = Datatype.Untyped;
    private int _name;
    private int _remaining;
    private int _itemsLeft;
    private int _itemStart;
    private uint _carried;
    private int _carriedOctets;

    private enum Phase
    {
        Start,
        ListItem,
        Item,
        Characters,
        Octets,
        Done,
    }

    /// <summary>The value, once <see cref="Continue"/> returned true.</summary>
    public string Value { get; private set; } = "";

    /// <summary>What is wrong with the input, when <see cref="Continue"/> failed; to be thrown with position and path.</summary>
    public string? Error { get; private set; }

    /// <summary>Starts a value.</summary>
    /// <param name="name">The element or attribute whose value it is: the local value partition.</param>
    /// <param name="datatype">Its representation.</param>
    public void Begin(int name, Datatype datatype)
    {
        _name = name;
        _datatype = _item = datatype;
        _text.Clear();
        _itemStart = 0;
        _phase = Phase.Start;
        Error = null;
    }

    /// <summary>Reads on. False: starved, or <see cref="Error"/> is set.</summary>
    public bool Continue(ref BitReader bits)
    {
        while (_phase != Phase.Done)
        {
            long mark = bits.Position;
            int length = _text.Length;
            bool done = _phase switch
            {
                Phase.Start => ReadStart(ref bits),
                Phase.ListItem => ReadListItem(),
                Phase.Item => ReadItem(ref bits),
                Phase.Characters => ReadCharacters(ref bits),
                _ => ReadOctets(ref bits),
            };
            if (done)
                continue;
            if (bits.Starved)
            {
                Error = null;
                if (_phase is Phase.Start or Phase.Item)
                {
                    bits.Rewind(mark);
                    _text.Truncate(length);
                }
            }

            return false;
        }

        return true;
    }

    private bool ReadStart(ref BitReader bits)
    {
        if (_datatype.Kind != DatatypeKind.List)
            return ReadItem(ref bits);
        if (!ReadLength(ref bits, "list items", out int count))
            return false;
        _item = _datatype.Item!;
        _itemsLeft = count;
        _phase = Phase.ListItem;
        return true;
    }

    private bool ReadListItem()
    {
        if (_itemsLeft == 0)
            return Finish(_text.ToString());
        if (_text.Length > limits.MaxStringLength)
            return Fail($"a list longer than {limits.MaxStringLength} characters");
        _itemsLeft--;
        if (_text.Length > 0)
            _text.Append(' ');
        _itemStart = _text.Length;
        _phase = Phase.Item;
        return true;
    }

    /// <summary>One item is complete: the value itself, or one of the list.</summary>
    private bool EndItem()
    {
        if (_datatype.Kind != DatatypeKind.List)
            return Finish(_text.ToString());
        _phase = Phase.ListItem;
        return true;
    }

    private bool EndItem(string text)
    {
        if (_datatype.Kind != DatatypeKind.List)
            return Finish(text);
        _text.Append(text);
        _phase = Phase.ListItem;
        return true;
    }

    private bool Finish(string value)
    {
        Value = value;
        _phase = Phase.Done;
        return true;
    }

    private bool Fail(string message)
    {
        Error = message;
        return false;
    }

    private bool ReadItem(ref BitReader bits)
    {
        switch (_item.Kind)
        {
            case DatatypeKind.String:
                return ReadStringStart(ref bits);

            case DatatypeKind.Base64Binary or DatatypeKind.HexBinary:
                if (!ReadLength(ref bits, "octets", out _remaining))
                    return false;
                _carried = 0;
                _carriedOctets = 0;
                _phase = Phase.Octets;
                return true;

            case DatatypeKind.Enumeration:
                uint ordinal = bits.ReadNBit(_item.Width);
                if (bits.Starved)
                    return false;
                return ordinal < (uint)_item.Enumeration.Length
                    ? EndItem(_item.Enumeration[ordinal])
                    : Fail($"enumerated value {ordinal} where there are {_item.Enumeration.Length}");

            default:
                string? error = AtomicReader.Read(ref bits, _item, _text, limits);
                if (bits.Starved)
                    return false;
                return error is null ? EndItem() : Fail(error);
        }
    }

    private bool ReadStringStart(ref BitReader bits)
    {
        ulong indicator = bits.ReadUnsigned(out bool overflow);
        if (bits.Starved)
            return false;
        if (overflow || (indicator > 1 && indicator - 2 > (ulong)limits.MaxStringLength))
            return Fail($"a string longer than {limits.MaxStringLength} characters");

        if (indicator > 1)
        {
            _remaining = (int)(indicator - 2);
            _phase = Phase.Characters;
            return true;
        }

        bool isLocal = indicator == 0;
        int count = isLocal ? partitions.LocalCount(_name) : partitions.GlobalCount;
        uint id = bits.ReadNBit(CodeWidth.Of(count));
        if (bits.Starved)
            return false;
        string? hit = id >= (uint)count ? null : isLocal ? partitions.Local(_name, (int)id) : partitions.Global((int)id);
        return hit is null
            ? Fail($"{(isLocal ? "local" : "global")} value {id} where {count} values are known")
            : EndItem(hit);
    }

    private bool ReadCharacters(ref BitReader bits)
    {
        while (_remaining > 0)
        {
            long mark = bits.Position;
            string? error = LiteralReader.ReadCharacter(ref bits, _item.CharacterSet, out uint codePoint);
            if (bits.Starved)
            {
                bits.Rewind(mark);
                return false;
            }

            if (error is not null)
                return Fail(error);
            _text.AppendCodePoint(codePoint);
            _remaining--;
        }

        string literal = _text.ToString(_itemStart);
        if (partitions.AddedStrings >= limits.MaxTableStrings)
            return Fail($"more than {limits.MaxTableStrings} values in the string table");
        partitions.Add(_name, literal);
        return _datatype.Kind == DatatypeKind.List ? EndItem() : Finish(literal);
    }

    private bool ReadOctets(ref BitReader bits)
    {
        bool hex = _item.Kind == DatatypeKind.HexBinary;
        while (_remaining > 0)
        {
            long mark = bits.Position;
            uint octet = bits.ReadOctet();
            if (bits.Starved)
            {
                bits.Rewind(mark);
                return false;
            }

            _remaining--;
            if (hex)
                BinaryText.AppendHex(_text, octet);
            else
                BinaryText.AppendBase64(_text, ref _carried, ref _carriedOctets, octet);
        }

        if (!hex)
            BinaryText.EndBase64(_text, _carried, _carriedOctets);
        return EndItem();
    }

    private bool ReadLength(ref BitReader bits, string what, out int length)
    {
        ulong value = bits.ReadUnsigned(out bool overflow);
        length = 0;
        if (bits.Starved)
            return false;
        if (overflow || value > (ulong)limits.MaxStringLength)
            return Fail($"more than {limits.MaxStringLength} {what}");
        length = (int)value;
        return true;
    }
}
