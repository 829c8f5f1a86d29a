#nullable disable
using System;

namespace IotXmpp.Exi.Portable
{
    /// <summary>Bits to values (EXI 7).</summary>
    public sealed partial class CompactExiReader
    {
        private const int MinutesToZone = 896;
        private const int MaxZone = 14 * 64 + MinutesToZone;

        /// <summary>A value of a schema datatype into <see cref="_value"/>.</summary>
        private void ReadValue(int datatype, int name)
        {
            int kind = _image.GetDatatypeKind(datatype);
            if (kind == DatatypeKind.String)
                ReadString(name, datatype);
            else if (kind == DatatypeKind.Enumeration)
                ReadEnumeration(datatype, 0);
            else if (kind == DatatypeKind.List)
                ReadList(datatype, name);
            else
                ReadTyped(datatype, kind, 0);
        }

        private void ReadTyped(int datatype, int kind, int at)
        {
            _value.Reset(kind);
            switch (kind)
            {
                case DatatypeKind.Boolean:
                    _value.Number = _bits.Read(1);
                    break;
                case DatatypeKind.BooleanWithPattern:
                    _value.Number = _bits.Read(2);
                    break;
                case DatatypeKind.NBitUnsignedInteger:
                    int offset = _bits.Read(_image.NBitWidth(datatype));
                    if (offset > _image.NBitRange(datatype))
                        Fail(CompactExiError.Value);
                    _value.Number = _image.NBitMinimum(datatype) + offset;
                    break;
                case DatatypeKind.UnsignedInteger:
                    ReadMagnitude(false, at);
                    break;
                case DatatypeKind.Integer:
                    ReadMagnitude(_bits.Read(1) != 0, at);
                    break;
                case DatatypeKind.Decimal:
                    ReadDecimal(at);
                    break;
                case DatatypeKind.Float:
                    ReadFloat();
                    break;
                case DatatypeKind.Base64Binary:
                case DatatypeKind.HexBinary:
                    ReadBinary(at);
                    break;
                case DatatypeKind.NBitBigInteger:
                    Fail(CompactExiError.Value);
                    break;
                default:
                    ReadDateTime(kind);
                    break;
            }
        }

        private void ReadMagnitude(bool negative, int at)
        {
            _bits.Mark();
            long magnitude = _bits.ReadUnsigned();
            if (_bits.Overflow)
            {
                _bits.Rewind();
                int start = at;
                if (negative)
                    at = PutAscii(at, '-');
                at = ReadBigDigits(at, negative, false);
                SetBig(start, at);
                return;
            }

            // The magnitude of a negative integer is stored less 1 (EXI 7.1.5).
            _value.Number = negative ? -magnitude - 1 : magnitude;
        }

        private void ReadDecimal(int at)
        {
            _value.Negative = _bits.Read(1) != 0;
            _bits.Mark();
            _value.Number = _bits.ReadUnsigned();
            bool big = _bits.Overflow;
            long reversed = _bits.ReadUnsigned();
            if (big || _bits.Overflow)
            {
                _bits.Rewind();
                int start = at;
                if (_value.Negative)
                    at = PutAscii(at, '-');
                at = ReadBigDigits(at, false, false);
                int point = at;
                at = ReadBigDigits(PutAscii(at, '.'), false, true);
                SetBig(start, at == point + 2 && _text[point + 1] == '0' ? point : at); // no fraction
                return;
            }

            SetFraction(reversed);
        }

        /// <summary>Digits of a fraction come in reverse, so that its leading zeros are kept (EXI 7.1.3).</summary>
        private void SetFraction(long reversed)
        {
            long fraction = 0;
            int digits = 0;
            while (reversed > 0)
            {
                fraction = fraction * 10 + reversed % 10;
                reversed /= 10;
                digits++;
            }

            // 19 digits may reverse to more than 63 bits.
            if (fraction < 0)
                Fail(CompactExiError.Value);
            _value.Fraction = fraction;
            _value.FractionDigits = digits;
        }

