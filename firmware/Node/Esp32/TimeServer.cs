#nullable disable
using System;
using System.Threading;
using IotXmpp.Node.Life;
using nanoFramework.Networking;

namespace IotXmpp.Node.Esp32
{
    /// <summary>Asks the time of a server (SNTP). The native client sets the calendar and tells nobody; so the calendar is put far back first, and a jump forward is the answer.</summary>
    internal sealed class TimeServer
    {
        // The year 2000, and a year that no answer is before: milliseconds since 1970.
        private const long FarBack = 946684800000;
        private const long Answered = 1577836800000;
        private const int Poll = 200;

        private readonly string _host;

        /// <summary>Creates a client.</summary>
        /// <param name="host">Name or address of the server.</param>
        public TimeServer(string host)
        {
            _host = host;
        }

        /// <summary>Asks, and sets the calendar: to the answer, or to the best guess if there is none.</summary>
        /// <param name="time">What is known; confirmed afterwards if there was an answer to believe.</param>
        /// <param name="timeout">Milliseconds.</param>
        /// <returns>A constant of <see cref="NetworkFault"/>.</returns>
        public int Ask(KnownTime time, int timeout)
        {
            long until = SystemClock.Uptime + timeout;
            bool confirmed = false;
            SystemClock.Set(FarBack);
            Request();
            while (SystemClock.Uptime < until)
            {
                Thread.Sleep(Poll);
                long utc = SystemClock.Utc;
                if (utc >= Answered)
                {
                    confirmed = time.Confirm(utc, SystemClock.Uptime);
                    break;
                }
            }

            if (!confirmed)
            {
                SystemClock.Set(time.At(SystemClock.Uptime));
            }

            return confirmed ? NetworkFault.None : NetworkFault.NoTime;
        }

        private void Request()
        {
            try
            {
                Sntp.Server1 = _host;
                if (!Sntp.IsStarted)
                {
                    Sntp.Start();
                }

                Sntp.UpdateNow();
            }
            catch (Exception)
            {
                // The native client asks by itself too, as soon as there is an address.
            }
        }
    }
}
