#nullable disable
using System;

namespace IotXmpp.Device.Wire
{
    /// <summary>Numbers and times as text without allocating, and back without the board's lenient parsers.</summary>
    internal static class WireText
    {
        /// <summary>Longest text <see cref="FormatScaled"/> and <see cref="FormatDateTime"/> write.</summary>
        public const int MaxLength = 28;

        private const long MillisecondsPerDay = 86400000;

        /// <summary>Writes value / 10^decimals in plain notation; returns the length.</summary>
        public static int FormatScaled(byte[] into, long value, int decimals)
        {
            int at = 0;
            ulong magnitude = (ulong)value;
            if (value < 0)
            {
                into[at++] = (byte)'-';
                magnitude = (ulong)(-value);
            }

            int digits = 1;
            for (ulong rest = magnitude / 10; rest > 0; rest /= 10)
            {
                digits++;
            }

            if (digits <= decimals)
            {
                digits = decimals + 1;
            }

            int length = digits + (decimals > 0 ? 1 : 0);
            for (int i = length - 1; i >= 0; i--)
            {
                if (decimals > 0 && i == length - 1 - decimals)
                {
                    into[at + i] = (byte)'.';
                    continue;
                }

                into[at + i] = (byte)('0' + (int)(magnitude % 10));
                magnitude /= 10;
            }

            return at + length;
        }

        /// <summary>Writes a time as XEP-0082 has it, 24 characters; returns the length.</summary>
        /// <param name="into">At least 24 bytes.</param>
        /// <param name="utc">Milliseconds since 1970, not negative and before the year 10000.</param>
        public static int FormatDateTime(byte[] into, long utc)
        {
            long days = utc / MillisecondsPerDay;
            int inDay = (int)(utc % MillisecondsPerDay);
            int year;
            int month;
            int day;
            CivilFromDays(days, out year, out month, out day);
            Digits(into, 0, year, 4);
            into[4] = (byte)'-';
            Digits(into, 5, month, 2);
            into[7] = (byte)'-';
            Digits(into, 8, day, 2);
            into[10] = (byte)'T';
            Digits(into, 11, inDay / 3600000, 2);
            into[13] = (byte)':';
            Digits(into, 14, inDay / 60000 % 60, 2);
            into[16] = (byte)':';
            Digits(into, 17, inDay / 1000 % 60, 2);
            into[19] = (byte)'.';
            Digits(into, 20, inDay % 1000, 3);
            into[23] = (byte)'Z';
            return 24;
        }

        /// <summary>Reads a decimal integer with optional sign; false when it is none or overflows.</summary>
        public static bool TryParseInteger(byte[] data, int offset, int count, out long value)
        {
            return TryParseScaled(data, offset, count, 0, out value);
        }

        /// <summary>
        /// Reads a number in decimal or scientific notation and scales it by 10^decimals; false when it is none, is not exact at
        /// that scale, or overflows. Exact, where the board's double.Parse is not.
        /// </summary>
        public static bool TryParseScaled(byte[] data, int offset, int count, int decimals, out long value)
        {
            value = 0;
            int end = offset + count;
            bool negative = false;
            if (offset < end && (data[offset] == '-' || data[offset] == '+'))
            {
                negative = data[offset] == '-';
                offset++;
            }

            int digits = 0;
            int scale = 0;
            bool point = false;
            for (; offset < end; offset++)
            {
                int c = data[offset];
                if (c == '.' && !point)
                {
                    point = true;
                }
                else if (c >= '0' && c <= '9')
                {
                    if (value > (long.MaxValue - 9) / 10)
                    {
                        return false;
                    }

                    value = value * 10 + (c - '0');
                    digits++;
                    scale += point ? 1 : 0;
                }
                else
                {
                    break;
                }
            }

            if (digits == 0)
            {
                return false;
            }

            if (offset < end)
            {
                long exponent;
                int mark = data[offset++];
                if ((mark != 'e' && mark != 'E') || count > 40 || !TryParseExponent(data, offset, end, out exponent))
                {
                    return false;
                }

                scale -= (int)exponent;
            }

            return Rescale(ref value, scale, decimals, negative);
        }

        /// <summary>Reads an xs:boolean.</summary>
        public static bool TryParseBoolean(byte[] data, int offset, int count, out bool value)
        {
            value = Ordinal.Equals(data, offset, count, "true") || Ordinal.Equals(data, offset, count, "1");
            return value || Ordinal.Equals(data, offset, count, "false") || Ordinal.Equals(data, offset, count, "0");
        }