        private void ReadFloat()
        {
            bool negative = _bits.Read(1) != 0;
            long mantissa = _bits.ReadUnsigned();
            bool overflow = _bits.Overflow;
            bool below = _bits.Read(1) != 0;
            long exponent = _bits.ReadUnsigned();
            _value.Number = negative ? -mantissa - 1 : mantissa;
            if (below)
                exponent = -exponent - 1;

            // Mantissa -(2^63) .. 2^63 - 1, exponent -(2^14 - 1) .. 2^14 - 1 and the special one (EXI 7.1.4).
            if (overflow || _bits.Overflow || exponent < CompactValue.SpecialExponent || exponent >= -CompactValue.SpecialExponent)
                Fail(CompactExiError.Value);
            else
                _value.Exponent = (int)exponent;
        }

        private void ReadBinary(int at)
        {
            int length = _bits.ReadUnsignedInt32();
            if (length > _text.Length - at)
            {
                Fail(CompactExiError.StringLength);
                return;
            }

            for (int i = 0; i < length && !_bits.Short; i++)
                _text[at + i] = (byte)_bits.Read(8);
            _value.Bytes = _text;
            _value.Offset = at;
            _value.Length = length;
        }

        private void ReadDateTime(int kind)
        {
            if (kind == DatatypeKind.DateTime || kind == DatatypeKind.Date || kind == DatatypeKind.GYearMonth
                || kind == DatatypeKind.GYear)
            {
                bool before = _bits.Read(1) != 0;
                int year = _bits.ReadUnsignedInt32();
                if (year == BitSource.TooLarge)
                    Fail(CompactExiError.Value);
                else
                    _value.Year = (before ? -year - 1 : year) + 2000;
            }

            bool valid = true;
            if (kind != DatatypeKind.Time && kind != DatatypeKind.GYear)
            {
                _value.MonthDay = _bits.Read(9);
                valid = (_value.MonthDay >> 5) <= 12
                    && (kind == DatatypeKind.GDay || _value.MonthDay >= 1 << 5)
                    && (kind == DatatypeKind.GYearMonth || kind == DatatypeKind.GMonth || (_value.MonthDay & 31) != 0);
            }

            if (kind == DatatypeKind.DateTime || kind == DatatypeKind.Time)
            {
                _value.Time = _bits.Read(17);
                valid = valid && (_value.Time >> 12) <= 24 && ((_value.Time >> 6) & 63) < 60 && (_value.Time & 63) <= 60;
                if (_bits.Read(1) != 0)
                {
                    long reversed = _bits.ReadUnsigned();
                    valid = valid && !_bits.Overflow;
                    SetFraction(reversed);
                    if (reversed == 0)
                        _value.FractionDigits = 1; // there is a fraction, of zero
                }
            }

            if (_bits.Read(1) != 0)
            {
                int zone = _bits.Read(11);
                valid = valid && zone <= MaxZone;
                _value.HasZone = true;

                // (hours * 64 + minutes) of either sign, so that the division has to round towards zero.
                zone -= MinutesToZone;
                _value.Zone = zone / 64 * 60 + zone % 64;
            }

            if (!valid)
                Fail(CompactExiError.Value);
        }

        private void ReadEnumeration(int datatype, int room)
        {
            int count = _image.EnumerationCount(datatype);
            int index = _bits.Read(BitWidth.Of(count));
            if (index >= count)
            {
                Fail(CompactExiError.Value);
                return;
            }

            _value.Reset(DatatypeKind.String);
            if (_image.EnumerationRunCount(datatype) > 0)
            {
                if (_text.Length - room < GrammarImage.MaxRunText)
                    Fail(CompactExiError.StringLength);
                else
                    _value.SetText(_text, room, _image.FormatEnumerationValue(datatype, index, _text, room));
                return;
            }

            int at = _image.EnumerationValueOffset(datatype, index);
            _value.SetText(_image.Data, _image.StringStart(at), _image.StringLength(at));
        }

