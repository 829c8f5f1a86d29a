#nullable disable
using System;
using System.Text;

namespace IotXmpp.Exi.Portable
{
    /// <summary>The value of the last Attribute or Characters event. Typed values convert without strings; text is parsed.</summary>
    public sealed partial class CompactExiReader
    {
        private const long MillisecondsPerDay = 86400000;

        /// <summary>How the value is represented: a constant of <see cref="DatatypeKind"/> (enumerations and lists are String
        /// here), or <see cref="DatatypeKind.Count"/> for the qualified name of xsi:type.</summary>
        public int ValueKind
        {
            get { return _value.Kind; }
        }

        /// <summary>Name of the type that xsi:type stands for, else -1.</summary>
        public int ValueName
        {
            get { return _value.Kind == CompactValue.KindQName ? (int)_value.Number : GrammarImage.None; }
        }

        /// <summary>The value's text; allocates. Null if a binary value's text does not fit MaxStringBytes.</summary>
        public string GetString()
        {
            CompactValue value = _value;
            if (value.Kind == CompactValue.KindQName)
            {
                int name = (int)value.Number;
                return "{" + GetUri(name) + "}" + GetLocalName(name);
            }

            if (value.Kind == DatatypeKind.String || value.Big)
                return value.Length == 0 ? "" : Encoding.UTF8.GetString(value.Bytes, value.Offset, value.Length);

            // The formatter writes behind the octets it reads.
            int at = value.IsBinary ? value.Offset + value.Length : 0;
            int length = _formatter.Format(value, _text, at);
            if (length < 0)
                return null;
            return length == 0 ? "" : Encoding.UTF8.GetString(_text, at, length);
        }

        /// <summary>Copies the value's text as UTF-8 (of xsi:type the local name); gives its length in bytes, or -1 if there is no
        /// room.</summary>
        public int CopyValue(byte[] target, int offset)
        {
            if (_value.Kind != CompactValue.KindQName)
                return _formatter.Format(_value, target, offset);
            int name = (int)_value.Number;
            int length = _names.Length(name);
            if (length > target.Length - offset)
                return -1;
            Array.Copy(_names.Source(name), _names.Start(name), target, offset, length);
            return length;
        }

        /// <summary>Copies the octets of a binary value, or the UTF-8 text of a string; gives their number, or -1 if there is no
        /// room or the value is of another kind.</summary>
        public int CopyOctets(byte[] target, int offset)
        {
            CompactValue value = _value;
            if ((!value.IsBinary && value.Kind != DatatypeKind.String) || value.Length > target.Length - offset)
                return -1;
            if (value.Length > 0)
                Array.Copy(value.Bytes, value.Offset, target, offset, value.Length);
            return value.Length;
        }

        /// <summary>Whether the value is text equal to these UTF-8 bytes.</summary>
        public bool ValueIs(byte[] utf8)
        {
            CompactValue value = _value;
            if (value.Kind != DatatypeKind.String || value.Length != utf8.Length)
                return false;
            for (int i = 0; i < utf8.Length; i++)
            {
                if (value.Bytes[value.Offset + i] != utf8[i])
                    return false;
            }

            return true;
        }

        /// <summary>Whether the value is text equal to this ASCII string.</summary>
        public bool ValueIs(string ascii)
        {
            CompactValue value = _value;
            int length = ascii.Length;
            if (value.Kind != DatatypeKind.String || value.Length != length)
                return false;
            for (int i = 0; i < length; i++)
            {
                if (value.Bytes[value.Offset + i] != ascii[i])
                    return false;
            }

            return true;
        }

        /// <summary>The value as a boolean ("true", "1", "false", "0"); false if it is none.</summary>
        public bool GetBoolean(out bool result)
        {
            CompactValue value = Typed(DatatypeKind.Boolean);
            result = false;
            if (value == null)
                return false;
            if (value.Kind == DatatypeKind.Boolean)
                result = value.Number != 0;
            else if (value.Kind == DatatypeKind.BooleanWithPattern)
                result = value.Number >= 2;
            else if (value.IsInteger && !value.Big && (value.Number == 0 || value.Number == 1))
                result = value.Number == 1;
            else
                return false;
            return true;
        }

