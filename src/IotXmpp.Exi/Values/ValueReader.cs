using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using IotXmpp.Exi.Bits;
using IotXmpp.Exi.Body;
using IotXmpp.Exi.Portable;
using IotXmpp.Exi.Strings;

namespace IotXmpp.Exi.Values;

/// <summary>
/// Reads one value content item (EXI 7) into an event. Can stop wherever the bytes end: atomic values are read again from their
/// start, strings, lists and binary values go on where they stopped.
/// </summary>
/// <param name="limits">What a value may cost.</param>
/// <param name="target">Receives the value.</param>
/// <param name="values">The partitions.</param>
/// <param name="keepsAll">Values are looked at later, all of a block together.</param>
internal sealed partial class ValueReader(ExiLimits limits, BodyEvent target, DecodedValues values, bool keepsAll)
{
    private readonly DecodedValues _values = values;
    private readonly int _maxLength = limits.MaxStringLength;
    private readonly int _maxTableStrings = limits.MaxTableStrings;
    private readonly CharBuffer _list = new();

    /// <summary>An identifier of the global partition means the same value as long as somebody may look at it.</summary>
    private readonly bool _entriesStay = !keepsAll || !values.IsBounded;
    private Phase _phase;
    private Datatype _datatype = Datatype.Untyped;
    private Datatype? _item;
    private int _name;
    private int _length;
    private int _remaining;
    private int _itemsLeft;

    private enum Phase : byte
    {
        Start,
        ListItem,
        Item,
        Characters,
        Octets,
        Done,
    }

    /// <summary>The datatype of the value, or of one item of a list.</summary>
    private Datatype Item => _datatype.Kind == DatatypeKind.List ? _item! : _datatype;

    /// <summary>What is wrong with the input, when <see cref="Continue"/> failed; to be thrown with position and path.</summary>
    public string? Error { get; private set; }

    /// <summary>Characters read one by one: the measure of work.</summary>
    public long Work { get; private set; }

    /// <summary>Starts a value. Unless all are kept, nobody looks at the one before it any more.</summary>
    /// <param name="name">The element or attribute whose value it is: the local value partition.</param>
    /// <param name="datatype">Its representation.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Begin(int name, Datatype datatype)
    {
        _name = name;
        _phase = Phase.Start;
        if (!ReferenceEquals(_datatype, datatype))
            _datatype = datatype;
    }

    /// <summary>Reads on. False: starved, and the reader of bits stands where to go on; or <see cref="Error"/> is set.</summary>
    public bool Continue(ref BitReader bits)
    {
        if (_phase == Phase.Start)
        {
            long mark = bits.Position;
            if (!ReadStart(ref bits))
            {
                if (bits.Starved && _phase == Phase.Start)
                    bits.Rewind(mark);
                return false;
            }

            if (_phase == Phase.Done)
                return true;
        }

        return GoOn(ref bits);
    }

    private bool GoOn(ref BitReader bits)
    {
        while (true)
        {
            long mark = bits.Position;
            bool done = _phase switch
            {
                Phase.ListItem => ReadListItem(),
                Phase.Item => ReadItem(ref bits, _item!),
                Phase.Characters => ReadCharacters(ref bits),
                _ => ReadOctets(ref bits),
            };
            if (!done)
            {
                if (bits.Starved && _phase == Phase.Item)
                    bits.Rewind(mark);
                return false;
            }

            if (_phase == Phase.Done)
                return true;
        }
    }

    private bool ReadStart(ref BitReader bits)
    {
        if (_datatype.Kind != DatatypeKind.List)
            return ReadItem(ref bits, _datatype);
        if (!ReadLength(ref bits, "list items", out int count))
            return false;
        _list.Clear();
        _item = _datatype.Item!;
        _itemsLeft = count;
        _phase = Phase.ListItem;
        return true;
    }

    private bool ReadListItem()
    {
        if (_itemsLeft == 0)
            return EndList();
        if (_list.Length > _maxLength)
            return Fail($"a list longer than {_maxLength} characters");
        _itemsLeft--;
        _phase = Phase.Item;
        return true;
    }

    /// <summary>The text of the list becomes a value like a string's.</summary>
    private bool EndList()
    {
        _list.Text.CopyTo(_values.Room(0, _list.Length));
        EndText(ExiValueKind.List, _list.Length, entry: -1);
        _phase = Phase.Done;
        return true;
    }

    /// <summary>One item is complete: the value itself, or one of the list.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool EndItem()
    {
        if (_datatype.Kind != DatatypeKind.List)
        {
            _phase = Phase.Done;
            return true;
        }

        AppendItem(target.ValueText);
        _phase = Phase.ListItem;
        return true;
    }

    /// <summary>An item without characters (a binary one without octets) has no place in a list's lexical form, whose white space is
    /// collapsed (XML Schema part 2, 4.3.6): it gets no separator either.</summary>
    private void AppendItem(ReadOnlySpan<char> item)
    {
        if (item.IsEmpty)
            return;
        if (_list.Length > 0)
            _list.Append(' ');
        _list.Append(item);
    }

    /// <summary>The characters behind the end of the partitions are the value.</summary>
    private void EndText(ExiValueKind kind, int length, int entry)
    {
        ref EventValue value = ref target.Value;
        value.Kind = kind;
        value.Entry = _entriesStay ? entry : -1;
        value.Length = length;
        value.Start = entry >= 0 ? _values.End - length : _values.End;
        if (entry < 0 && keepsAll)
            _values.Keep(length);
    }