        /// <summary>Items, separated by spaces, as text. An item without characters (a binary one without octets) has no place in
        /// a list's lexical form, whose white space is collapsed (XML Schema part 2, 4.3.6): it gets no separator either.</summary>
        private void ReadList(int datatype, int name)
        {
            int item = _image.DatatypeDetail(datatype);
            int kind = _image.GetDatatypeKind(item);
            int count = _bits.ReadUnsignedInt32();
            int at = 0;
            for (int i = 0; i < count; i++)
            {
                int start = at;
                if (at > 0)
                    at = PutAscii(at, ' ');
                if (_error != CompactExiError.None || _bits.Short)
                    return;
                if (kind == DatatypeKind.String)
                    ReadString(name, item, at);
                else if (kind == DatatypeKind.Enumeration)
                    ReadEnumeration(item, at);
                else
                    ReadTyped(item, kind, at);
                if (_error != CompactExiError.None || _bits.Short)
                    return;
                int end = AppendValue(at);
                at = end > at ? end : start;
            }

            _value.Reset(DatatypeKind.String);
            _value.SetText(_text, 0, at);
        }

        private int AppendValue(int at)
        {
            // An item's octets stand where its text belongs: out of the way first.
            if (_value.IsBinary)
            {
                int room = _text.Length - at - _value.Length;
                if (room < 0)
                    return at;
                Array.Copy(_text, at, _text, at + room, _value.Length);
                _value.Offset = at + room;
            }

            int length = _formatter.Format(_value, _text, at);
            if (length < 0)
            {
                Fail(CompactExiError.StringLength);
                return at;
            }

            return at + length;
        }

        private void ReadString(int name, int datatype)
        {
            ReadString(name, datatype, 0);
        }

        /// <summary>A String of the value partitions (EXI 7.3.3).</summary>
        private void ReadString(int name, int datatype, int at)
        {
            int key = _local ? _names.Key(name) : 0;
            _value.Kind = DatatypeKind.String;
            _value.Big = false;
            int length = _bits.ReadUnsignedInt32();
            if (length < 2)
            {
                int slot = length == 0 ? ReadLocalHit(key) : ReadGlobalHit();
                if (slot == BoundedStringTable.None)
                    Fail(CompactExiError.CompactIdentifier);
                else
                    _value.SetText(_strings.Bytes, _strings.Start(slot), _strings.Length(slot));
                return;
            }

            length -= 2;
            int set = datatype == GrammarImage.None ? 0 : _image.CharacterSetSize(datatype);
            int bytes = set == 0 ? ReadCharacters(length, at) : ReadRestricted(length, at, datatype, set);
            if (bytes < 0)
                return;
            _value.SetText(_text, at, bytes);
            if (!_bits.Short && !_strings.Add(key, _text, at, bytes, length))
                Fail(CompactExiError.ValueTableFull);
        }

        private int ReadLocalHit(int key)
        {
            int count = _strings.LocalCount(key);
            int id = _bits.Read(BitWidth.Of(count));
            return id < count ? _strings.FindLocal(key, id) : BoundedStringTable.None;
        }

        private int ReadGlobalHit()
        {
            int count = _strings.Count;
            int id = _bits.Read(BitWidth.Of(count));
            return id < count ? id : BoundedStringTable.None;
        }

        /// <summary>Characters of a literal into the text buffer; gives their length in bytes or, after Fail, -1.</summary>
        private int ReadCharacters(int count, int at)
        {
            byte[] text = _text;
            int start = at;
            if (count > text.Length - at)
                return Fail(CompactExiError.StringLength);
            for (int i = 0; i < count; i++)
            {
                int c = _bits.ReadUnsignedInt32();
                if (c >= ' ' && c < 0x80 && at < text.Length)
                {
                    text[at++] = (byte)c;
                    continue;
                }

                if (_bits.Short)
                    return -1;
                at = PutCharacter(at, c);
                if (at < 0)
                    return -1;
            }

            return at - start;
        }