        /// <summary>The value as an integer of 32 bits; false if it is none.</summary>
        public bool GetInt32(out int result)
        {
            long number;
            bool found = GetInt64(out number) && number >= int.MinValue && number <= int.MaxValue;
            result = found ? (int)number : 0;
            return found;
        }

        /// <summary>The value as an integer of 64 bits; false if it is none, or has a fraction that is not zero.</summary>
        public bool GetInt64(out long result)
        {
            return GetScaled(0, true, out result);
        }

        /// <summary>
        /// The value times ten to the power of <paramref name="decimals"/>, as 22.5 with 2 decimals is 2250; digits beyond are
        /// rounded half away from zero. False if the value is not a number or the result has more than 63 bits.
        /// </summary>
        /// <param name="decimals">0..18.</param>
        /// <param name="result">The scaled number.</param>
        public bool GetScaled(int decimals, out long result)
        {
            return GetScaled(decimals, false, out result);
        }

        /// <summary>An xs:dateTime in milliseconds since 1970-01-01T00:00:00Z; without a time zone it counts as UTC. False if the value is
        /// none.</summary>
        public bool GetUtcMilliseconds(out long result)
        {
            CompactValue value = Typed(DatatypeKind.DateTime);
            result = 0;
            if (value == null || value.Kind != DatatypeKind.DateTime)
                return false;
            long milliseconds = value.Fraction;
            for (int digits = value.FractionDigits; digits < 3; digits++)
                milliseconds *= 10;
            for (int digits = value.FractionDigits; digits > 3; digits--)
                milliseconds /= 10;
            long seconds = (value.Time >> 12) * 3600 + ((value.Time >> 6) & 63) * 60 + (value.Time & 63) - value.Zone * 60;
            result = CivilCalendar.DaysSince1970(value.Year, value.MonthDay >> 5, value.MonthDay & 31) * MillisecondsPerDay
                + seconds * 1000 + milliseconds;
            return true;
        }

        /// <summary>The value, parsed as the kind if it is text; null if it cannot be.</summary>
        private CompactValue Typed(int kind)
        {
            if (_value.Kind != DatatypeKind.String)
                return _value;
            return _parser.Parse(kind, _value.Bytes, _value.Offset, _value.Length, _converted) ? _converted : null;
        }

        private bool GetScaled(int decimals, bool exact, out long result)
        {
            result = 0;
            CompactValue value = Typed(DatatypeKind.Float);
            if (value == null || value.Big)
                return false;
            long mantissa = value.Number;
            int exponent = 0;
            if (value.Kind == DatatypeKind.Decimal)
            {
                exponent = -value.FractionDigits;
                for (int i = 0; i < value.FractionDigits; i++)
                {
                    if (mantissa > long.MaxValue / 10)
                        return false;
                    mantissa *= 10;
                }

                if (mantissa > long.MaxValue - value.Fraction)
                    return false;
                mantissa += value.Fraction;
                if (value.Negative)
                    mantissa = -mantissa;
            }
            else if (value.Kind == DatatypeKind.Float)
            {
                exponent = value.Exponent;
                if (exponent == CompactValue.SpecialExponent)
                    return false;
            }
            else if (!value.IsInteger)
            {
                return false;
            }

            return Scale(mantissa, exponent + decimals, exact, out result);
        }

        private static bool Scale(long mantissa, int exponent, bool exact, out long result)
        {
            result = mantissa;
            if (mantissa == 0)
                return true;
            for (; exponent > 0; exponent--)
            {
                if (result > long.MaxValue / 10 || result < long.MinValue / 10)
                    return false;
                result *= 10;
            }

            int dropped = 0;
            for (; exponent < 0 && (result != 0 || dropped != 0); exponent++)
            {
                dropped = (int)(result % 10);
                if (exact && dropped != 0)
                    return false;
                result /= 10;
            }

            if (dropped >= 5)
                result++;
            else if (dropped <= -5)
                result--;
            return true;
        }
    }
}
