#nullable disable
using System;
using nanoFramework.Runtime.Native;

namespace IotXmpp.Node.Esp32
{
    /// <summary>The two clocks of the board: one that runs since start and never jumps, and the calendar, which is wrong until somebody sets it.</summary>
    internal static class SystemClock
    {
        private const long UnixEpochTicks = 621355968000000000;

        /// <summary>Milliseconds since start.</summary>
        public static long Uptime
        {
            get { return Environment.TickCount64; }
        }

        /// <summary>Milliseconds since 1970, as the board believes.</summary>
        public static long Utc
        {
            get { return (DateTime.UtcNow.Ticks - UnixEpochTicks) / TimeSpan.TicksPerMillisecond; }
        }

        /// <summary>Sets the calendar; TLS checks certificates by it.</summary>
        /// <param name="utc">Milliseconds since 1970.</param>
        public static void Set(long utc)
        {
            Rtc.SetSystemTime(new DateTime(UnixEpochTicks + (utc * TimeSpan.TicksPerMillisecond)));
        }
    }
}