        private int ReadRestricted(int count, int at, int datatype, int set)
        {
            int start = at;
            int width = BitWidth.Of(set + 1);
            if (count > _text.Length - at)
                return Fail(CompactExiError.StringLength);
            for (int i = 0; i < count; i++)
            {
                int code = _bits.Read(width);
                if (_bits.Short)
                    return -1;
                if (code > set)
                    return Fail(CompactExiError.Value);
                int c = code < set ? _image.CharacterSetMember(datatype, code) : _bits.ReadUnsignedInt32();
                at = PutCharacter(at, c);
                if (at < 0)
                    return -1;
            }

            return at - start;
        }

        private int PutAscii(int at, char c)
        {
            if (at < _text.Length)
                _text[at++] = (byte)c;
            else
                Fail(CompactExiError.StringLength);
            return at;
        }

        /// <summary>One character as UTF-8; gives the next place or, after Fail, -1. Only what XML 1.0 allows: no value of a peer may
        /// become markup or a string that ends early.</summary>
        private int PutCharacter(int at, int c)
        {
            if (c < 0x20 ? c != 9 && c != 10 && c != 13 : (c >= 0xD800 && c < 0xE000) || c == 0xFFFE || c == 0xFFFF || c > 0x10FFFF)
                return Fail(CompactExiError.Character);
            int size = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
            if (size > _text.Length - at)
                return Fail(CompactExiError.StringLength);
            if (size == 1)
            {
                _text[at] = (byte)c;
                return at + 1;
            }

            for (int i = size - 1; i > 0; i--)
            {
                _text[at + i] = (byte)(0x80 | (c & 0x3F));
                c >>= 6;
            }

            // 110xxxxx, 1110xxxx, 11110xxx.
            _text[at] = (byte)((0xF00 >> size) | c);
            return at + size;
        }

        private void SetBig(int start, int end)
        {
            _value.Big = true;
            _value.Bytes = _text;
            _value.Offset = start;
            _value.Length = end - start;
        }

        /// <summary>An Unsigned Integer of any size as text; gives the place after it.</summary>
        private int ReadBigDigits(int at, bool plusOne, bool reversed)
        {
            // The groups come least significant first: they wait at the buffer's end while the digits grow before them. One
            // place more than digits, for a carry.
            int end = _text.Length;
            int groups = 0;
            int octet;
            do
            {
                octet = _bits.Read(8);
                if (groups + 2 >= end - at)
                {
                    Fail(CompactExiError.StringLength);
                    return at;
                }

                groups++;
                _text[end - groups] = (byte)(octet & 0x7F);
            }
            while (octet >= 0x80);

            int room = end - groups - at - 1;
            int count = 1;
            _text[at] = 0;
            for (int i = 0; i < groups && count > 0; i++)
                count = BigDigits.MultiplyAdd(_text, at, count, room, _text[end - groups + i]);
            if (count < 0)
            {
                Fail(CompactExiError.StringLength);
                return at;
            }

            if (plusOne)
            {
                Array.Copy(_text, at, _text, at + 1, count);
                _text[at] = 0;
                BigDigits.Step(_text, at, count + 1, true);
                if (_text[at] != 0)
                    count++;
                else
                    Array.Copy(_text, at + 1, _text, at, count);
            }

            for (int i = 0; i < count; i++)
                _text[at + i] += (byte)'0';
            if (reversed)
                Reverse(at, count);
            return at + count;
        }

        private void Reverse(int at, int count)
        {
            for (int i = 0, j = count - 1; i < j; i++, j--)
            {
                byte b = _text[at + i];
                _text[at + i] = _text[at + j];
                _text[at + j] = b;
            }
        }
    }
}
