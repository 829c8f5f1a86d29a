#nullable disable

namespace IotXmpp.Device.Requests
{
    /// <summary>
    /// Until when a command may be carried out. The concentrator writes it into the id of its iq, as seconds since 1970 behind the last hyphen
    /// (<c>c17-1782907210</c>): what a slow network delivers later than that is not done. An id without it has no end.
    /// </summary>
    internal static class CommandExpiry
    {
        private const int MaxDigits = 12;

        /// <summary>Says whether the time of a command has passed.</summary>
        /// <param name="id">Id of the iq.</param>
        /// <param name="utc">Milliseconds since 1970.</param>
        public static bool IsPast(string id, long utc)
        {
            int start = id.Length;
            while (start > 0 && id[start - 1] != '-')
            {
                start--;
            }

            if (start == 0 || start == id.Length || id.Length - start > MaxDigits)
            {
                return false;
            }

            long seconds = 0;
            for (int i = start; i < id.Length; i++)
            {
                if (id[i] < '0' || id[i] > '9')
                {
                    return false;
                }

                seconds = seconds * 10 + (id[i] - '0');
            }

            // The fraction was cut off: the whole second still counts.
            return utc >= (seconds + 1) * 1000;
        }
    }
}