    private bool Fail(string message)
    {
        Error = message;
        return false;
    }

    private bool ReadItem(ref BitReader bits, Datatype item)
    {
        switch (item.Kind)
        {
            case DatatypeKind.String:
                return ReadString(ref bits);

            case DatatypeKind.Enumeration:
                return ReadEnumeration(ref bits, item);

            case DatatypeKind.Base64Binary or DatatypeKind.HexBinary:
                if (!ReadLength(ref bits, "octets", out _remaining))
                    return false;
                if (!keepsAll)
                    target.Octets.Clear();
                _length = 0;
                _phase = Phase.Octets;
                return true;

            default:
                string? error = ReadAtomic(ref bits, item);
                if (bits.Starved)
                    return false;
                return error is null ? EndItem() : Fail(error);
        }
    }

    private bool ReadEnumeration(ref BitReader bits, Datatype item)
    {
        uint ordinal = bits.ReadNBit(item.Width);
        if (bits.Starved)
            return false;
        if (ordinal >= (uint)item.Enumeration.Length)
            return Fail($"enumerated value {ordinal} where there are {item.Enumeration.Length}");
        ref EventValue value = ref target.Value;
        value.Kind = ExiValueKind.Enumeration;
        value.X = ordinal;
        if (!ReferenceEquals(value.Datatype, item))
            value.Datatype = item;
        return EndItem();
    }

    private bool ReadString(ref BitReader bits)
    {
        ulong indicator = bits.ReadUnsigned(out bool overflow);
        if (bits.Starved)
            return false;
        if (indicator > 1)
        {
            if (overflow || indicator - 2 > (ulong)_maxLength)
                return Fail($"a string longer than {_maxLength} characters");
            if (!keepsAll)
                _values.Tidy();
            _remaining = (int)(indicator - 2);
            _length = 0;
            _phase = Phase.Characters;
            return ReadCharacters(ref bits);
        }

        if (overflow)
            return Fail($"a string longer than {_maxLength} characters");
        bool isLocal = indicator == 0;
        int count = isLocal ? _values.LocalCount(_name) : _values.GlobalCount;
        uint id = bits.ReadNBit(CodeWidth.Of(count));
        if (bits.Starved)
            return false;
        int entry = id >= (uint)count ? -1 : isLocal ? _values.Local(_name, (int)id) : (int)id;
        if (entry < 0)
            return Fail($"{(isLocal ? "local" : "global")} value {id} where {count} values are known");
        (int start, int length) = _values.Global(entry);
        ref EventValue value = ref target.Value;
        value.Kind = ExiValueKind.String;
        value.Entry = _entriesStay ? entry : -1;
        value.Start = start;
        value.Length = length;
        return EndItem();
    }

    private bool ReadCharacters(ref BitReader bits)
    {
        RestrictedCharacterSet? set = Item.CharacterSet;
        while (_remaining > 0)
        {
            if (set is null)
            {
                int there = (int)Math.Min(_remaining, bits.Available >> 3);
                int count = bits.ReadAscii(_values.Room(_length, there + 8), there);
                _length += count;
                _remaining -= count;
                if (count > 0)
                    continue;
            }

            long mark = bits.Position;
            string? error = LiteralReader.ReadCharacter(ref bits, set, out uint codePoint);
            if (bits.Starved)
            {
                bits.Rewind(mark);
                return false;
            }

            if (error is not null)
                return Fail(error);
            _length += XmlCharacters.Write(codePoint, _values.Room(_length, 2));
            _remaining--;
            Work++;
        }

        if (_values.AddedStrings >= _maxTableStrings)
            return Fail($"more than {_maxTableStrings} values in the string table");
        EndText(ExiValueKind.String, _length, _values.Add(_name, _length));
        return EndItem();
    }

    private bool ReadOctets(ref BitReader bits)
    {
        while (_remaining > 0)
        {
            int count = (int)Math.Min(_remaining, bits.Available >> 3);
            if (count == 0)
            {
                bits.Starve();
                return false;
            }

            count = bits.ReadOctets(target.Octets.Room(count));
            target.Octets.Advance(count);
            _length += count;
            _remaining -= count;
        }

        ref EventValue value = ref target.Value;
        value.Kind = Item.Kind == DatatypeKind.HexBinary ? ExiValueKind.HexBinary : ExiValueKind.Base64Binary;
        value.Start = target.Octets.Length - _length;
        value.Length = _length;
        return EndItem();
    }

    private bool ReadLength(ref BitReader bits, string what, out int length)
    {
        ulong value = bits.ReadUnsigned(out bool overflow);
        length = 0;
        if (bits.Starved)
            return false;
        if (overflow || value > (ulong)_maxLength)
            return Fail($"more than {_maxLength} {what}");
        length = (int)value;
        return true;
    }

    /// <summary>Numbers beyond 64 bits are their digits.</summary>
    private void SetDigits(string text)
    {
        text.CopyTo(_values.Room(0, text.Length));
        EndText(ExiValueKind.String, text.Length, entry: -1);
    }

    private static string Digits(BigInteger number) => number.ToString(CultureInfo.InvariantCulture);
}
