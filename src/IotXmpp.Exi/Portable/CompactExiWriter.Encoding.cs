#nullable disable
using System.Text;

namespace IotXmpp.Exi.Portable
{
    /// <summary>Values to bits (EXI 7).</summary>
    public sealed partial class CompactExiWriter
    {
        private const int MillisecondsPerDay = 86400000;
        private const int MinutesToZone = 896;

        private int _textLength;
        private int _enumerationIndex;
        private byte[] _digits;

        // ---- what the caller gave, made ready for a datatype

        /// <summary>Brings a value into <see cref="_value"/> in the form its datatype is written from; None stands for String. False: it
        /// is no value of the datatype, or too long, which also fails the body.</summary>
        private bool PrepareValue(int datatype, int form, long number, string text)
        {
            int kind = datatype == GrammarImage.None ? DatatypeKind.String : _image.GetDatatypeKind(datatype);
            if (form == ValueForm.Text)
            {
                _textLength = Encode(text);
                if (_textLength < 0)
                {
                    Fail(CompactExiError.StringLength);
                    return false;
                }

                return ParseText(datatype, kind);
            }

            if (kind == DatatypeKind.Enumeration && form >= ValueForm.Scaled && _image.EnumerationRunCount(datatype) > 0)
            {
                _enumerationIndex = _image.FindEnumerationNumber(datatype, number, form - ValueForm.Scaled);
                if (_enumerationIndex >= 0)
                    return true;
            }

            SetNatural(form, number);
            if (form == ValueForm.Boolean ? SetBoolean(kind) : form == ValueForm.Time ? kind == DatatypeKind.DateTime : SetNumber(kind))
                return InRange(datatype, kind);

            // The datatype is of another family: by way of the text.
            _textLength = _formatter.Format(_value, _text, 0);
            if (_textLength < 0)
            {
                Fail(CompactExiError.StringLength);
                return false;
            }

            return ParseText(datatype, kind);
        }

        private void SetNatural(int form, long number)
        {
            if (form == ValueForm.Boolean)
            {
                _value.Reset(DatatypeKind.Boolean);
                _value.Number = number;
            }
            else if (form == ValueForm.Time)
            {
                SetTime(number);
            }
            else
            {
                SetDecimal(number, form - ValueForm.Scaled);
            }
        }

        private void SetTime(long utcMilliseconds)
        {
            long days = utcMilliseconds / MillisecondsPerDay;
            int inDay = (int)(utcMilliseconds - days * MillisecondsPerDay);
            if (inDay < 0)
            {
                inDay += MillisecondsPerDay;
                days--;
            }

            _value.Reset(DatatypeKind.DateTime);
            int date = CivilCalendar.PackedDate((int)days);
            _value.Year = date >> 9;
            _value.MonthDay = date & 0x1FF;
            int seconds = inDay / 1000;
            _value.Time = (((seconds / 3600) << 6) | (seconds / 60 % 60)) << 6 | (seconds % 60);
            _value.Fraction = inDay % 1000;
            _value.FractionDigits = 3;
            DropTrailingZeros();
            _value.HasZone = true;
        }

        private void SetDecimal(long mantissa, int decimals)
        {
            long divisor = 1;
            for (int i = 0; i < decimals; i++)
                divisor *= 10;
            _value.Reset(DatatypeKind.Decimal);
            _value.Negative = mantissa < 0;
            long whole = mantissa / divisor;
            long fraction = mantissa - whole * divisor;
            _value.Number = whole < 0 ? -whole : whole;
            _value.Fraction = fraction < 0 ? -fraction : fraction;
            _value.FractionDigits = decimals;
            DropTrailingZeros();
        }

        private void DropTrailingZeros()
        {
            while (_value.FractionDigits > 0 && _value.Fraction % 10 == 0)
            {
                _value.Fraction /= 10;
                _value.FractionDigits--;
            }
        }

        private bool SetBoolean(int kind)
        {
            if (kind == DatatypeKind.BooleanWithPattern)
                _value.Number *= 2;
            else if (kind != DatatypeKind.Boolean)
                return false;
            _value.Kind = kind;
            return true;
        }

