#nullable disable

namespace IotXmpp.Exi.Portable
{
    /// <summary>Days of the proleptic Gregorian calendar. Own arithmetic, because DateTime of the board starts in another year and
    /// throws for years that a peer may send.</summary>
    internal static class CivilCalendar
    {
        // A calendar that starts on 1 March has its leap day last; 400 years are a whole number of days.
        private const int DaysOf400Years = 146097;
        private const int DaysTo1970 = 719468;

        internal static long DaysSince1970(int year, int month, int day)
        {
            if (month <= 2)
                year--;
            int era = (year >= 0 ? year : year - 399) / 400;
            int yearOfEra = year - era * 400;
            int dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
            int dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
            return (long)era * DaysOf400Years + dayOfEra - DaysTo1970;
        }

        /// <summary>Year, month and day of a day number, as year * 512 + month * 32 + day.</summary>
        internal static int PackedDate(int daysSince1970)
        {
            int days = daysSince1970 + DaysTo1970;
            int era = (days >= 0 ? days : days - (DaysOf400Years - 1)) / DaysOf400Years;
            int dayOfEra = days - era * DaysOf400Years;
            int yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / (DaysOf400Years - 1)) / 365;
            int dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
            int shifted = (5 * dayOfYear + 2) / 153;
            int day = dayOfYear - (153 * shifted + 2) / 5 + 1;
            int month = shifted < 10 ? shifted + 3 : shifted - 9;
            int year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
            return year * 512 + month * 32 + day;
        }
    }
}
