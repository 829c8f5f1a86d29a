#nullable disable

namespace IotXmpp.Exi.Portable
{
    /// <summary>
    /// Text of a typed value (XML Schema part 2) to registers. Works on UTF-8 in place; binary values are decoded over their own
    /// text. Gives false for what is not a value of the kind.
    /// </summary>
    internal sealed partial class CompactLexicalParser
    {
        // 18 digits always fit 63 bits.
        private const int MaxDigits = 18;
        private const int MaxExponentDigits = 9;

        // -(2^63) ends in 8.
        private const int LastDigitOfMinimum = 8;

        private byte[] _bytes;
        private int _at;
        private int _end;

        /// <summary>Parses a value of a kind other than String, List and Enumeration.</summary>
        /// <param name="kind">A constant of <see cref="DatatypeKind"/>.</param>
        /// <param name="bytes">Holds the text; binary values overwrite it.</param>
        /// <param name="offset">First byte of the text.</param>
        /// <param name="length">Bytes of the text.</param>
        /// <param name="value">Receives the value.</param>
        internal bool Parse(int kind, byte[] bytes, int offset, int length, CompactValue value)
        {
            _bytes = bytes;
            _at = offset;
            _end = offset + length;
            Trim();
            value.Reset(kind);
            value.Bytes = bytes;
            value.Offset = _at;
            value.Length = _end - _at;
            switch (kind)
            {
                case DatatypeKind.Boolean:
                case DatatypeKind.BooleanWithPattern:
                    return ParseBoolean(value);
                case DatatypeKind.NBitUnsignedInteger:
                case DatatypeKind.UnsignedInteger:
                case DatatypeKind.Integer:
                    return ParseInteger(value);
                case DatatypeKind.Decimal:
                    return ParseDecimal(value);
                case DatatypeKind.Float:
                    return ParseFloat(value);
                case DatatypeKind.Base64Binary:
                    return ParseBase64(value);
                case DatatypeKind.HexBinary:
                    return ParseHex(value);
                case DatatypeKind.NBitBigInteger:
                    return false; // the compact codec refuses the datatype
                default:
                    return ParseDateTime(value);
            }
        }

        internal static bool IsSpace(int c)
        {
            return c == ' ' || c == '\t' || c == '\n' || c == '\r';
        }

        private void Trim()
        {
            while (_at < _end && IsSpace(_bytes[_at]))
                _at++;
            while (_end > _at && IsSpace(_bytes[_end - 1]))
                _end--;
        }

        private bool ParseBoolean(CompactValue value)
        {
            bool number = Is("1") || Is("0");
            bool truth = Is("true") || Is("1");
            if (!number && !truth && !Is("false"))
                return false;
            if (value.Kind == DatatypeKind.Boolean)
                value.Number = truth ? 1 : 0;
            else
                value.Number = (truth ? 2 : 0) + (number ? 1 : 0);
            return true;
        }

        private bool ParseInteger(CompactValue value)
        {
            bool negative = TakeSign();
            int first = _at;
            long number = TakeDigits();
            if (_at != _end || _at == first)
                return false;
            if (CountSignificant(first, _at) > MaxDigits)
            {
                value.Big = true;
                return true;
            }

            value.Number = negative ? -number : number;
            return true;
        }

        private bool ParseDecimal(CompactValue value)
        {
            value.Negative = TakeSign();
            int first = _at;
            value.Number = TakeDigits();
            int digits = _at - first;
            bool big = CountSignificant(first, _at) > MaxDigits;
            if (Take('.'))
            {
                first = _at;
                while (_at < _end && IsDigit(_bytes[_at]))
                    _at++;
                digits += _at - first;
                int last = _at;
                while (last > first && _bytes[last - 1] == '0')
                    last--;
                value.FractionDigits = last - first;
                if (value.FractionDigits > MaxDigits)
                    big = true;
                else
                    value.Fraction = Digits(first, last);
            }

            value.Big = big;
            return _at == _end && digits > 0;
        }

        private bool ParseFloat(CompactValue value)
        {
            if (Is("INF") || Is("-INF") || Is("NaN"))
            {
                value.Number = Is("INF") ? 1 : Is("NaN") ? 0 : -1;
                value.Exponent = CompactValue.SpecialExponent;
                return true;
            }

            bool negative = TakeSign();
            int first = _at;
            int point = -1;
            while (_at < _end && (IsDigit(_bytes[_at]) || (_bytes[_at] == '.' && point < 0)))
            {
                if (_bytes[_at] == '.')
                    point = _at;
                _at++;
            }

            int last = _at;
            if (last - first - (point < 0 ? 0 : 1) <= 0)
                return false;
            int exponent = 0;
            if (_at < _end && (_bytes[_at] == 'e' || _bytes[_at] == 'E'))
            {
                _at++;
                bool below = TakeSign();
                int start = _at;
                exponent = (int)TakeDigits();
                if (_at == start || _at - start > MaxExponentDigits)
                    return false;
                if (below)
                    exponent = -exponent;
            }

            if (_at != _end)
                return false;
            return SetFloat(value, negative, first, last, point, exponent);
        }