        /// <summary>Decimal registers to those of another numeric kind.</summary>
        private bool SetNumber(int kind)
        {
            if (kind == DatatypeKind.Decimal)
                return true;
            bool integer = kind == DatatypeKind.Integer || kind == DatatypeKind.UnsignedInteger
                || kind == DatatypeKind.NBitUnsignedInteger;

            // The most negative long has no magnitude: it goes by way of its text.
            if ((!integer && kind != DatatypeKind.Float) || _value.Number < 0)
                return false;
            long number = _value.Number;
            if (integer)
            {
                if (_value.FractionDigits != 0)
                    return false;
            }
            else
            {
                for (int i = 0; i < _value.FractionDigits; i++)
                    number *= 10;
                number += _value.Fraction;
                _value.Exponent = -_value.FractionDigits;
            }

            _value.Number = _value.Negative ? -number : number;
            _value.Kind = kind;
            _value.Negative = false;
            _value.Fraction = 0;
            _value.FractionDigits = 0;
            if (!integer)
                _value.NormalizeFloat();
            return true;
        }

        private bool InRange(int datatype, int kind)
        {
            if (kind == DatatypeKind.UnsignedInteger)
                return _value.Big ? _text[_value.Offset] != '-' : _value.Number >= 0;
            if (kind != DatatypeKind.NBitUnsignedInteger)
                return true;
            long offset = _value.Number - _image.NBitMinimum(datatype);
            return !_value.Big && offset >= 0 && offset <= _image.NBitRange(datatype);
        }

        /// <summary>The text at the start of the text buffer as a value of the datatype.</summary>
        private bool ParseText(int datatype, int kind)
        {
            _value.Big = false;
            if (kind == DatatypeKind.String)
            {
                _value.SetText(_text, 0, _textLength);
                return true;
            }

            if (kind == DatatypeKind.Enumeration)
                return FindEnumerationValue(datatype, 0, _textLength);
            if (kind == DatatypeKind.List)
                return ParseList(_image.DatatypeDetail(datatype));
            return _parser.Parse(kind, _text, 0, _textLength, _value) && InRange(datatype, kind);
        }

        private bool ParseList(int item)
        {
            int kind = _image.GetDatatypeKind(item);

            // Binary items overwrite their text when parsed: only once, when they are written.
            bool trial = kind != DatatypeKind.String && kind != DatatypeKind.HexBinary && kind != DatatypeKind.Base64Binary;
            int at = 0;
            int length;
            while (trial && (length = NextItem(ref at)) > 0)
            {
                if (!ParseItem(item, kind, at, length))
                    return false;
                at += length;
            }

            return true;
        }

        private bool ParseItem(int item, int kind, int at, int length)
        {
            if (kind == DatatypeKind.Enumeration)
                return FindEnumerationValue(item, at, length);
            if (kind != DatatypeKind.String)
                return _parser.Parse(kind, _text, at, length, _value) && InRange(item, kind);
            _value.SetText(_text, at, length);
            return true;
        }

        /// <summary>Moves to the next item of a list and gives its length; 0 at the end.</summary>
        private int NextItem(ref int at)
        {
            while (at < _textLength && CompactLexicalParser.IsSpace(_text[at]))
                at++;
            int end = at;
            while (end < _textLength && !CompactLexicalParser.IsSpace(_text[end]))
                end++;
            return end - at;
        }

        /// <summary>Index of an enumeration's value that equals the text, compared in the value space (EXI 7.2).</summary>
        private bool FindEnumerationValue(int datatype, int at, int length)
        {
            int count = _image.EnumerationCount(datatype);
            int values = _image.EnumerationDatatype(datatype);
            int kind = _image.GetDatatypeKind(values);
            bool text = kind == DatatypeKind.String || kind == DatatypeKind.List;
            if (text)
                CollapseSpace(_image.DatatypeWhiteSpace(datatype), ref at, ref length);
            else if (!_parser.Parse(kind, _text, at, length, _value))
                return false;
            if (_image.EnumerationRunCount(datatype) > 0)
            {
                _enumerationIndex = _image.FindEnumerationValue(datatype, _text, at, length);
                return _enumerationIndex >= 0;
            }

            for (int i = 0; i < count; i++)
            {
                int offset = _image.EnumerationValueOffset(datatype, i);
                int start = _image.StringStart(offset);
                int size = _image.StringLength(offset);
                if (text ? SameBytes(start, size, at, length) : SameTyped(kind, start, size))
                {
                    _enumerationIndex = i;
                    return true;
                }
            }

            return false;
        }