        /// <summary>
        /// Reads an xs:dateTime to milliseconds since 1970. The board's own parser reads ".789Z" as ticks and ignores offsets.
        /// A time without zone is taken as UTC, as some requesters send it.
        /// </summary>
        public static bool TryParseDateTime(byte[] data, int offset, int count, out long utc)
        {
            utc = 0;
            int end = offset + count;
            int year, month, day, hour, minute, second;
            if (count < 19
                || !TryDigits(data, offset, 4, out year) || data[offset + 4] != '-'
                || !TryDigits(data, offset + 5, 2, out month) || data[offset + 7] != '-'
                || !TryDigits(data, offset + 8, 2, out day) || data[offset + 10] != 'T'
                || !TryDigits(data, offset + 11, 2, out hour) || data[offset + 13] != ':'
                || !TryDigits(data, offset + 14, 2, out minute) || data[offset + 16] != ':'
                || !TryDigits(data, offset + 17, 2, out second)
                || year < 1970 || month < 1 || month > 12 || day < 1 || day > DaysInMonth(year, month) || hour > 24 || minute > 59 || second > 59)
            {
                return false;
            }

            int at = offset + 19;
            int milliseconds = 0;
            if (at < end && data[at] == '.')
            {
                int weight = 100;
                for (at++; at < end && data[at] >= '0' && data[at] <= '9'; at++)
                {
                    milliseconds += (data[at] - '0') * weight;
                    weight /= 10;
                }
            }

            int zone = 0;
            if (at < end && data[at] == 'Z')
            {
                at++;
            }
            else if (at < end)
            {
                int hours, minutes;
                if (end - at != 6 || (data[at] != '+' && data[at] != '-') || !TryDigits(data, at + 1, 2, out hours) || data[at + 3] != ':' || !TryDigits(data, at + 4, 2, out minutes))
                {
                    return false;
                }

                zone = (hours * 60 + minutes) * (data[at] == '-' ? -1 : 1);
                at = end;
            }

            utc = DaysFromCivil(year, month, day) * MillisecondsPerDay + ((hour * 60L + minute - zone) * 60 + second) * 1000 + milliseconds;
            return at == end;
        }

        private static bool TryParseExponent(byte[] data, int offset, int end, out long exponent)
        {
            exponent = 0;
            bool negative = offset < end && data[offset] == '-';
            if (offset < end && (data[offset] == '-' || data[offset] == '+'))
            {
                offset++;
            }

            if (offset == end || end - offset > 3)
            {
                return false;
            }

            for (; offset < end; offset++)
            {
                if (data[offset] < '0' || data[offset] > '9')
                {
                    return false;
                }

                exponent = exponent * 10 + (data[offset] - '0');
            }

            exponent = negative ? -exponent : exponent;
            return true;
        }

        private static bool Rescale(ref long value, int scale, int decimals, bool negative)
        {
            for (; scale < decimals; scale++)
            {
                if (value > long.MaxValue / 10)
                {
                    return false;
                }

                if (value == 0)
                {
                    break;
                }

                value *= 10;
            }

            for (; scale > decimals; scale--)
            {
                if (value % 10 != 0)
                {
                    return false;
                }

                if (value == 0)
                {
                    break;
                }

                value /= 10;
            }

            value = negative ? -value : value;
            return true;
        }

        private static bool TryDigits(byte[] data, int offset, int count, out int value)
        {
            value = 0;
            for (int i = 0; i < count; i++)
            {
                int c = data[offset + i];
                if (c < '0' || c > '9')
                {
                    return false;
                }

                value = value * 10 + (c - '0');
            }

            return true;
        }

        private static void Digits(byte[] into, int offset, int value, int count)
        {
            for (int i = count - 1; i >= 0; i--)
            {
                into[offset + i] = (byte)('0' + value % 10);
                value /= 10;
            }
        }

        private static int DaysInMonth(int year, int month)
        {
            switch (month)
            {
                case 2:
                    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28;
                case 4:
                case 6:
                case 9:
                case 11:
                    return 30;
                default:
                    return 31;
            }
        }

        // Days since 1970-01-01 in the proleptic Gregorian calendar; years begin in March here, so that February 29 is last.
        private static long DaysFromCivil(int year, int month, int day)
        {
            long y = month <= 2 ? year - 1 : year;
            long era = y / 400;
            long yearOfEra = y - era * 400;
            long dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
            return era * 146097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719468;
        }

        private static void CivilFromDays(long days, out int year, out int month, out int day)
        {
            days += 719468;
            long era = days / 146097;
            long dayOfEra = days - era * 146097;
            long yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146096) / 365;
            long dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
            int shifted = (int)((5 * dayOfYear + 2) / 153);
            day = (int)(dayOfYear - (153 * shifted + 2) / 5) + 1;
            month = shifted < 10 ? shifted + 3 : shifted - 9;
            year = (int)(yearOfEra + era * 400) + (month <= 2 ? 1 : 0);
        }
    }
}