        /// <summary>The shortest mantissa, which is the one without trailing zeros; false if it needs more than 64 bits.</summary>
        private bool SetFloat(CompactValue value, bool negative, int first, int last, int point, int exponent)
        {
            int end = last;
            while (end > first && (_bytes[end - 1] == '0' || end - 1 == point))
                end--;
            if (point < 0)
                exponent += last - end;
            else if (end <= point)
                exponent += point - end;
            else
                exponent -= end - point - 1;

            // Below zero, where there is room for one more.
            long mantissa = 0;
            for (int i = first; i < end; i++)
            {
                if (i == point)
                    continue;
                int digit = _bytes[i] - '0';
                if (mantissa < long.MinValue / 10 || (mantissa == long.MinValue / 10 && digit > LastDigitOfMinimum))
                    return false;
                mantissa = mantissa * 10 - digit;
            }

            if (mantissa == 0)
                exponent = 0;
            if (!negative && mantissa == long.MinValue)
                return false;
            value.Number = negative ? mantissa : -mantissa;
            value.Exponent = exponent;
            return exponent > CompactValue.SpecialExponent && exponent < -CompactValue.SpecialExponent;
        }

        private bool ParseHex(CompactValue value)
        {
            int length = _end - _at;
            if ((length & 1) != 0)
                return false;
            for (int i = 0; i < length; i++)
            {
                if (HexDigit(_bytes[_at + i]) < 0)
                    return false;
            }

            for (int i = 0; i < length; i += 2)
                _bytes[value.Offset + (i >> 1)] = (byte)((HexDigit(_bytes[_at + i]) << 4) | HexDigit(_bytes[_at + i + 1]));
            value.Length = length >> 1;
            return true;
        }

        private bool ParseBase64(CompactValue value)
        {
            int characters = 0;
            int padding = 0;
            for (int i = _at; i < _end; i++)
            {
                int c = _bytes[i];
                if (IsSpace(c))
                    continue;
                if (c == '=')
                    padding++;
                else if (padding > 0 || Base64Digit(c) < 0)
                    return false;
                characters++;
            }

            if ((characters & 3) != 0 || padding > 2)
                return false;

            int to = value.Offset;
            int bits = 0;
            int window = 0;
            for (int i = _at; i < _end; i++)
            {
                int digit = Base64Digit(_bytes[i]);
                if (digit < 0)
                    continue;
                window = (window << 6) | digit;
                bits += 6;
                if (bits >= 8)
                {
                    bits -= 8;
                    _bytes[to++] = (byte)(window >> bits);
                }
            }

            value.Length = to - value.Offset;
            return true;
        }

        private static int HexDigit(int c)
        {
            if (c >= '0' && c <= '9')
                return c - '0';
            if (c >= 'a' && c <= 'f')
                return c - 'a' + 10;
            return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
        }

        private static int Base64Digit(int c)
        {
            if (c >= 'A' && c <= 'Z')
                return c - 'A';
            if (c >= 'a' && c <= 'z')
                return c - 'a' + 26;
            if (c >= '0' && c <= '9')
                return c - '0' + 52;
            if (c == '+')
                return 62;
            return c == '/' ? 63 : -1;
        }

        private static bool IsDigit(int c)
        {
            return c >= '0' && c <= '9';
        }

        /// <summary>Whether all of the text is this ASCII word.</summary>
        private bool Is(string word)
        {
            if (_end - _at != word.Length)
                return false;
            for (int i = 0; i < word.Length; i++)
            {
                if (_bytes[_at + i] != word[i])
                    return false;
            }

            return true;
        }

        private bool Take(char c)
        {
            if (_at == _end || _bytes[_at] != c)
                return false;
            _at++;
            return true;
        }

        private bool TakeSign()
        {
            if (Take('-'))
                return true;
            Take('+');
            return false;
        }

        private long TakeDigits()
        {
            int first = _at;
            while (_at < _end && IsDigit(_bytes[_at]))
                _at++;
            return Digits(first, _at);
        }

        private long Digits(int first, int last)
        {
            long number = 0;
            for (int i = first; i < last; i++)
                number = number * 10 + (_bytes[i] - '0');
            return number;
        }

        private int CountSignificant(int first, int last)
        {
            while (first < last && _bytes[first] == '0')
                first++;
            return last - first;
        }
    }
}