        private bool SameTyped(int kind, int start, int size)
        {
            // Binary values would be decoded over the image: on a copy behind the text.
            if (size > _text.Length - _textLength)
                return false;
            System.Array.Copy(_image.Data, start, _text, _textLength, size);
            return _parser.Parse(kind, _text, _textLength, size, _candidate) && _value.SameAs(_candidate);
        }

        private bool SameBytes(int start, int size, int at, int length)
        {
            if (size != length)
                return false;
            byte[] data = _image.Data;
            for (int i = 0; i < length; i++)
            {
                if (data[start + i] != _text[at + i])
                    return false;
            }

            return true;
        }

        /// <summary>Applies a white space facet to text, in place.</summary>
        private void CollapseSpace(int facet, ref int at, ref int length)
        {
            if (facet == GrammarImage.WhiteSpacePreserve)
                return;
            int to = at;
            bool collapse = facet == GrammarImage.WhiteSpaceCollapse;
            bool space = collapse;
            for (int i = at; i < at + length; i++)
            {
                byte b = _text[i];
                bool isSpace = CompactLexicalParser.IsSpace(b);
                if (!isSpace || !space)
                    _text[to++] = isSpace ? (byte)' ' : b;
                space = isSpace && collapse;
            }

            if (collapse && to > at && _text[to - 1] == ' ')
                to--;
            length = to - at;
        }

        /// <summary>A string as UTF-8 at the start of the text buffer: its length, or -1 if it does not fit.</summary>
        private int Encode(string text)
        {
            int at = 0;
            int done = 0;
            int length = text.Length;
            while (done < length)
            {
                // At most three bytes a character; as many as surely fit at once.
                int piece = (_text.Length - at) / 3;
                if (piece >= length - done)
                    piece = length - done;
                else if (piece > 0 && text[done + piece - 1] >= 0xD800 && text[done + piece - 1] < 0xDC00)
                    piece--;
                if (piece == 0)
                    return -1;
                at += Encoding.UTF8.GetBytes(text, done, piece, _text, at);
                done += piece;
            }

            return at;
        }

        private void EncodeAscii(string text)
        {
            for (int i = 0; i < text.Length; i++)
                _text[i] = (byte)text[i];
            _textLength = text.Length;
        }

        // ---- bits

        private void WriteValue(int datatype, int name)
        {
            int kind = datatype == GrammarImage.None ? DatatypeKind.String : _image.GetDatatypeKind(datatype);
            if (kind == DatatypeKind.String)
                WriteString(name, datatype, _value.Bytes, _value.Offset, _value.Length);
            else if (kind == DatatypeKind.Enumeration)
                _bits.Write(_enumerationIndex, BitWidth.Of(_image.EnumerationCount(datatype)));
            else if (kind == DatatypeKind.List)
                WriteList(_image.DatatypeDetail(datatype), name);
            else
                WriteTyped(datatype, kind);
        }

        private void WriteList(int item, int name)
        {
            int kind = _image.GetDatatypeKind(item);
            int count = 0;
            int at = 0;
            int length;
            while ((length = NextItem(ref at)) > 0)
            {
                count++;
                at += length;
            }

            _bits.WriteUnsigned(count);
            at = 0;
            while ((length = NextItem(ref at)) > 0)
            {
                if (!ParseItem(item, kind, at, length))
                {
                    Fail(CompactExiError.InvalidValue);
                    return;
                }

                WriteItem(item, kind, name);
                at += length;
            }
        }

        private void WriteItem(int item, int kind, int name)
        {
            if (kind == DatatypeKind.String)
                WriteString(name, item, _value.Bytes, _value.Offset, _value.Length);
            else if (kind == DatatypeKind.Enumeration)
                _bits.Write(_enumerationIndex, BitWidth.Of(_image.EnumerationCount(item)));
            else
                WriteTyped(item, kind);
        }

