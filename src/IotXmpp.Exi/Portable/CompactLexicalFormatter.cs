#nullable disable

namespace IotXmpp.Exi.Portable
{
    /// <summary>Registers to text (XML Schema part 2) as UTF-8 in a fixed buffer.</summary>
    internal sealed class CompactLexicalFormatter
    {
        private const string Base64Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        private const string HexAlphabet = "0123456789ABCDEF";
        private const int MaxLongDigits = 20;

        // Numbers that people read without an exponent.
        private const int LongestPlainFloat = 21;

        private readonly byte[] _digits = new byte[MaxLongDigits];
        private byte[] _bytes;
        private int _at;
        private int _end;
        private bool _full;

        /// <summary>Writes the lexical form and returns its length, or -1 if there is no room.</summary>
        internal int Format(CompactValue value, byte[] bytes, int offset)
        {
            _bytes = bytes;
            _at = offset;
            _end = bytes.Length;
            _full = false;
            if (value.Kind == DatatypeKind.String || value.Big)
                Copy(value);
            else if (value.IsInteger)
                PutNumber(value.Number);
            else if (value.IsDateTime)
                PutDateTime(value);
            else if (value.Kind == DatatypeKind.Boolean)
                PutWord(value.Number != 0 ? "true" : "false");
            else if (value.Kind == DatatypeKind.BooleanWithPattern)
                PutWord(value.Number == 0 ? "false" : value.Number == 1 ? "0" : value.Number == 2 ? "true" : "1");
            else if (value.Kind == DatatypeKind.Decimal)
                PutDecimal(value);
            else if (value.Kind == DatatypeKind.Float)
                PutFloat(value);
            else if (value.Kind == DatatypeKind.HexBinary)
                PutHex(value);
            else
                PutBase64(value);
            return _full ? -1 : _at - offset;
        }

        private void Put(int c)
        {
            if (_at == _end)
                _full = true;
            else
                _bytes[_at++] = (byte)c;
        }

        private void PutWord(string word)
        {
            for (int i = 0; i < word.Length; i++)
                Put(word[i]);
        }

        private void Copy(CompactValue value)
        {
            if (value.Length > _end - _at)
            {
                _full = true;
                return;
            }

            // Source and target may be the same array.
            System.Array.Copy(value.Bytes, value.Offset, _bytes, _at, value.Length);
            _at += value.Length;
        }

        private void PutNumber(long number)
        {
            if (number < 0)
                Put('-');
            PutDigits(number, 1);
        }

        /// <summary>The digits of a number's magnitude, with leading zeros to a least count.</summary>
        private void PutDigits(long number, int least)
        {
            int count = 0;

            // Negative remainders, since the smallest long has no positive counterpart.
            do
            {
                int digit = (int)(number % 10);
                _digits[count++] = (byte)('0' + (digit < 0 ? -digit : digit));
                number /= 10;
            }
            while (number != 0);

            for (int i = count; i < least; i++)
                Put('0');
            while (count > 0)
                Put(_digits[--count]);
        }

        private void PutFraction(CompactValue value)
        {
            if (value.FractionDigits == 0)
                return;
            Put('.');
            PutDigits(value.Fraction, value.FractionDigits);
        }

        private void PutDecimal(CompactValue value)
        {
            if (value.Negative)
                Put('-');
            PutDigits(value.Number, 1);
            PutFraction(value);
        }

        private void PutFloat(CompactValue value)
        {
            if (value.Exponent == CompactValue.SpecialExponent)
            {
                PutWord(value.Number == 1 ? "INF" : value.Number == -1 ? "-INF" : "NaN");
                return;
            }

            if (value.Number < 0)
                Put('-');
            int exponent = value.Number == 0 ? 0 : value.Exponent; // 0E5 is 0
            int first = _at;
            PutDigits(value.Number, exponent < 0 && exponent >= -LongestPlainFloat ? 1 - exponent : 1);
            if (exponent < 0 && exponent >= -LongestPlainFloat)
            {
                InsertPoint(_at + exponent);
            }
            else if (exponent > 0 && _at - first + exponent <= LongestPlainFloat)
            {
                while (exponent-- > 0)
                    Put('0');
            }
            else if (exponent != 0)
            {
                Put('E');
                PutNumber(exponent);
            }
        }

        private void InsertPoint(int at)
        {
            Put('.');
            if (_full)
                return;
            for (int i = _at - 1; i > at; i--)
                _bytes[i] = _bytes[i - 1];
            _bytes[at] = (byte)'.';
        }

        private void PutDateTime(CompactValue value)
        {
            int kind = value.Kind;
            bool year = kind == DatatypeKind.DateTime || kind == DatatypeKind.Date || kind == DatatypeKind.GYearMonth
                || kind == DatatypeKind.GYear;
            bool month = kind != DatatypeKind.Time && kind != DatatypeKind.GYear && kind != DatatypeKind.GDay;
            bool day = kind == DatatypeKind.DateTime || kind == DatatypeKind.Date || kind == DatatypeKind.GMonthDay
                || kind == DatatypeKind.GDay;
            if (year)
            {
                if (value.Year < 0)
                    Put('-');
                PutDigits(value.Year, 4);
            }
            else if (month || day)
            {
                Put('-');
            }

            if (month)
            {
                Put('-');
                PutDigits(value.MonthDay >> 5, 2);
            }
            else if (day)
            {
                Put('-');
            }

            if (day)
            {
                Put('-');
                PutDigits(value.MonthDay & 31, 2);
            }

            if (kind == DatatypeKind.DateTime)
                Put('T');
            if (kind == DatatypeKind.DateTime || kind == DatatypeKind.Time)
                PutTime(value);
            if (value.HasZone)
                PutZone(value.Zone);
        }

        private void PutTime(CompactValue value)
        {
            PutDigits(value.Time >> 12, 2);
            Put(':');
            PutDigits((value.Time >> 6) & 63, 2);
            Put(':');
            PutDigits(value.Time & 63, 2);
            PutFraction(value);
        }

        private void PutZone(int minutes)
        {
            if (minutes == 0)
            {
                Put('Z');
                return;
            }

            Put(minutes < 0 ? '-' : '+');
            if (minutes < 0)
                minutes = -minutes;
            PutDigits(minutes / 60, 2);
            Put(':');
            PutDigits(minutes % 60, 2);
        }

        private void PutHex(CompactValue value)
        {
            for (int i = 0; i < value.Length; i++)
            {
                int octet = value.Bytes[value.Offset + i];
                Put(HexAlphabet[octet >> 4]);
                Put(HexAlphabet[octet & 15]);
            }
        }

        private void PutBase64(CompactValue value)
        {
            int i = 0;
            while (i < value.Length)
            {
                int left = value.Length - i;
                int group = value.Bytes[value.Offset + i] << 16;
                if (left > 1)
                    group |= value.Bytes[value.Offset + i + 1] << 8;
                if (left > 2)
                    group |= value.Bytes[value.Offset + i + 2];
                Put(Base64Alphabet[group >> 18]);
                Put(Base64Alphabet[(group >> 12) & 63]);
                Put(left > 1 ? Base64Alphabet[(group >> 6) & 63] : '=');
                Put(left > 2 ? Base64Alphabet[group & 63] : '=');
                i += 3;
            }
        }
    }
}
