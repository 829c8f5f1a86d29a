#nullable disable

namespace IotXmpp.Exi.Portable
{
    /// <summary>Date and time (XML Schema part 2, 3.2.7 to 3.2.14; EXI 7.1.8).</summary>
    internal sealed partial class CompactLexicalParser
    {
        private const int MaxYearDigits = 9;
        private const int MaxZoneMinutes = 14 * 60;

        private bool ParseDateTime(CompactValue value)
        {
            bool valid;
            switch (value.Kind)
            {
                case DatatypeKind.DateTime:
                    valid = TakeYear(value) && Take('-') && TakeMonth(value) && Take('-') && TakeDay(value) && Take('T')
                        && TakeTime(value);
                    break;
                case DatatypeKind.Date:
                    valid = TakeYear(value) && Take('-') && TakeMonth(value) && Take('-') && TakeDay(value);
                    break;
                case DatatypeKind.Time:
                    valid = TakeTime(value);
                    break;
                case DatatypeKind.GYearMonth:
                    valid = TakeYear(value) && Take('-') && TakeMonth(value);
                    break;
                case DatatypeKind.GYear:
                    valid = TakeYear(value);
                    break;
                case DatatypeKind.GMonthDay:
                    valid = Take('-') && Take('-') && TakeMonth(value) && Take('-') && TakeDay(value);
                    break;
                case DatatypeKind.GDay:
                    valid = Take('-') && Take('-') && Take('-') && TakeDay(value);
                    break;
                default:
                    valid = Take('-') && Take('-') && TakeMonth(value);

                    // XML Schema 1.0 before its errata wrote --MM--.
                    if (_end - _at >= 2 && _bytes[_at] == '-' && _bytes[_at + 1] == '-')
                        _at += 2;
                    break;
            }

            return valid && TakeZone(value) && _at == _end;
        }

        private bool TakeYear(CompactValue value)
        {
            bool negative = Take('-');
            int first = _at;
            long year = TakeDigits();
            int digits = _at - first;
            if (digits < 4 || digits > MaxYearDigits || (digits > 4 && _bytes[first] == '0'))
                return false;
            value.Year = negative ? -(int)year : (int)year;
            return true;
        }

        private bool TakeMonth(CompactValue value)
        {
            int month = TakeTwo();
            value.MonthDay = month << 5;
            return month >= 1 && month <= 12;
        }

        private bool TakeDay(CompactValue value)
        {
            int day = TakeTwo();
            value.MonthDay |= day;
            return day >= 1 && day <= 31;
        }

        private bool TakeTime(CompactValue value)
        {
            int hour = TakeTwo();
            bool valid = Take(':');
            int minute = TakeTwo();
            valid = valid && Take(':');
            int second = TakeTwo();
            if (!valid || hour < 0 || hour > 24 || minute < 0 || minute > 59 || second < 0 || second > 60)
                return false;
            value.Time = (((hour << 6) | minute) << 6) | second;
            if (!Take('.'))
                return true;
            int first = _at;
            while (_at < _end && IsDigit(_bytes[_at]))
                _at++;
            int last = _at;
            if (last == first)
                return false;
            while (last > first && _bytes[last - 1] == '0')
                last--;
            value.FractionDigits = last - first;
            if (value.FractionDigits > MaxDigits)
                return false;
            value.Fraction = Digits(first, last);
            return true;
        }

        private bool TakeZone(CompactValue value)
        {
            if (_at == _end)
                return true;
            value.HasZone = true;
            if (Take('Z'))
                return true;
            bool west = Take('-');
            if (!west && !Take('+'))
                return false;
            int hour = TakeTwo();
            bool valid = Take(':');
            int minute = TakeTwo();
            if (!valid || hour < 0 || minute < 0 || minute > 59 || hour * 60 + minute > MaxZoneMinutes)
                return false;
            value.Zone = west ? -(hour * 60 + minute) : hour * 60 + minute;
            return true;
        }

        /// <summary>Two digits, or -1.</summary>
        private int TakeTwo()
        {
            if (_end - _at < 2 || !IsDigit(_bytes[_at]) || !IsDigit(_bytes[_at + 1]))
                return -1;
            _at += 2;
            return (_bytes[_at - 2] - '0') * 10 + _bytes[_at - 1] - '0';
        }
    }
}