        private void WriteTyped(int datatype, int kind)
        {
            switch (kind)
            {
                case DatatypeKind.Boolean:
                    _bits.Write((int)_value.Number, 1);
                    break;
                case DatatypeKind.BooleanWithPattern:
                    _bits.Write((int)_value.Number, 2);
                    break;
                case DatatypeKind.NBitUnsignedInteger:
                    _bits.Write((int)(_value.Number - _image.NBitMinimum(datatype)), _image.NBitWidth(datatype));
                    break;
                case DatatypeKind.UnsignedInteger:
                    if (_value.Big)
                        WriteBig();
                    else
                        _bits.WriteUnsigned(_value.Number);
                    break;
                case DatatypeKind.Integer:
                    if (_value.Big)
                        WriteBig();
                    else
                        WriteInteger(_value.Number);
                    break;
                case DatatypeKind.Decimal:
                    if (_value.Big)
                        WriteBig();
                    else
                        WriteDecimal();
                    break;
                case DatatypeKind.Float:
                    WriteInteger(_value.Number);
                    WriteInteger(_value.Exponent);
                    break;
                case DatatypeKind.Base64Binary:
                case DatatypeKind.HexBinary:
                    _bits.WriteUnsigned(_value.Length);
                    for (int i = 0; i < _value.Length; i++)
                        _bits.Write(_value.Bytes[_value.Offset + i], 8);
                    break;
                default:
                    WriteDateTime(kind);
                    break;
            }
        }

        private void WriteInteger(long number)
        {
            _bits.Write(number < 0 ? 1 : 0, 1);
            _bits.WriteUnsigned(number < 0 ? -(number + 1) : number);
        }

        private void WriteDecimal()
        {
            _bits.Write(_value.Negative ? 1 : 0, 1);
            _bits.WriteUnsigned(_value.Number);
            WriteReversedFraction();
        }

        private void WriteReversedFraction()
        {
            long fraction = _value.Fraction;
            long reversed = 0;
            for (int i = 0; i < _value.FractionDigits; i++)
            {
                reversed = reversed * 10 + fraction % 10;
                fraction /= 10;
            }

            _bits.WriteUnsigned(reversed);
        }

        private void WriteDateTime(int kind)
        {
            if (kind == DatatypeKind.DateTime || kind == DatatypeKind.Date || kind == DatatypeKind.GYearMonth
                || kind == DatatypeKind.GYear)
            {
                WriteInteger(_value.Year - 2000);
            }

            if (kind != DatatypeKind.Time && kind != DatatypeKind.GYear)
                _bits.Write(_value.MonthDay, 9);
            if (kind == DatatypeKind.DateTime || kind == DatatypeKind.Time)
            {
                _bits.Write(_value.Time, 17);
                _bits.Write(_value.FractionDigits > 0 ? 1 : 0, 1);
                if (_value.FractionDigits > 0)
                    WriteReversedFraction();
            }

            _bits.Write(_value.HasZone ? 1 : 0, 1);
            if (_value.HasZone)
                _bits.Write(_value.Zone / 60 * 64 + _value.Zone % 60 + MinutesToZone, 11);
        }

        /// <summary>A String of the value partitions (EXI 7.3.3).</summary>
        private void WriteString(int name, int datatype, byte[] bytes, int offset, int length)
        {
            int key = _local ? _names.Key(name) : 0;
            int characters = CountCharacters(bytes, offset, length);
            if (characters > 0 && characters <= _maxLength)
            {
                int slot = _strings.Find(bytes, offset, length);
                if (slot != BoundedStringTable.None)
                {
                    if (_local && _strings.Key(slot) == key)
                    {
                        _bits.WriteUnsigned(0);
                        _bits.Write(_strings.LocalId(slot), BitWidth.Of(_strings.LocalCount(key)));
                    }
                    else
                    {
                        _bits.WriteUnsigned(1);
                        _bits.Write(slot, BitWidth.Of(_strings.Count));
                    }

                    return;
                }
            }

            _bits.WriteUnsigned(characters + 2);
            int set = datatype == GrammarImage.None ? 0 : _image.CharacterSetSize(datatype);
            if (set == 0)
                WriteCharacters(bytes, offset, length);
            else
                WriteRestricted(bytes, offset, length, datatype, set);
            if (!_strings.Add(key, bytes, offset, length, characters))
                Fail(CompactExiError.ValueTableFull);
            if (_bits.Full)
                Fail(CompactExiError.BufferFull);
        }

        private static int CountCharacters(byte[] bytes, int offset, int length)
        {
            int characters = length;
            for (int i = 0; i < length; i++)
            {
                if ((bytes[offset + i] & 0xC0) == 0x80)
                    characters--;
            }

            return characters;
        }

        private void WriteCharacters(byte[] bytes, int offset, int length)
        {
            int end = offset + length;
            while (offset < end)
            {
                int c = bytes[offset++];
                if (c >= 0x20 && c < 0x80)
                {
                    _bits.Write(c, 8);
                    continue;
                }

                if (c >= 0x80)
                    offset = DecodeTail(bytes, offset, ref c);
                if (!IsXmlCharacter(c))
                    Fail(CompactExiError.InvalidValue);
                _bits.WriteUnsigned(c);
            }
        }

        private void WriteRestricted(byte[] bytes, int offset, int length, int datatype, int set)
        {
            int width = BitWidth.Of(set + 1);
            int end = offset + length;
            while (offset < end)
            {
                int c = bytes[offset++];
                if (c >= 0x80)
                    offset = DecodeTail(bytes, offset, ref c);
                if (!IsXmlCharacter(c))
                    Fail(CompactExiError.InvalidValue);
                int code = 0;
                while (code < set && _image.CharacterSetMember(datatype, code) != c)
                    code++;
                _bits.Write(code, width);
                if (code == set)
                    _bits.WriteUnsigned(c);
            }
        }

        private static bool IsXmlCharacter(int c)
        {
            return c >= 0x20 ? c != 0xFFFE && c != 0xFFFF : c == 9 || c == 10 || c == 13;
        }

        /// <summary>The rest of a UTF-8 sequence whose first byte is <paramref name="c"/>; gives the place after it.</summary>
        private static int DecodeTail(byte[] bytes, int offset, ref int c)
        {
            int tail = c >= 0xF0 ? 3 : c >= 0xE0 ? 2 : 1;
            c &= 0x3F >> tail;
            for (int i = 0; i < tail; i++)
                c = (c << 6) | (bytes[offset++] & 0x3F);
            return offset;
        }

        // ---- numbers beyond 63 bits, from their text

        private void WriteBig()
        {
            int at = _value.Offset;
            int end = at + _value.Length;
            bool negative = _text[at] == '-';
            if (negative || _text[at] == '+')
                at++;
            int point = at;
            while (point < end && _text[point] != '.')
                point++;
            if (_value.Kind != DatatypeKind.UnsignedInteger)
                _bits.Write(negative ? 1 : 0, 1);

            // The magnitude of a negative Integer is stored less 1 (EXI 7.1.5), that of a Decimal is not.
            WriteDigits(at, point, false, negative && _value.Kind == DatatypeKind.Integer);
            if (_value.Kind != DatatypeKind.Decimal)
                return;
            while (end > point + 1 && _text[end - 1] == '0')
                end--;
            WriteDigits(point < end ? point + 1 : end, end, true, false);
        }

        private void WriteDigits(int first, int last, bool reversed, bool lessOne)
        {
            int count = last - first;

            // Rare enough to take memory only when it happens.
            if (_digits == null)
                _digits = new byte[_text.Length];
            for (int i = 0; i < count; i++)
                _digits[reversed ? count - 1 - i : i] = (byte)(_text[first + i] - '0');
            if (lessOne)
                BigDigits.Step(_digits, 0, count, false);
            bool more;
            do
            {
                int group = BigDigits.Divide(_digits, 0, count);
                more = !BigDigits.IsZero(_digits, 0, count);
                _bits.Write(more ? group | 0x80 : group, 8);
            }
            while (more);
        }
    }
}
